import { and, asc, eq, inArray, ne, type SQL } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freeMaterial } from "@/db/free-material";
import { exception } from "@/db/schema/exception";
import { outboxMessage } from "@/db/schema/integration";
import { lot, lotStock, materialMove } from "@/db/schema/materials";
import { hold } from "@/db/schema/quality";
import { equipment, site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot } from "@/lib/commands/materials/mount-lot";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { runComponents } from "@/lib/queries/operator/run-components";
import { scannedThing } from "@/lib/queries/operator/scanned-thing";
import { promisableStock } from "@/lib/queries/planner/demand-facts";
import { holdsAtSites } from "@/lib/queries/quality/desk";
import { actOnNonconformance } from "./act-on-nonconformance";
import { closeNonconformance } from "./close-nonconformance";
import { dispositionNonconformance } from "./disposition-nonconformance";
import { placeHold } from "./place-hold";
import { releaseHold } from "./release-hold";
import { reviewNonconformance } from "./review-nonconformance";
import { hearPlan, measureOne } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let quality: Actor;
let [making, taking, feeding] = ["", "", ""];

const takes = (order: string, issueMode: "MANUAL_SCAN" | "BACKFLUSH") =>
  exampleOrder("SITE-A", order, {
    components: [{ pos: 10, item: "FG-100", qty: "1", uom: "EA", scrapFactor: "0", operation: 10, issueMode, mixGroup: null, substitutes: [], required: null }],
  });

/** PO-4001 makes FG-100 at its last operation, on pallets; PO-4002 takes it by scan, PO-4003 by its confirmations. */
beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  await plant.db.update(site).set({ gs1CompanyPrefix: "9521234" }).where(eq(site.id, plant.siteId));
  quality = { ...(await plant.employ("0601", "A1", ["QUALITY_MANAGER"])), signing: { name: "Manager 0601" } };
  await plant.hear([exampleOrder("SITE-A", "PO-4001", { components: [] }), takes("PO-4002", "MANUAL_SCAN"), takes("PO-4003", "BACKFLUSH")]);
  await hearPlan(plant);
  const first = async (order: string, opNo = 10) => (await plant.operationIds(order)).get(opNo) ?? "";
  [making, taking, feeding] = [await first("PO-4001", 20), await first("PO-4002"), await first("PO-4003")];
  const before = await first("PO-4001");
  await plant.does(plant.first, startOperation, after("0"), { operationId: before, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId: before });
  await plant.does(plant.first, confirmProduction, after("1"), { operationId: before, good: "200" });
  await plant.does(plant.first, completeOperation, after("1"), { operationId: before });
  await plant.does(plant.second, startOperation, after("1"), { operationId: making, workUnitId: await plant.unitId("ASSY-2") });
  await plant.does(plant.second, finishSetup, after("1.5"), { operationId: making });
});
afterEach(() => database.close());

const pallet = (at: string, good: string) => plant.does(plant.second, confirmProduction, after(at), { operationId: making, good, handlingUnit: true });
const measure = (at: string, diameter: string) => measureOne(plant, at, { operationId: making }, diameter);
const theLot = async () => {
  const [row] = await plant.db.select().from(lot).where(eq(lot.origin, "PRODUCED"));
  if (row === undefined) throw new Error("nothing was made");
  return row;
};
const issue = async (at: string, more: object) => plant.send(plant.first, issueMaterial, after(at), { operationId: taking, lot: (await theLot()).number, ...more });
const scanned = async (sscc: string | null) => scannedThing({ db: plant.db, now: after("9") }, plant.first, sscc ?? "");
const onHand = async () =>
  sum(
    (
      await plant.db
        .select()
        .from(lotStock)
        .where(eq(lotStock.lotId, (await theLot()).id))
    ).map((row) => row.onHand),
  ).toFixed();
const told = async (...types: string[]) =>
  (
    await plant.db
      .select()
      .from(outboxMessage)
      .where(inArray(outboxMessage.type, types as (typeof outboxMessage.$inferSelect)["type"][]))
      .orderBy(asc(outboxMessage.id))
  ).map((row) => (row.payload as { data: Record<string, unknown> }).data);
