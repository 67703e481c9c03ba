import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { orderComponent, productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { genealogyEdge } from "@/db/schema/genealogy";
import { lot, lotMount, lotStock } from "@/db/schema/materials";
import { equipment, site } from "@/db/schema/reference";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { decimal } from "@/lib/domain/shared/decimal";
import { shiftEntries } from "@/lib/queries/operator/shift-entries";
import { suspectsOf } from "@/lib/queries/operator/suspects";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { correctEntry } from "./correct-entry";
import { finishSetup } from "./finish-setup";
import { holdOrder } from "./hold-order";
import { pauseOperation } from "./pause-operation";
import { resumeOperation } from "./resume-operation";
import { resumeOrder } from "./resume-order";
import { reverseEntry } from "./reverse-entry";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let plant: ExamplePlant;
let operationId: string;

/** PO-2001 runs op10 on MACH-1 and takes one casting each, or three seals instead, by its confirmations. One was made before anything was mounted. */
beforeEach(async () => {
  const database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  const substitutes = [{ item: "SEAL-02", factor: "3", priority: 1, validFrom: null, validTo: null }];
  const line = { pos: 10, item: "CAST-01", qty: "1", uom: "EA", scrapFactor: "0", operation: 10, issueMode: "BACKFLUSH" as const, mixGroup: null, substitutes, required: null };
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { components: [line] })]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  await confirm("2", "1");
});

const confirm = (at: string, good: string) => plant.does(plant.first, confirmProduction, after(at), { operationId, good });
const mount = (at: string, number: string) => plant.does(plant.lead, mountLot, after(at), { operationId, lot: number, overrideReason: "It stands at the machine" });

/** "C-A 6 2-5": what was taken of each lot, and the hours in which it went in; without the first casting. */
async function edges(): Promise<string[]> {
  const rows = await plant.db
    .select({ number: lot.number, quantity: genealogyEdge.quantity, from: genealogyEdge.fromAt, to: genealogyEdge.toAt })
    .from(genealogyEdge)
    .innerJoin(lot, eq(lot.id, genealogyEdge.lotId))
    .where(eq(genealogyEdge.kind, "CONSUME"))
    .orderBy(asc(genealogyEdge.fromAt), asc(lot.number));
  const hours = (at: Date) => (at.getTime() - after("0").getTime()) / 3_600_000;
  return rows.map((row) => `${row.number} ${row.quantity.toFixed()} ${hours(row.from)}-${hours(row.to)}`).slice(1);
}

const raised = () => plant.db.select({ class: exception.class, owner: exception.owner, detail: exception.detail }).from(exception).orderBy(asc(exception.class));
async function onHand(number: string): Promise<string | undefined> {
  const [row] = await plant.db
    .select()
    .from(lotStock)
    .where(eq(lotStock.lotId, await plant.lotId(number)));
  return row?.onHand.toFixed();
}

it("EX-09 TR-01 the quantity follows the mounts in time, each edge has its own part of the span, and all of it comes back with the entry", async () => {
  await mount("2", "C-A");
  await mount("5", "C-B");
  const entry = await confirm("6", "8");
  expect(await edges()).toEqual(["C-A 6 2-5", "C-B 2 5-6"]);
  expect([await onHand("C-A"), await onHand("C-B")]).toEqual(["143", "192"]);
  await plant.does(plant.lead, reverseEntry, after("7"), { entryId: entry.entryId, reason: "MISKEY" });
  expect([await onHand("C-A"), await onHand("C-B")]).toEqual(["149", "194"]);
});

it("EX-19 EX-09 a quantity that is corrected later takes from the lots that were on then, in the time of what it corrects, and from none that came after", async () => {
  await mount("2", "C-A");
  await mount("5", "C-B");
  const { entryId } = await confirm("6", "8");
  await mount("6.5", "C-C");
  await confirm("7", "2");
  await plant.does(plant.lead, correctEntry, after("9"), { entryId, reason: "MISKEY", good: "4" });
  // What was on at the wrong one is there again but for the right one's part; hour 6 to 7 stays as it was.
  expect([await onHand("C-A"), await onHand("C-B"), await onHand("C-C")]).toEqual(["146", "192", "65"]);
  expect(await edges()).toEqual(expect.arrayContaining(["C-A -6 2-5", "C-B -2 5-6", "C-A 3 2-5", "C-B 1 5-6"]));
});

