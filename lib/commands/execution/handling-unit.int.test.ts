import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { event as eventTable } from "@/db/schema/eventlog";
import { outboxMessage } from "@/db/schema/integration";
import { outputSegment } from "@/db/schema/genealogy";
import { handlingUnit, lotStock, ssccSeries } from "@/db/schema/materials";
import { site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { makeSite } from "@/lib/auth/testing/plant";
import { runOperation } from "@/lib/queries/operator/run-operation";
import { scannedThing } from "@/lib/queries/operator/scanned-thing";
import { handlingUnitById, handlingUnitsOfLot, madeUnits } from "@/lib/queries/trace/handling-units";
import { lotsByNumber } from "@/lib/queries/trace/lot-head";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { GenealogyRecordedV1 } from "@/lib/messages/genealogy-recorded.v1";
import { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { reverseEntry } from "./reverse-entry";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const PREFIX = "9521234";
let database: TestDatabase;
let plant: ExamplePlant;
let [op10, op20] = ["", ""];

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-4001", { components: [] })]);
  const operations = await plant.operationIds("PO-4001");
  [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "200" });
  await plant.does(plant.second, startOperation, after("2"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await plant.does(plant.second, finishSetup, after("2.5"), { operationId: op20 });
});
afterAll(() => database.close());

const pack = (hours: string, good: string, extra: object = {}) =>
  plant.send(plant.second, confirmProduction, after(hours), { operationId: op20, good, handlingUnit: true, ...extra });
const packs = (hours: string, good: string) => plant.does(plant.second, confirmProduction, after(hours), { operationId: op20, good, handlingUnit: true });
const count = async () => (await plant.db.select().from(handlingUnit)).length;

it("EX-15 a site without a company prefix numbers no unit, and nothing of the entry is kept", async () => {
  expect(await pack("3", "10")).toMatchObject({ ok: false, code: "NO_SSCC", params: { for: "NO_PREFIX" } });
  const shown = await runOperation({ db: plant.db, now: after("3") }, plant.siteId, await plant.unitId("ASSY-2"));
  expect(shown?.operation).toMatchObject({ good: "0" });
  expect(shown?.operation).not.toHaveProperty("packs");
});

it("EX-15 good of the last operation stands on a unit with its own number, and the ERP hears of it with the confirmation, the receipt and the genealogy", async () => {
  await plant.db.update(site).set({ gs1CompanyPrefix: PREFIX }).where(eq(site.id, plant.siteId));
  expect(await plant.send(plant.first, confirmProduction, after("3"), { operationId: op10, good: "1", handlingUnit: true })).toMatchObject({
    ok: false,
    code: "NO_HANDLING_UNIT",
    params: { for: "NOT_LAST" },
  });
  expect(await pack("3", "0", { scrap: "1", scrapReason: "SURFACE" })).toMatchObject({ ok: false, code: "NO_HANDLING_UNIT", params: { for: "NO_GOOD" } });
  expect(await count()).toBe(0);

  const [one, two] = [await packs("3", "40"), await packs("4", "40")];
  expect(one.sscc).toMatch(new RegExp(`^0${PREFIX}\\d{10}$`));
  expect(two.sscc).not.toBe(one.sscc);
  const rows = await plant.db.select().from(handlingUnit).where(eq(handlingUnit.entryId, one.entryId));
  expect(rows).toMatchObject([{ sscc: one.sscc, takenBackAt: null }]);
  expect(rows[0]?.quantity.toFixed()).toBe("40");
  // Finest recall unit: the piece of output knows what it stands on.
  expect(await plant.db.select({ unit: outputSegment.handlingUnitId }).from(outputSegment).where(eq(outputSegment.id, one.entryId))).toEqual([{ unit: rows[0]?.id }]);

  const told = await plant.db.select().from(outboxMessage);
  const confirmed = told.flatMap((row) => (row.type === "mes.production.confirmed.v1" ? [ProductionConfirmedV1.parse(row.payload).data] : []));
  expect(confirmed.find((data) => data.confirmationId === one.entryId)?.output).toMatchObject([{ hu: one.sscc, qty: "40" }]);
  const received = told.flatMap((row) => (row.type === "mes.production.received.v1" ? [ProductionReceivedV1.parse(row.payload).data.hu] : []));
  expect(received.sort()).toEqual([one.sscc, two.sscc].sort());
});

it("the tablet offers what the last unit took, and a scan of the number finds the unit with its lot", async () => {
  const view = { db: plant.db, now: after("5") };
  const shown = await runOperation(view, plant.siteId, await plant.unitId("ASSY-2"));
  expect(shown?.operation.packs?.[0]).toEqual({ quantity: "40", name: null });
  const [unit] = await madeUnits(view, await plant.unitId("ASSY-2"));
  expect(unit).toMatchObject({ quantity: "40", order: "PO-4001", takenBack: false });
  expect(await madeUnits(view, await plant.unitId("MACH-1"))).toEqual([]);
  expect(await scannedThing(view, plant.first, unit?.sscc ?? "")).toMatchObject({
    kind: "HANDLING_UNIT",
    sscc: unit?.sscc,
    quantity: "40",
    takenBack: false,
    lot: { number: unit?.lot, onHand: "80" },
  });
  expect((await lotsByNumber(view, plant.first, unit?.sscc ?? "")).map((lot) => lot.number)).toEqual([unit?.lot]);
  expect(await scannedThing(view, plant.first, "095212340000000000")).toEqual({ kind: "NOTHING" });
});

it("SEC-02 a unit of another site does not exist", async () => {
  const view = { db: plant.db, now: after("5") };
  const [unit] = await madeUnits(view, await plant.unitId("ASSY-2"));
  const { siteId } = await makeSite(plant.db, "SITE-Z");
  const foreign = { ...plant.first, sites: [{ siteId, code: "SITE-Z", roles: ["OPERATOR" as const] }] };
  expect(await handlingUnitById(view, foreign, unit?.id ?? "")).toBeNull();
  expect(await scannedThing(view, foreign, unit?.sscc ?? "")).toEqual({ kind: "NOTHING" });
});

it("EX-19 an entry that is taken back leaves nothing on its unit, whose number is not given again", async () => {
  const wrong = await packs("5", "4");
  await plant.does(plant.second, reverseEntry, after("5"), { entryId: wrong.entryId, reason: "MISKEY" });
  const view = { db: plant.db, now: after("5.5") };
  expect(await scannedThing(view, plant.first, wrong.sscc ?? "")).toMatchObject({ kind: "HANDLING_UNIT", takenBack: true });
  const facts = await plant.db.select().from(eventTable).where(eq(eventTable.type, "handling_unit.unpacked"));
  expect(facts).toMatchObject([{ payload: { entryId: wrong.entryId, reason: "MISKEY" } }]);
  const right = await packs("6", "44");
  expect(right.sscc).not.toBe(wrong.sscc);
  expect((await madeUnits(view, await plant.unitId("ASSY-2"))).map((unit) => unit.quantity)).toEqual(["44", "40", "40"]);
  const [lot] = await lotsByNumber(view, plant.first, right.sscc ?? "");
  expect((await handlingUnitsOfLot(view, lot?.id ?? "")).map((unit) => unit.takenBack)).toEqual([false, true, false, false]);
});

it("two tablets that fill units in the same moment get two numbers", async () => {
  const results = await Promise.all([pack("6.5", "20"), pack("6.5", "20")]);
  expect(results.every((result) => result.ok)).toBe(true);
  expect(new Set(results.map((result) => (result.ok ? result.data.sscc : null))).size).toBe(2);
});

it("EX-15, EX-19 an entry that waits for the stock has taken no number yet, so that a correction which has locked the stock gets one", async () => {
  let filling: ReturnType<typeof pack> | undefined;
  const corrects = plant.db.transaction(async (tx) => {
    await tx.select().from(lotStock).for("no key update");
    filling = pack("6.55", "1");
    await expect.poll(database.waiting).toBe(1);
    await tx.select().from(ssccSeries).for("no key update", { noWait: true });
  });
  await expect(corrects).resolves.toBeUndefined();
  expect(await filling).toMatchObject({ ok: true });
});

it("EX-15 each company prefix has a series of its own, which goes on where it stood and begins behind what units bear already", async () => {
  const bear = (prefix: string) => plant.db.update(site).set({ gs1CompanyPrefix: prefix }).where(eq(site.id, plant.siteId));
  const serialOf = (sscc: string | null, prefix: string) => Number(`${sscc?.charAt(0)}${sscc?.slice(prefix.length + 1, -1)}`);
  const packed = async (prefix: string) => serialOf((await packs("6.6", "1")).sscc, prefix);
  const before = await packed(PREFIX);
  const other = "401234567890";
  await bear(other);
  expect([await packed(other), await packed(other)]).toEqual([1, 2]);
  await bear(PREFIX);
  expect(await packed(PREFIX)).toBe(before + 1);
  // As in a database from before there were series of prefixes.
  await plant.db.delete(ssccSeries).where(eq(ssccSeries.companyPrefix, PREFIX));
  const results = await Promise.all([pack("6.7", "1"), pack("6.7", "1")]);
  expect(new Set(results.map((result) => (result.ok ? serialOf(result.data.sscc, PREFIX) : result.code)))).toEqual(new Set([before + 2, before + 3]));
  await plant.db.update(ssccSeries).set({ lastSerial: 99_999n }).where(eq(ssccSeries.companyPrefix, other));
  await bear(other);
  expect(await pack("6.8", "1")).toMatchObject({ ok: false, code: "NO_SSCC", params: { for: "USED_UP" } });
  await bear(PREFIX);
});

it("the genealogy of the run names each unit, and in one line what stands on none", async () => {
  await plant.does(plant.second, confirmProduction, after("7"), { operationId: op20, good: "29" });
  await plant.does(plant.lead, completeOperation, after("7.5"), { operationId: op20 });
  const told = await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.genealogy.recorded.v1"));
  const [outputs] = told.map((row) => GenealogyRecordedV1.parse(row.payload).data).flatMap((data) => (data.operation === 20 ? [data.outputs] : []));
  const stands = outputs?.map(({ hu, qty }) => `${qty}${hu === null ? " on none" : ""}`);
  expect(stands?.toSorted()).toEqual(["1", "1", "1", "1", "1", "1", "1", "20", "20", "29 on none", "40", "40", "44"]);
});