const free = async () => {
  const { itemId } = await theLot();
  return (await freeMaterial(plant.db, { siteId: plant.siteId, workUnitId: null, at: after("9") }, [itemId])).get(itemId)?.toFixed();
};
const promisable = async () => (await promisableStock({ db: plant.db, now: after("9") }, [(await theLot()).itemId])).map((row) => Number(row.onHand));

/** Of the lot, `near` stays where it was received and the rest lies at another line; answers that place, whose id sorts before the others. */
async function lieFar(near: string, rest: string): Promise<string> {
  const { id: lotId } = await theLot();
  const [assembly] = await plant.db.select().from(equipment).where(eq(equipment.code, "ASSY"));
  const far = "00000000-0000-7000-8000-000000000001";
  const place = { id: far, siteId: plant.siteId, code: "FAR", name: "Far", parentId: assembly?.id ?? null, level: "WORK_UNIT" as const, type: "STORAGE_UNIT" as const };
  await plant.db.insert(equipment).values(place);
  await plant.db
    .update(lotStock)
    .set({ onHand: decimal(near) })
    .where(eq(lotStock.lotId, lotId));
  await plant.db.insert(lotStock).values({ siteId: plant.siteId, lotId, locationId: far, onHand: decimal(rest), reserved: decimal(0) });
  return far;
}

/** S24: three pallets of one lot, of which the first was made before the last check that passed. */
async function threePallets() {
  const one = await pallet("3", "40");
  await measure("3.1", "9.8");
  const two = await pallet("4", "30");
  const three = await pallet("5", "25");
  // The next piece began after the pass that is to come.
  const { nonconformanceId } = await measure("5.1", "10.01");
  return { one, two, three, nonconformanceId };
}