it("EX-19 what had come from stock comes from the same lots again, also from one that is recalled by now, and only more of it from another", async () => {
  const { entryId } = await confirm("6", "50");
  const [taken] = await edges();
  expect(taken).toBe("C-A 50 2-6");
  await plant.db.update(lot).set({ mesStatus: "RECALLED" }).where(eq(lot.number, "C-A"));
  const less = await plant.does(plant.lead, correctEntry, after("8"), { entryId, reason: "MISKEY", good: "48" });
  expect((await edges()).toSorted()).toEqual(["C-A -50 2-6", "C-A 48 2-6", "C-A 50 2-6"]);
  expect([await onHand("C-A"), await onHand("C-B"), await onHand("C-C")]).toEqual(["101", "194", "66"]);
  expect(await raised()).toMatchObject([{ class: "BLOCKED_LOT_USED", owner: "QUALITY", detail: { lot: "C-A", status: "RECALLED", quantity: "48", uom: "EA" } }]);
  await plant.does(plant.lead, correctEntry, after("9"), { entryId: less.entryId, reason: "MISKEY", good: "53" });
  expect([await onHand("C-A"), await onHand("C-B"), await onHand("C-C")]).toEqual(["101", "189", "66"]);
});

it("EX-19 more of a lot that went in is one move, and less of two leaves the one that expires first whole", async () => {
  const { entryId } = await confirm("6", "50");
  const more = await plant.does(plant.lead, correctEntry, after("8"), { entryId, reason: "MISKEY", good: "60" });
  expect((await edges()).toSorted()).toEqual(["C-A -50 2-6", "C-A 50 2-6", "C-A 60 2-6"]);
  const over = await plant.does(plant.lead, correctEntry, after("8.1"), { entryId: more.entryId, reason: "MISKEY", good: "155" });
  expect([await onHand("C-A"), await onHand("C-B")]).toEqual(["0", "188"]);
  await plant.does(plant.lead, correctEntry, after("8.2"), { entryId: over.entryId, reason: "MISKEY", good: "152" });
  expect((await edges()).filter((edge) => edge.startsWith("C-B")).toSorted()).toEqual(["C-B -6 2-6", "C-B 3 2-6", "C-B 6 2-6"]);
});

it("EX-19 what had been short when it was entered is taken when it is corrected after the operation's end, and its line stays closed", async () => {
  const castings = inArray(lot.number, ["C-A", "C-B", "C-C"]);
  await plant.db.update(lot).set({ mesStatus: "ON_HOLD" }).where(castings);
  const { entryId } = await confirm("6", "5");
  expect(await edges()).toEqual([]);
  await plant.db.update(lot).set({ mesStatus: "RELEASED" }).where(castings);
  await plant.does(plant.lead, completeOperation, after("7"), { operationId, shortCloseReason: "MAT-WAIT" });
  await plant.does(plant.lead, correctEntry, after("8"), { entryId, reason: "MISKEY", good: "4" });
  expect(await edges()).toEqual(["C-A 4 2-6"]);
  const [line] = await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, operationId));
  expect([line?.issued.toFixed(), line?.state]).toEqual(["5", "CLOSED"]);
});

it("EX-09 a lot that was on for half of the time is the one that went in, and one that had come off before is not", async () => {
  await mount("2", "C-A");
  await confirm("3", "1");
  await mount("3", "C-B");
  await mount("5", "C-C");
  await confirm("6", "2");
  const [row] = await plant.db.select({ id: lotMount.id }).from(lotMount).where(isNull(lotMount.unmountedAt));
  await plant.does(plant.first, unmountLot, after("7"), { mountId: row?.id });
  await confirm("9", "3");
  // From 9 on nothing is on: by FEFO, over the whole time, because nobody knows better.
  await confirm("10", "4");
  expect(await edges()).toEqual(["C-A 1 2-3", "C-B 1 3-5", "C-C 1 5-6", "C-C 3 6-7", "C-A 4 9-10"]);
});

