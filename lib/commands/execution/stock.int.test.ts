import { afterAll, expect, it } from "vitest";
import { and, eq } from "drizzle-orm";
import type { TestDatabase } from "@/db/testing/database";
import { countProposal, orderComponent, productionEntry } from "@/db/schema/execution";
import { lot, lotMount, lotStock, materialMove } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { reverseEntry } from "./reverse-entry";
import { signOnOperation } from "./sign-on";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

async function fresh(): Promise<ExamplePlant> {
  const database = await exampleDatabase();
  open.push(database);
  return examplePlant(database.db);
}

type Substitute = { item: string; factor: string; priority: number; validFrom: null; validTo: null };
const line = (pos: number, item: string, issueMode: "BACKFLUSH" | "MANUAL_SCAN", substitutes: Substitute[] = []) => ({
  pos,
  item,
  qty: "1",
  uom: "EA",
  scrapFactor: "0",
  operation: 10,
  issueMode,
  mixGroup: null,
  substitutes,
  required: null,
});

/** An order with lines of its own runs its op10 on MACH-1 from 1.00 h on. */
async function run(plant: ExamplePlant, number: string, components: readonly ReturnType<typeof line>[], outputLot: string | null = null): Promise<string> {
  await plant.hear([exampleOrder("SITE-A", number, { components: [...components], outputLot })]);
  const operationId = (await plant.operationIds(number)).get(10) ?? "";
  const unit = await plant.unitId("MACH-1");
  await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, unit));
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: unit });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  return operationId;
}

const onHand = async (plant: ExamplePlant): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await plant.db.select({ number: lot.number, onHand: lotStock.onHand }).from(lotStock).innerJoin(lot, eq(lot.id, lotStock.lotId))).map((row) => [
      row.number,
      row.onHand.toNumber(),
    ]),
  );

it("EX-09 orders that backflush the same lots in opposite order at the same moment all get through, and stock adds up", async () => {
  const plant = await fresh();
  const [a, b] = [
    await run(plant, "PO-2001", [line(10, "CAST-01", "BACKFLUSH"), line(20, "SEAL-02", "BACKFLUSH")]),
    await run(plant, "PO-2002", [line(10, "SEAL-02", "BACKFLUSH"), line(20, "CAST-01", "BACKFLUSH")]),
  ];
  for (let round = 0; round < 8; round += 1) {
    const at = after(`${2 + round}`);
    const answers = await Promise.all([a, b, a, b].map((operationId) => plant.send(plant.first, confirmProduction, at, { operationId, good: "1" })));
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true, true]);
  }
  const left = await onHand(plant);
  const total = (numbers: readonly string[]): number => numbers.reduce((sum, number) => sum + (left[number] ?? 0), 0);
  expect([total(["C-A", "C-B", "C-C"]), total(["S-1", "S-2"])]).toEqual([410 - 32, 830 - 32]);
});

it("EX-19 a confirmation taken back gives its backflush back, lot by lot, and shortages do not turn into stock", async () => {
  const plant = await fresh();
  const operationId = await run(plant, "PO-2001", [line(10, "CAST-01", "BACKFLUSH")]);
  const before = await onHand(plant);
  await plant.does(plant.lead, confirmProduction, after("2"), { operationId, good: "200" });
  const entry = await plant.does(plant.lead, confirmProduction, after("3"), { operationId, scrap: "230", scrapReason: "DIM" });
  expect(await onHand(plant)).toMatchObject({ "C-A": 0, "C-B": 0, "C-C": 0 });
  await plant.does(plant.lead, reverseEntry, after("4"), { entryId: entry.entryId, reason: "MISKEY" });
  const left = await onHand(plant);
  expect((left["C-A"] ?? 0) + (left["C-B"] ?? 0) + (left["C-C"] ?? 0)).toBe(410 - 200);
  const [component] = await plant.db
    .select({ issued: orderComponent.issued })
    .from(orderComponent)
    .innerJoin(materialMove, eq(materialMove.componentId, orderComponent.id))
    .limit(1);
  expect(component?.issued.toNumber()).toBe(200);
  expect(before["C-A"]).toBe(150);
});

it("EX-12 EX-19 a substitute taken back takes from its line what it had put there", async () => {
  const plant = await fresh();
  const operationId = await run(plant, "PO-2001", [line(10, "CAST-01", "MANUAL_SCAN", [{ item: "SEAL-02", factor: "3", priority: 1, validFrom: null, validTo: null }])]);
  await plant.does(plant.first, issueMaterial, after("2"), { operationId, lot: "C-A", quantity: "1" });
  await plant.does(plant.first, issueMaterial, after("2"), { operationId, lot: "S-1", quantity: "10" });
  const issued = async (): Promise<string | undefined> =>
    (await plant.db.select({ issued: orderComponent.issued }).from(orderComponent).where(eq(orderComponent.operationId, operationId)))[0]?.issued.toFixed(6);
  expect(await issued()).toBe("4.333333");
  const [move] = await plant.db
    .select({ id: materialMove.id })
    .from(materialMove)
    .where(and(eq(materialMove.type, "ISSUE"), eq(materialMove.lotId, await plant.lotId("S-1"))));
  await plant.does(plant.lead, reverseEntry, after("3"), { entryId: move?.id ?? "", reason: "WRONG-LOT" });
  expect(await issued()).toBe("1.000000");
  expect((await onHand(plant))["S-1"]).toBe(810);
});