describe("EX-14, S24 a failed check of three pallets of a lot, of which the first was made before the last pass", () => {
  it("holds the other two: neither is taken by its number, the first one is, and by the number of the lot no more than it", async () => {
    const { one, two, three } = await threePallets();
    expect(await theLot()).toMatchObject({ mesStatus: "RELEASED" });
    expect(await told("mes.lot.held.v1")).toMatchObject([{ lot: (await theLot()).number, onHand: "95", held: "55" }]);
    expect([await scanned(one.sscc), await scanned(three.sscc)]).toMatchObject([
      { kind: "HANDLING_UNIT", heldBy: [], lot: { status: "RELEASED", onHand: "95", held: "55" } },
      {
        heldBy: ["NC-00001"],
        lot: { heldBy: [{ nonconformance: "NC-00001", quantity: "55", from: after("3").toISOString(), to: after("5").toISOString(), units: [two.sscc, three.sscc] }] },
      },
    ]);
    expect([await free(), await promisable()]).toEqual(["40", [40]]);

    expect(await issue("6", { quantity: "5", handlingUnit: two.sscc })).toMatchObject({ code: "UNIT_ON_HOLD", params: { sscc: two.sscc, nonconformances: ["NC-00001"] } });
    expect(await issue("6", { quantity: "5", handlingUnit: "095212340000000999" })).toMatchObject({ code: "LOT_UNKNOWN" });
    expect(await plant.send(plant.first, mountLot, after("6"), { operationId: feeding, lot: (await theLot()).number, handlingUnit: three.sscc })).toMatchObject({
      code: "UNIT_ON_HOLD",
    });
    expect(await issue("6", { quantity: "41" })).toMatchObject({ code: "LOT_PARTLY_HELD", params: { available: "40", held: "55", asked: "41" } });
    expect(await issue("6", { quantity: "30", handlingUnit: one.sscc })).toMatchObject({ ok: true });
    expect(await issue("6.1", { quantity: "11" })).toMatchObject({ code: "LOT_PARTLY_HELD", params: { available: "10", held: "55" } });
    // What the line still needs is taken as far as it is free.
    expect(await issue("6.2", {})).toMatchObject({ ok: true, data: { quantity: "10" } });
    expect(await issue("6.3", { quantity: "1" })).toMatchObject({ code: "LOT_PARTLY_HELD", params: { available: "0", held: "55" } });
    expect([await onHand(), await free(), await promisable()]).toEqual(["55", undefined, [0]]);
    // A lot of which nothing is free goes before none, and is shown as what it is.
    const [operation] = await plant.db.execute<{ orderId: string }>(`select order_id as "orderId" from execution.order_operation where id = '${taking}'`);
    const [line] = await runComponents(
      { db: plant.db, now: after("7") },
      { id: taking, orderId: operation?.orderId ?? "", siteId: plant.siteId, workUnitId: await plant.unitId("MACH-1"), plannedEndAt: null },
    );
    expect(line?.lots).toMatchObject([{ free: "0", held: "55", blocked: "HELD" }]);
    await expectRebuilt(database);
  });

  it("holds what is confirmed until the characteristic passes again as well, tells the ERP so with its receipt, and nothing that is made after", async () => {
    await threePallets();
    const joined = await pallet("6", "5");
    await measure("6.1", "9.8");
    const across = await pallet("6.2", "2");
    const after2 = await pallet("7", "10");
    expect([await scanned(joined.sscc), await scanned(across.sscc), await scanned(after2.sscc)]).toMatchObject([
      { heldBy: ["NC-00001"], lot: { onHand: "112", held: "62" } },
      { heldBy: ["NC-00001"] },
      { heldBy: [] },
    ]);
    expect((await plant.db.select().from(hold)).length).toBe(1);
    expect((await told("mes.lot.held.v1")).length).toBe(1);
    expect((await told("mes.production.received.v1")).map((data) => [data.qty, data.qualityStatus])).toEqual([
      ["40", "RELEASED"],
      ["30", "RELEASED"],
      ["25", "RELEASED"],
      ["5", "ON_HOLD"],
      ["2", "ON_HOLD"],
      ["10", "RELEASED"],
    ]);
    expect(await free()).toBe("50");
    await expectRebuilt(database);
  });

  it("SEC-01, S23: a second person lifts it with a signature, and all is free again", async () => {
    const { two } = await threePallets();
    const [placed] = await plant.db.select().from(hold);
    const lift = (actor: Actor) => plant.send(actor, releaseHold, after("6"), { holdId: placed?.id, reason: "Measured all of them" });
    expect(await lift(plant.first)).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await lift({ ...quality, personId: plant.first.personId })).toMatchObject({ ok: false, code: "SECOND_PERSON_REQUIRED" });
    expect((await holdsAtSites({ db: plant.db, now: after("6") }, quality)).map((row) => [row.onHand, row.part?.quantity, row.part?.units.length, row.mayLift])).toEqual([
      ["95", "55", 2, true],
    ]);
    expect(await lift(quality)).toMatchObject({ ok: true, data: { status: "RELEASED" } });
    expect(await told("mes.lot.released.v1")).toMatchObject([{ onHand: "95", held: "55", status: "RELEASED" }]);
    expect(await issue("6.1", { quantity: "30", handlingUnit: two.sscc })).toMatchObject({ ok: true });
  });

  it("what is decided to be scrapped leaves the lot, and its hold ends with it", async () => {
    const { one, two, three, nonconformanceId } = await threePallets();
    await plant.does(quality, reviewNonconformance, after("6"), { nonconformanceId });
    await plant.does(quality, dispositionNonconformance, after("6.1"), { nonconformanceId, lines: [{ decision: "SCRAP", quantity: "55", reason: "Too thick" }] });
    await plant.does(quality, actOnNonconformance, after("6.2"), { nonconformanceId, action: "Scrap" });
    expect(await issue("6.25", { quantity: "5", handlingUnit: two.sscc })).toMatchObject({ code: "UNIT_ON_HOLD" });
    await plant.does(quality, closeNonconformance, after("6.3"), { nonconformanceId, note: "Scrapped", reason: "DIM" });
    expect([await onHand(), await free()]).toEqual(["40", "40"]);
    expect((await plant.db.select().from(hold)).map((row) => row.releasedName)).toEqual([quality.name]);
    expect([await scanned(one.sscc), await scanned(two.sscc), await scanned(three.sscc)]).toMatchObject([{ takenBack: false }, { takenBack: true }, { takenBack: true }]);
    await expectRebuilt(database);
  });

  it("a hold that a person places holds all of it, and once it is lifted what the check holds stays held", async () => {
    const { one } = await threePallets();
    const { holds } = await plant.does(plant.lead, placeHold, after("6"), { lotId: (await theLot()).id, reason: "Wrong label" });
    expect(await issue("6.1", { quantity: "5", handlingUnit: one.sscc })).toMatchObject({ code: "LOT_NOT_RELEASED", params: { status: "ON_HOLD" } });
    await plant.does(quality, releaseHold, after("6.2"), { holdId: holds[0]?.holdId, reason: "Labelled anew" });
    expect((await told("mes.lot.released.v1")).at(-1)).toMatchObject({ status: "RELEASED", stillHeld: "55" });
    expect((await told("mes.lot.released.v1")).at(-1)).not.toHaveProperty("held");
    expect(await issue("6.3", { quantity: "41" })).toMatchObject({ code: "LOT_PARTLY_HELD" });
    expect(await issue("6.3", { quantity: "40" })).toMatchObject({ ok: true });
  });

  it("EX-20: an entry of before the pass is taken back as long as its own pieces are there, whatever is held beside it", async () => {
    const { one } = await threePallets();
    const back = (at: string) => plant.send(plant.lead, reverseEntry, after(at), { entryId: one.entryId, reason: "MISKEY" });
    await plant.does(plant.first, issueMaterial, after("6"), { operationId: taking, lot: (await theLot()).number, quantity: "1" });
    expect(await back("6.1")).toMatchObject({ ok: false, code: "DOWNSTREAM_USED" });
    const [move] = await plant.db
      .select()
      .from(materialMove)
      .where(and(eq(materialMove.type, "ISSUE"), eq(materialMove.lotId, (await theLot()).id)));
    await plant.does(plant.lead, reverseEntry, after("6.2"), { entryId: move?.id ?? "", reason: "MISKEY" });
    expect(await back("6.3")).toMatchObject({ ok: true });
    // Nothing but what is held is left: none of it is free, and the lot keeps its status.
    expect([await onHand(), await free()]).toEqual(["55", undefined]);
  });

  it("EX-20: it is taken back as well where what is held lies elsewhere by then, and not where something of its own does", async () => {
    const { one } = await threePallets();
    const back = (at: string) => plant.send(plant.lead, reverseEntry, after(at), { entryId: one.entryId, reason: "MISKEY" });
    const far = await lieFar("39", "56");
    expect(await back("6")).toMatchObject({ ok: false, code: "DOWNSTREAM_USED" });
    const lies = (onHand: string, there: SQL) =>
      plant.db
        .update(lotStock)
        .set({ onHand: decimal(onHand) })
        .where(there);
    await lies("55", eq(lotStock.locationId, far));
    await lies("40", and(eq(lotStock.lotId, (await theLot()).id), ne(lotStock.locationId, far)) ?? eq(lotStock.locationId, far));
    expect(await back("6.1")).toMatchObject({ ok: true });
    expect([await onHand(), await free()]).toEqual(["55", undefined]);
  });

  it("EX-09: confirmations take no more of a lot that is on the machine than is free; what they lack is short, as of any lot", async () => {
    await threePallets();
    await plant.does(plant.first, startOperation, after("6"), { operationId: feeding, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, finishSetup, after("6.5"), { operationId: feeding });
    await plant.does(plant.first, mountLot, after("6.6"), { operationId: feeding, lot: (await theLot()).number });
    await plant.does(plant.first, confirmProduction, after("7"), { operationId: feeding, good: "45" });
    expect(await onHand()).toBe("55");
    const short = await plant.db.select().from(exception).where(eq(exception.class, "BACKFLUSH_SHORT"));
    expect(short.map((row) => (row.detail as { short?: unknown }).short)).toEqual(["5"]);
    expect(await plant.db.select().from(exception).where(eq(exception.class, "BLOCKED_LOT_USED"))).toEqual([]);
  });

  it("EX-10 what is free of a lot that is on the machine is taken within reach, also where more of the lot lies elsewhere", async () => {
    await threePallets();
    const far = await lieFar("40", "55");
    await plant.does(plant.first, startOperation, after("6"), { operationId: feeding, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, finishSetup, after("6.5"), { operationId: feeding });
    await plant.does(plant.first, mountLot, after("6.6"), { operationId: feeding, lot: (await theLot()).number });
    await plant.does(plant.first, confirmProduction, after("7"), { operationId: feeding, good: "25" });
    const rows = await plant.db
      .select()
      .from(lotStock)
      .where(eq(lotStock.lotId, (await theLot()).id));
    expect(rows.map((row) => [row.locationId === far ? "far" : "near", row.onHand.toFixed()]).toSorted()).toEqual([
      ["far", "55"],
      ["near", "15"],
    ]);
  });
});

describe("EX-14 a check that fails while nothing else was made of the lot", () => {
  it("holds the lot, and once something is made after the next pass holds just what was in doubt", async () => {
    const one = await pallet("3", "40");
    await measure("3.1", "10.01");
    expect(await theLot()).toMatchObject({ mesStatus: "ON_HOLD" });
    expect((await told("mes.lot.held.v1")).map((data) => "held" in data)).toEqual([false]);
    await measure("3.2", "9.8");
    await pallet("4", "10");
    expect(await theLot()).toMatchObject({ mesStatus: "ON_HOLD" });
    const free1 = await pallet("5", "20");
    expect(await theLot()).toMatchObject({ mesStatus: "RELEASED" });
    expect((await told("mes.production.received.v1")).map((data) => data.qualityStatus)).toEqual(["RELEASED", "ON_HOLD", "RELEASED"]);
    expect(await issue("6", { quantity: "1", handlingUnit: one.sscc })).toMatchObject({ code: "UNIT_ON_HOLD" });
    expect(await issue("6", { quantity: "20", handlingUnit: free1.sscc })).toMatchObject({ ok: true });
    const [placed] = await plant.db.select().from(hold);
    await plant.does(quality, releaseHold, after("7"), { holdId: placed?.id, reason: "Measured" });
    expect((await told("mes.lot.released.v1")).at(-1)).toMatchObject({ held: "50", onHand: "50", status: "RELEASED" });
    await expectRebuilt(database);
  });

  it("what is decided to be scrapped or reworked of it leaves the lot, and its hold ends with it", async () => {
    await pallet("3", "40");
    const { nonconformanceId } = await measure("3.1", "10.01");
    expect(await theLot()).toMatchObject({ mesStatus: "ON_HOLD" });
    await plant.does(quality, reviewNonconformance, after("4"), { nonconformanceId });
    const lines = [
      { decision: "SCRAP", quantity: "30", reason: "Too thick" },
      { decision: "REWORK", quantity: "10", reason: "Grind them" },
    ];
    await plant.does(quality, dispositionNonconformance, after("4.1"), { nonconformanceId, lines });
    await plant.does(quality, actOnNonconformance, after("4.2"), { nonconformanceId, action: "Scrap and grind" });
    await plant.does(quality, closeNonconformance, after("4.3"), { nonconformanceId, note: "Done", reason: "DIM" });
    expect((await plant.db.select().from(hold)).map((row) => [row.part, row.releasedName])).toEqual([[true, quality.name]]);
    expect([await theLot(), await onHand()]).toMatchObject([{ mesStatus: "RELEASED" }, "0"]);
    await expectRebuilt(database);
  });
});