it("EX-09 TR-01 a lot that was on while the machine stood still took no part in what was made, and its edges lie in the time that ran", async () => {
  await mount("2", "C-A");
  await plant.does(plant.first, pauseOperation, after("3"), { operationId, reason: "BREAK" });
  await mount("4", "C-B");
  await mount("6", "C-C");
  await plant.does(plant.first, resumeOperation, after("6"), { operationId });
  await confirm("9", "8");
  expect(await edges()).toEqual(["C-A 2 2-3", "C-C 6 6-9"]);
});

it("EX-10 from stock goes first what expires first, or what came first where the site takes it so", async () => {
  const change = (number: string, values: Partial<typeof lot.$inferInsert>) => plant.db.update(lot).set(values).where(eq(lot.number, number));
  await change("C-B", { expiresAt: after("900") });
  await change("C-C", { receivedAt: new Date("2026-02-01T06:00:00Z") });
  await confirm("6", "4");
  await plant.db.update(site).set({ issueOrder: "FIFO" }).where(eq(site.id, plant.siteId));
  await confirm("7", "4");
  expect(await edges()).toEqual(["C-B 4 2-6", "C-C 4 6-7"]);
});

it("EX-09 what the mounted lot has not is short, and no lot is taken that was never on the machine", async () => {
  await mount("2", "C-C");
  await confirm("6", "70");
  expect(await edges()).toEqual(["C-C 66 2-6"]);
  expect([await onHand("C-A"), await onHand("C-C")]).toEqual(["149", "0"]);
  expect(await raised()).toMatchObject([{ class: "BACKFLUSH_SHORT", owner: "LEAD", detail: { item: "CAST-01", short: "4" } }]);
});

it("OWN-02 a mounted lot that is blocked meanwhile went in all the same: it is recorded, and quality is told once", async () => {
  await mount("2", "C-A");
  await plant.db.update(lot).set({ mesStatus: "ON_HOLD" }).where(eq(lot.number, "C-A"));
  await confirm("3", "5");
  await confirm("4", "5");
  expect(await edges()).toEqual(["C-A 5 2-3", "C-A 5 3-4"]);
  expect(await raised()).toMatchObject([
    { class: "BLOCKED_LOT_USED", owner: "QUALITY", detail: { lot: "C-A", status: "ON_HOLD", quantity: "5", note: "Lot C-A is on hold and went in" } },
  ]);
  // What is not mounted is chosen: a blocked lot is not.
  await mount("4", "C-B");
  await confirm("5", "5");
  expect((await edges()).at(-1)).toBe("C-B 5 4-5");
});

it("EX-21 a change of lots that is told after entries of a later time is put before the lead with them, who corrects them by what is known then", async () => {
  await mount("2", "C-A");
  const { entryId } = await confirm("5", "6");
  expect(await raised()).toEqual([]);
  await plant.does(plant.lead, mountLot, after("4"), { operationId, lot: "C-B", overrideReason: "It stands at the machine" }, after("5.5"));
  expect(await raised()).toMatchObject([
    {
      class: "LOT_TOLD_LATE",
      owner: "LEAD",
      detail: { lot: "C-B", on: true, at: after("4").toISOString(), entryIds: [entryId], entries: [{ operation: "PO-2001 / 10", good: "6" }] },
    },
  ]);
  expect(await edges()).toEqual(["C-A 6 2-5"]);
  // What the tablet of the lead reads of it: the words of the exception, and that the entry may be corrected as it is.
  const reader = { db: plant.db, now: after("5.6") };
  const [doubt] = await plant.db.select().from(exception);
  if (doubt === undefined) throw new Error("nobody was told");
  expect((await suspectsOf(reader, [doubt])).get(doubt.id)).toMatchObject({ kind: "LOT", lot: "C-B", item: "CAST-01", on: true, entries: [{ operation: "PO-2001 / 10" }] });
  const shown = await shiftEntries(reader, plant.lead, "MACH-1");
  expect(shown?.entries.map((one) => (one.kind === "PRODUCTION" ? [one.good, one.lotsLate] : one.kind))).toEqual([
    ["6", true],
    ["1", undefined],
  ]);
  const right = { reason: "MISKEY", good: "6", scrap: "0", rework: "0" };
  const again = await plant.does(plant.lead, correctEntry, after("6"), { ...right, entryId });
  expect([await onHand("C-A"), await onHand("C-B")]).toEqual(["145", "192"]);
  // It has taken from the right lots: there is nothing more to correct.
  expect(await plant.send(plant.lead, correctEntry, after("6"), { ...right, entryId: again.entryId })).toMatchObject({ ok: false, code: "NOTHING_CHANGED" });
  const [on] = await plant.db.select().from(lotMount).where(isNull(lotMount.unmountedAt));
  await plant.does(plant.lead, unmountLot, after("4.5"), { mountId: on?.id }, after("7"));
  expect((await raised())[1]).toMatchObject({ class: "LOT_TOLD_LATE", detail: { lot: "C-B", on: false, entryIds: [again.entryId] } });
});

