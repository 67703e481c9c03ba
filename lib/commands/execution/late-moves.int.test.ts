import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { costLine } from "@/db/schema/costing";
import { needsAttention, orderOperation } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "./testing/example-plant";

const open: TestDatabase[] = [];
let plant: ExamplePlant;
let unit: string;
let a: string;
let b: string;

/** PO-1001 and PO-1002, of which nothing has begun. */
async function twoOrders(): Promise<void> {
  const database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
  unit = await plant.unitId("MACH-1");
  a = (await plant.operationIds("PO-1001")).get(10) ?? "";
  b = (await plant.operationIds("PO-1002")).get(10) ?? "";
}
afterAll(() => Promise.all(open.map((database) => database.close())));

/** Op10 of PO-1001 on MACH-1 from 0 to 4 h, setup in the first, all of it made at its end. */
async function playFirst(): Promise<void> {
  await plant.does(plant.first, startOperation, after("0"), { operationId: a, workUnitId: unit });
  for (const [lot, quantity] of [
    ["C-A", "150"],
    ["C-B", "50"],
  ])
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: a, lot, quantity });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: a });
  await plant.does(plant.first, confirmProduction, after("4"), { operationId: a, good: "200" });
}

const machineSeconds = async (): Promise<number> => {
  const lines = await plant.db.select({ seconds: costLine.seconds }).from(costLine).where(eq(costLine.element, "MACHINE"));
  return lines.reduce((total, line) => total + (line.seconds ?? 0), 0);
};

describe("EX-01, EX-21: a start", () => {
  beforeAll(async () => {
    await twoOrders();
    await playFirst();
    await plant.does(plant.lead, completeOperation, after("4"), { operationId: a });
  });
  const start = (at: Date) => plant.send(plant.second, startOperation, at, { operationId: b, workUnitId: unit, deviceSequence: 7 }, after("5"));

  it("is refused before the ERP released the order, however late it is told", async () => {
    const refusal = { ok: false, code: "OUT_OF_ORDER", params: { of: "RELEASE", since: "2026-03-02T06:00:00.000Z" } };
    await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, unit));
    expect(await start(new Date("2026-03-02T05:59:59Z"))).toMatchObject(refusal);
    expect(await start(new Date("2020-01-01T06:00:00Z"))).toMatchObject(refusal);
    await plant.db.update(equipment).set({ parallelOperations: false }).where(eq(equipment.id, unit));
  });

  it("is refused within the time of another order on a machine that runs one at a time, and waits for a lead with what was entered", async () => {
    expect(await start(after("2"))).toMatchObject({ ok: false, code: "OUT_OF_ORDER", params: { of: "LOADED", since: after("4").toISOString() } });
    const kept = await plant.db.select().from(needsAttention).where(eq(needsAttention.code, "OUT_OF_ORDER"));
    expect(kept.at(-1)).toMatchObject({ command: "start-operation", input: { operationId: b, workUnitId: unit, eventTime: after("2").toISOString() } });
  });

  it("is accepted from the end of what ran before on, also when it is told hours later, so that no second of the machine is paid twice", async () => {
    expect(await start(after("4"))).toMatchObject({ ok: true });
    await plant.does(plant.second, finishSetup, after("4.5"), { operationId: b }, after("5"));
    await plant.does(plant.second, confirmProduction, after("6"), { operationId: b, good: "10" });
    expect(await machineSeconds()).toBe(6 * 3600);
  });
});

it("EX-01 a machine that runs several operations takes a start beside another order's time", async () => {
  await twoOrders();
  await playFirst();
  await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, unit));
  expect(await plant.send(plant.second, startOperation, after("2"), { operationId: b, workUnitId: unit }, after("5"))).toMatchObject({ ok: true });
});

describe("EX-21: a completion from before the last entry", () => {
  beforeAll(async () => {
    await twoOrders();
    await playFirst();
  });

  it("is refused, for the time up to that entry is in the ledger", async () => {
    const completed = await plant.send(plant.first, completeOperation, after("2"), { operationId: a }, after("5"));
    expect(completed).toMatchObject({ ok: false, code: "OUT_OF_ORDER", params: { of: "ENTRY", since: after("4").toISOString() } });
  });

  it("is accepted at that instant: what ran and what is booked are the same", async () => {
    await plant.does(plant.first, completeOperation, after("4"), { operationId: a }, after("5"));
    const [ended] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, a));
    expect([ended?.state, ended?.actualEndAt, await machineSeconds()]).toEqual(["COMPLETED", after("4"), 4 * 3600]);
  });
});
