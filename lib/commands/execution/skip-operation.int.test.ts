import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import type { TestDatabase } from "@/db/testing/database";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { holdOrder } from "./hold-order";
import { skipOperation } from "./skip-operation";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const open: TestDatabase[] = [];
let database: TestDatabase;
let plant: ExamplePlant;

beforeEach(async () => {
  database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
});
afterAll(() => Promise.all(open.map((one) => one.close())));

async function orderRow(number: string) {
  const [row] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, number));
  if (row === undefined) throw new Error(`there is no ${number}`);
  return row;
}

describe("§2.2 READY → SKIPPED", () => {
  const step = (operation: number, workCentre: string, optional: boolean) => ({
    operation,
    text: `Step ${operation}`,
    workCentre,
    setupMachineHours: "0",
    setupLabourHours: "0",
    runMachineHours: "0.1",
    runLabourHours: "0.1",
    yield: "1",
    crew: "1",
    milestone: true,
    overlapMinutes: null,
    optional,
    inspectionPlan: null,
  });
  const order = async (optional: boolean) => {
    const operations = [step(10, "MACH", false), step(20, "MACH", optional), step(30, "ASSY", true)];
    await plant.hear([exampleOrder("SITE-A", "PO-2001", { qty: "10", underPct: "0", operations, components: [], routingVersion: null, bomVersion: null })]);
    return plant.operationIds("PO-2001");
  };

  it("a lead leaves out what the routing lets be left out: the step before feeds the step after, and the order completes", async () => {
    const ids = await order(true);
    const [a, b, c] = [ids.get(10) ?? "", ids.get(20) ?? "", ids.get(30) ?? ""];
    expect(await plant.send(plant.lead, skipOperation, after("0"), { operationId: b, reason: "LATE-INFO" })).toMatchObject({
      code: "INVALID_TRANSITION",
      params: { state: "PENDING" },
    });
    await plant.does(plant.first, startOperation, after("0"), { operationId: a, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, confirmProduction, after("1"), { operationId: a, good: "10" });
    expect(await plant.send(plant.first, skipOperation, after("1"), { operationId: b, reason: "LATE-INFO" })).toMatchObject({ code: "FORBIDDEN" });
    expect(await plant.send(plant.lead, skipOperation, after("1"), { operationId: b, reason: "NONE-SUCH" })).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await plant.does(plant.lead, skipOperation, after("1"), { operationId: b, reason: "LATE-INFO" })).toEqual({ state: "SKIPPED", ready: 30 });
    expect(await plant.send(plant.lead, skipOperation, after("1"), { operationId: c, reason: "LATE-INFO" })).toMatchObject({ code: "LAST_OPERATION" });
    await plant.does(plant.first, completeOperation, after("1"), { operationId: a });
    await plant.does(plant.second, startOperation, after("2"), { operationId: c, workUnitId: await plant.unitId("ASSY-2") });
    expect(await plant.send(plant.second, confirmProduction, after("3"), { operationId: c, good: "11" })).toMatchObject({ ok: false });
    await plant.does(plant.second, confirmProduction, after("3"), { operationId: c, good: "10" });
    await plant.does(plant.second, completeOperation, after("3"), { operationId: c });
    expect((await orderRow("PO-2001")).state).toBe("COMPLETED");
    await expectRebuilt(database);
  });

  it("what the routing asks for is not skipped, nor anything of a held order", async () => {
    const ids = await order(false);
    expect(await plant.send(plant.lead, skipOperation, after("0"), { operationId: ids.get(10) ?? "", reason: "LATE-INFO" })).toMatchObject({ code: "NOT_OPTIONAL" });
    await plant.does(plant.lead, holdOrder, after("0"), { orderId: (await orderRow("PO-2001")).id, reason: "QA-WAIT" });
    expect(await plant.send(plant.lead, skipOperation, after("0"), { operationId: ids.get(10) ?? "", reason: "LATE-INFO" })).toMatchObject({ code: "ORDER_NOT_EXECUTABLE" });
  });
});