it("EX-12 a substitute on the machine is what went in, by its factor, and counts in units of the line", async () => {
  await mount("2", "S-1");
  await confirm("6", "5");
  expect(await edges()).toEqual(["S-1 15 2-6"]);
  const [line] = await plant.db
    .select()
    .from(orderComponent)
    .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.position, 10)));
  expect(line?.issued.toFixed()).toBe("6");
});

it("EX-08 nothing is mounted for an order that may not be worked on, nor for an operation that has ended", async () => {
  const mounts = (at: string) => plant.send(plant.first, mountLot, after(at), { operationId, lot: "C-A" });
  const [order] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-2001"));
  await plant.does(plant.lead, holdOrder, after("3"), { orderId: order?.id, reason: "MAT-WAIT" });
  expect(await mounts("4")).toMatchObject({ ok: false, code: "ORDER_NOT_EXECUTABLE", params: { state: "ON_HOLD" } });
  await plant.does(plant.lead, resumeOrder, after("5"), { orderId: order?.id });
  await plant.does(plant.first, completeOperation, after("6"), { operationId });
  expect(await mounts("7")).toMatchObject({ ok: false, code: "INVALID_TRANSITION", params: { state: "COMPLETED" } });
  expect(await plant.db.select().from(lotMount)).toEqual([]);
});

it("EX-10 EX-11 a mounted lot is taken from what is free within reach, not from what is promised to others or lies elsewhere", async () => {
  const [assembly] = await plant.db.select().from(equipment).where(eq(equipment.code, "ASSY"));
  const lotId = await plant.lotId("C-A");
  // Its id sorts before the others.
  const far = "00000000-0000-7000-8000-000000000001";
  const place = { id: far, siteId: plant.siteId, code: "FAR", name: "Far", parentId: assembly?.id ?? null, level: "WORK_UNIT" as const, type: "STORAGE_UNIT" as const };
  await plant.db.insert(equipment).values(place);
  await plant.db.insert(lotStock).values({ siteId: plant.siteId, lotId, locationId: far, onHand: decimal(100), reserved: decimal(100) });
  await mount("2", "C-A");
  await confirm("3", "30");
  const rows = await plant.db.select().from(lotStock).where(eq(lotStock.lotId, lotId));
  expect(rows.map((row) => [row.locationId === far ? "far" : "near", row.onHand.toFixed(), row.reserved.toFixed()]).toSorted()).toEqual([
    ["far", "100", "100"],
    ["near", "119", "0"],
  ]);
});

it("EX-08 EX-12 a lot of a substitute takes off the planned one that fed the same line, and the other way round", async () => {
  await mount("2", "C-A");
  await mount("3", "S-1");
  await mount("4", "C-B");
  const rows = await plant.db.select({ number: lot.number, off: lotMount.unmountedAt }).from(lotMount).innerJoin(lot, eq(lot.id, lotMount.lotId)).orderBy(asc(lotMount.mountedAt));
  expect(rows).toEqual([
    { number: "C-A", off: after("3") },
    { number: "S-1", off: after("4") },
    { number: "C-B", off: null },
  ]);
});

it("EX-08 a lot of a line that is issued by hand is not mounted: no confirmation would take any of it", async () => {
  await plant.db.update(orderComponent).set({ issueMode: "MANUAL_SCAN" }).where(eq(orderComponent.operationId, operationId));
  expect(await plant.send(plant.lead, mountLot, after("3"), { operationId, lot: "C-A", overrideReason: "x" })).toMatchObject({
    code: "NOT_BACKFLUSHED",
    params: { item: "CAST-01", lot: "C-A" },
  });
});
