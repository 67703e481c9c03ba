import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { event as eventTable } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;
let unneeded: string;

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  // The site lets a lead go to 5 % above, the order allows 2 %.
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { overPct: "2", components: [] })]);
  const operations = await plant.operationIds("PO-2001");
  const first = operations.get(10) ?? "";
  operationId = operations.get(20) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: first, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: first });
  unneeded = (await plant.does(plant.lead, confirmProduction, after("2"), { operationId: first, good: "10", overrideReason: "just in case" })).entryId;
  await plant.does(plant.lead, confirmProduction, after("2"), { operationId: first, good: "200", overrideReason: "for the overrun" });
  await plant.does(plant.second, startOperation, after("2"), { operationId, workUnitId: await plant.unitId("ASSY-2") });
  await plant.does(plant.second, finishSetup, after("2.5"), { operationId });
  await plant.does(plant.second, confirmProduction, after("3"), { operationId, good: "204" });
});
afterAll(() => database.close());

async function recorded(entryId: string) {
  const [entry] = await plant.db.select().from(productionEntry).where(eq(productionEntry.id, entryId));
  const facts = await plant.db.select().from(eventTable).where(eq(eventTable.type, "production.confirmed"));
  const messages = await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.production.confirmed.v1"));
  const told = messages.map((row) => ProductionConfirmedV1.parse(row.payload).data).find((data) => data.confirmationId === entryId);
  return { entry, fact: facts.map((row) => row.payload as Record<string, unknown>).find((payload) => payload.entryId === entryId), told };
}

describe("EX-07 S08 order 200, over 2 %", () => {
  const more = (good: string, extra: object = {}) => ({ operationId, good, ...extra });

  it.each(["operator", "lead"] as const)("an %s is blocked at 204, with what is allowed and what was asked", async (who) => {
    const actor = who === "lead" ? plant.lead : plant.second;
    expect(await plant.send(actor, confirmProduction, after("4"), more("3"))).toMatchObject({
      ok: false,
      code: "ABOVE_TOLERANCE",
      params: { max: "204", asked: "207", left: "0" },
    });
  });

  it("an operator's reason does not count: the lead is asked", async () => {
    expect(await plant.send(plant.second, confirmProduction, after("4"), more("3", { overrideReason: "customer takes them" }))).toMatchObject({ code: "LEAD_REQUIRED" });
  });

  it("a lead's reason lets it through up to the site's cap, and entry, fact and ERP say so", async () => {
    expect(await plant.send(plant.lead, confirmProduction, after("4"), more("7", { overrideReason: "customer takes them" }))).toMatchObject({
      code: "ABOVE_TOLERANCE",
      params: { max: "210", asked: "211", left: "6" },
    });
    const { entryId } = await plant.does(plant.lead, confirmProduction, after("4"), more("6", { overrideReason: "customer takes them" }));
    const { entry, fact, told } = await recorded(entryId);
    expect(entry?.overrideReason).toBe("customer takes them");
    expect(fact).toMatchObject({ overrideReason: "customer takes them" });
    expect(told).toMatchObject({ toleranceOverride: { reason: "customer takes them", max: "204" } });
  });

  it("a reason that was not needed is no override", async () => {
    const { entry, fact, told } = await recorded(unneeded);
    expect(entry?.overrideReason).toBeNull();
    expect(fact).not.toHaveProperty("overrideReason");
    expect(told).not.toHaveProperty("toleranceOverride");
  });
});