it.each([
  ["typed, less than was counted", "TYPED", "30", 10],
  ["counted, more than was counted", "COUNTER", "45", 0],
])("KP-03 what an entry took off the line's own count is proposed again when it is taken back: %s", async (_, origin, good, left) => {
  const plant = await fresh();
  const operationId = await run(plant, "PO-2001", [line(10, "CAST-01", "BACKFLUSH")]);
  const counted = async (): Promise<number | undefined> => (await plant.db.select().from(countProposal))[0]?.good.toNumber();
  await plant.db.insert(countProposal).values({ operationId, siteId: plant.siteId, good: decimal(40), scrap: decimal(0), countedSince: after("1"), countedTo: after("2") });
  const entry = await plant.does(plant.first, confirmProduction, after("2"), { operationId, good, origin });
  expect(await counted()).toBe(left);
  await plant.does(plant.lead, reverseEntry, after("3"), { entryId: entry.entryId, reason: "MISKEY" });
  expect(await counted()).toBe(40);
});

it("KP-03 scrap that the line counts after its good was confirmed is not lost from the count", async () => {
  const plant = await fresh();
  const operationId = await run(plant, "PO-2001", [line(10, "CAST-01", "BACKFLUSH")]);
  // A unit that counts total and scrap proposes total − scrap as good: 2 of the 40 confirmed turned out to be scrap.
  await plant.db.insert(countProposal).values({ operationId, siteId: plant.siteId, good: decimal(-2), scrap: decimal(2), countedSince: after("1"), countedTo: after("2") });
  await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "5" });
  expect((await plant.db.select().from(countProposal))[0]?.good.toNumber()).toBe(-2);
});

it("EX-15 two orders that the ERP lets fill one lot receive into it at the same moment", async () => {
  const plant = await fresh();
  const orders = ["PO-2001", "PO-2002"];
  const last: string[] = [];
  for (const number of orders) {
    const op10 = await run(plant, number, [line(10, "CAST-01", "BACKFLUSH")], "FG-LOT-1");
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "50" });
    const operationId = (await plant.operationIds(number)).get(20) ?? "";
    const unit = await plant.unitId("ASSY-2");
    await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, unit));
    await plant.does(plant.first, startOperation, after("2"), { operationId, workUnitId: unit });
    await plant.does(plant.first, finishSetup, after("3"), { operationId });
    last.push(operationId);
  }
  const answers = await Promise.all(last.map((operationId) => plant.send(plant.first, confirmProduction, after("4"), { operationId, good: "10" })));
  expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
  expect((await onHand(plant))["FG-LOT-1"]).toBe(20);
});

it("TR-01 EX-21 a scan on or off that is told late never lets two lots of an item overlap on a unit: it is refused, not a fault", async () => {
  const plant = await fresh();
  const operationId = await run(plant, "PO-2001", [line(10, "CAST-01", "BACKFLUSH")]);
  await plant.does(plant.first, mountLot, after("2"), { operationId, lot: "C-A" });
  const mountId = (await plant.db.select({ id: lotMount.id }).from(lotMount))[0]?.id;
  expect(await plant.send(plant.first, unmountLot, after("1.5"), { mountId })).toMatchObject({ ok: false, code: "OUT_OF_ORDER" });
  await plant.does(plant.first, unmountLot, after("3"), { mountId });
  expect(await plant.send(plant.first, mountLot, after("2.5"), { operationId, lot: "C-B" })).toMatchObject({ ok: false, code: "OUT_OF_ORDER" });
  await plant.does(plant.first, mountLot, after("3"), { operationId, lot: "C-B" });
});

it("EX-01 EX-17 nobody is booked on a unit that asks for a qualification they lack", async () => {
  const plant = await fresh();
  const operationId = await run(plant, "PO-2001", [line(10, "CAST-01", "BACKFLUSH")]);
  await plant.db
    .update(equipment)
    .set({ capabilities: ["FILLER"] })
    .where(eq(equipment.code, "MACH-1"));
  expect(await plant.send(plant.second, signOnOperation, after("2"), { operationId })).toMatchObject({
    ok: false,
    code: "START_BLOCKED",
    params: { guards: ["PERSON_NOT_QUALIFIED"], capabilities: ["FILLER"] },
  });
  expect(await plant.db.select().from(productionEntry)).toHaveLength(0);
});

it("§1.2 an order that was planned before its item got serial numbers is made as it was planned, in one lot", async () => {
  const plant = await fresh();
  const op10 = await run(plant, "PO-2009", [], "FG-B1");
  await plant.hear([exampleOrder("SITE-A", "PO-2010", { components: [] })]);
  const about = {
    kind: "FINISHED" as const,
    baseUom: "EA",
    decimals: 0,
    units: [],
    tracking: "SERIAL" as const,
    shelfLifeDays: null,
    minRemainingDays: 0,
    status: "ACTIVE" as const,
  };
  const item = { ...about, site: "SITE-A", item: "FG-100", erpVersion: 2, text: "Pump", requiresRelease: false };
  await plant.hear([inboundMessage("erp.item.v1", item, "erp/example", "2026-03-16T07:00:00Z")]);
  const op20 = (await plant.operationIds("PO-2009")).get(20) ?? "";
  await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "50" });
  await plant.does(plant.first, startOperation, after("2"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await plant.does(plant.first, finishSetup, after("2.1"), { operationId: op20 });
  for (const good of ["20", "30"])
    expect(await plant.send(plant.first, confirmProduction, after("3"), { operationId: op20, good })).toMatchObject({ ok: true, data: { lot: "FG-B1" } });
  expect((await onHand(plant))["FG-B1"]).toBe(50);

  // What has begun keeps its snapshot, whatever the ERP changes of it (EX-04); what has not is planned anew, as one piece each.
  await plant.hear([exampleOrder("SITE-A", "PO-2009", { components: [], outputLot: "FG-B1", erpVersion: 2, qty: "210" })]);
  await expect(plant.hear([exampleOrder("SITE-A", "PO-2010", { components: [], erpVersion: 2, qty: "210" })])).rejects.toThrow("FG-100 has serial numbers");
});
