import { expect, it } from "vitest";
import { and, eq, sql } from "drizzle-orm";
import { auditEntry } from "@/db/schema/identity";
import { costLine } from "@/db/schema/costing";
import { event } from "@/db/schema/eventlog";
import { orderComponent, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { outputSegment } from "@/db/schema/genealogy";
import { lot, lotStock, materialMove } from "@/db/schema/materials";
import { site } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { confirmProduction } from "./confirm-production";
import { correctEntry } from "./correct-entry";
import { finishSetup } from "./finish-setup";
import { reverseEntry } from "./reverse-entry";
import { startOperation } from "./start-operation";
import { after, type ExamplePlant } from "./testing/example-plant";
import { playExample1 } from "./testing/play-example-1";
import { straightExample } from "./testing/straight-example";

const { fresh, figuresOf, straight } = straightExample();

/** op10 of the example in work, with an entry of 50 good and 12 scrap at hour 2. */
async function withEntry() {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  const { entryId } = await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "50", scrap: "12", scrapReason: "SURFACE" });
  return { plant, operationId, entryId };
}

const totalsOf = async (plant: ExamplePlant, operationId: string) => {
  const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, operationId));
  return row && { good: row.goodFirst.toNumber(), scrap: row.scrapFirst.toNumber(), processed: row.processed.toNumber() };
};

it("S07 EX-19 a lead corrects after the end of the order: it costs what the right entry costs, at its time, and both facts name each other", async () => {
  const plant = await fresh();
  const { op10, entry10 } = await playExample1(plant, async ({ does, second }, operationId, at) => {
    const wrong = await does(second, confirmProduction, at, { operationId, good: "200", scrap: "2", scrapReason: "SURFACE" });
    return wrong.entryId;
  });
  const right = await plant.does(plant.lead, correctEntry, after("23"), { entryId: entry10, reason: "MISKEY", good: "200", scrap: "4", scrapReason: "SURFACE" });
  expect(await figuresOf(plant)).toEqual(straight());
  const entries = await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, op10));
  const [wrong, back, fixed] = [entries.find(({ id }) => id === entry10), entries.find(({ reversesId }) => reversesId === entry10), entries.find(({ id }) => id === right.entryId)];
  expect(back).toMatchObject({ reason: "MISKEY", personId: plant.lead.personId, eventTime: wrong?.eventTime });
  expect(fixed).toMatchObject({ correctsId: entry10, personId: plant.lead.personId, eventTime: wrong?.eventTime, recordTime: after("23") });
  expect([fixed?.good.toNumber(), fixed?.scrap.toNumber()]).toEqual([200, 4]);
  // The ERP hears of both, the new one with the time of the old one.
  const told = await plant.db
    .select({ type: outboxMessage.type, payload: outboxMessage.payload })
    .from(outboxMessage)
    .where(sql`${outboxMessage.payload} -> 'data' ->> 'confirmationId' in (${entry10}, ${right.entryId})`);
  const sent = new Map(told.map(({ payload }) => [JSON.stringify(payload).includes(right.entryId) ? "right" : "wrong", payload as { data: Record<string, unknown> }]));
  expect(sent.get("right")?.data).toMatchObject({ reverses: entry10, time: sent.get("wrong")?.data.time, quantity: { good: "200", scrap: "4" } });
  expect(await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.entry.reversed.v1"))).toHaveLength(1);
  // What has ended stays ended: nothing would close these lines otherwise.
  const lines = await plant.db.select({ state: orderComponent.state }).from(orderComponent).where(eq(orderComponent.operationId, op10));
  expect(new Set(lines.map(({ state }) => state))).toEqual(new Set(["CLOSED"]));
});

it.each([
  ["less good", { good: "48", rework: "2" }, [48, 2]],
  ["more to rework", { good: "50", rework: "3" }, [50, 3]],
  ["as much of both, and scrap beside it", { good: "50", rework: "2", scrap: "1", scrapReason: "SURFACE" }, [50, 2]],
  ["less to rework than was reworked", { good: "50", rework: "1" }, "DOWNSTREAM_USED"],
  ["nothing to rework", { good: "52" }, "DOWNSTREAM_USED"],
])("EX-19 EX-20 an entry whose rework has been reworked is corrected to %s: only the difference has to be there", async (_, right, made) => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  const { entryId } = await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "50", rework: "2", reworkReason: "DIM" });
  await plant.does(plant.first, confirmProduction, after("3"), { operationId, activity: "REWORK", good: "2" });
  const corrected = await plant.send(plant.lead, correctEntry, after("4"), { entryId, reason: "MISKEY", ...right, ...("rework" in right ? { reworkReason: "DIM" } : {}) });
  expect(corrected).toMatchObject(typeof made === "string" ? { ok: false, code: made } : { ok: true });
  const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, operationId));
  expect([row?.goodFirst.toNumber(), row?.reworkIn.toNumber()]).toEqual(typeof made === "string" ? [50, 2] : made);
  expect(row?.reworkedGood.toNumber()).toBe(2);
});

it("EX-19 the last operation's receipt is corrected in its lot, and what the order made with it", async () => {
  const plant = await fresh();
  const { op20, entry20 } = await playExample1(plant);
  const right = await plant.does(plant.lead, correctEntry, after("23"), { entryId: entry20, reason: "MISKEY", good: "198", scrap: "2", scrapReason: "SURFACE" });
  const [order] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
  expect([order?.good.toNumber(), order?.scrap.toNumber(), order?.state]).toEqual([198, 6, "COMPLETED"]);
  const stock = await plant.db
    .select({ onHand: lotStock.onHand })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .where(eq(lot.number, right.lot ?? ""));
  expect(stock.map(({ onHand }) => onHand.toNumber())).toEqual([198]);
  const receipts = await plant.db
    .select()
    .from(materialMove)
    .where(and(eq(materialMove.operationId, op20), eq(materialMove.type, "RECEIPT")));
  expect(receipts.map(({ quantity }) => quantity.toNumber()).toSorted((a, b) => a - b)).toEqual([-200, 198, 200]);
  const pieces = await plant.db.select().from(outputSegment).where(eq(outputSegment.id, entry20));
  expect(pieces.map((piece) => [piece.quantity.toNumber(), piece.fromAt.getTime() === piece.toAt.getTime()])).toEqual([[0, true]]);
  // A completed order is never short without a lead having said so, and a correction says nothing of that.
  expect(await plant.send(plant.lead, correctEntry, after("23.1"), { entryId: right.entryId, reason: "MISKEY", good: "10" })).toMatchObject({ ok: false, code: "REOPEN_FIRST" });
  expect(await plant.send(plant.lead, correctEntry, after("23.2"), { entryId: entry20, reason: "MISKEY", good: "199" })).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
});

it("EX-19 what the next operation needs may be corrected as long as it is still there", async () => {
  const plant = await fresh();
  const { entry10, op10 } = await playExample1(plant);
  expect(await plant.send(plant.lead, reverseEntry, after("23"), { entryId: entry10, reason: "MISKEY" })).toMatchObject({ ok: false, code: "DOWNSTREAM_USED" });
  expect(await plant.send(plant.lead, correctEntry, after("23"), { entryId: entry10, reason: "MISKEY", good: "199" })).toMatchObject({ ok: false, code: "DOWNSTREAM_USED" });
  await plant.does(plant.lead, correctEntry, after("23"), { entryId: entry10, reason: "MISKEY", good: "201", scrap: "3", scrapReason: "SURFACE" });
  expect(await totalsOf(plant, op10)).toEqual({ good: 201, scrap: 3, processed: 204 });
});

it("§10.1 an operator corrects an own entry for 30 s, a lead any; both need a reason of the list, and whoever may not is noted", async () => {
  const { plant, operationId, entryId } = await withEntry();
  const asked = { entryId, reason: "MISKEY", good: "50", scrap: "2", scrapReason: "SURFACE" };
  expect(await plant.send(plant.second, correctEntry, after("2.001"), asked)).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
  expect(await plant.send(plant.first, correctEntry, after("2.1"), asked)).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
  expect(await plant.send(plant.finance, correctEntry, after("2.1"), asked)).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "correct-entry"))).toMatchObject([{ outcome: "DENIED" }]);
  expect(await plant.send({ ...plant.lead, sites: [{ siteId: newId(), code: "SITE-B", roles: ["LEAD"] }] }, correctEntry, after("2.1"), asked)).toMatchObject({
    ok: false,
    code: "NOT_FOUND",
  });
  expect(await plant.send(plant.lead, correctEntry, after("2.1"), { ...asked, reason: "BECAUSE" })).toMatchObject({ ok: false, code: "REASON_UNKNOWN" });
  expect(await totalsOf(plant, operationId)).toEqual({ good: 50, scrap: 12, processed: 62 });
  const own = await plant.does(plant.first, correctEntry, after("2.005"), asked);
  expect(await totalsOf(plant, operationId)).toEqual({ good: 50, scrap: 2, processed: 52 });
  // What corrected may be corrected again.
  await plant.does(plant.lead, correctEntry, after("5"), { entryId: own.entryId, reason: "LATE-INFO", good: "51", scrap: "1", scrapReason: "DIM" });
  expect(await totalsOf(plant, operationId)).toEqual({ good: 51, scrap: 1, processed: 52 });
});

it("EX-19 nothing is half done: a right quantity that is refused leaves the wrong one as it was", async () => {
  const { plant, operationId, entryId } = await withEntry();
  const facts = async () => (await plant.db.select({ id: event.id }).from(event)).length;
  const before = await facts();
  const refused = async (input: object) => {
    const result = await plant.send(plant.lead, correctEntry, after("3"), { entryId, reason: "MISKEY", ...input });
    return result.ok ? "ok" : result.code;
  };
  expect(await refused({ good: "500" })).toBe("ABOVE_TOLERANCE");
  expect(await refused({ good: "50", scrap: "2" })).toBe("REASON_REQUIRED");
  expect(await refused({})).toBe("INVALID_QUANTITY");
  expect(await facts()).toBe(before);
  expect(await totalsOf(plant, operationId)).toEqual({ good: 50, scrap: 12, processed: 62 });
});

it("EX-07 above the tolerance a lead corrects with a reason, and it stands with the entry; an operator does not", async () => {
  const { plant, operationId, entryId } = await withEntry();
  // The order allows 210.
  await plant.db.update(site).set({ overrideCapPct: decimal("0.1") });
  const more = { entryId, reason: "MISKEY", good: "212" };
  const allowed = { ...more, overrideReason: "customer takes them" };
  expect(await plant.send(plant.lead, correctEntry, after("2"), more)).toMatchObject({ code: "ABOVE_TOLERANCE" });
  expect(await plant.send(plant.first, correctEntry, after("2"), allowed)).toMatchObject({ code: "LEAD_REQUIRED" });
  const right = await plant.does(plant.lead, correctEntry, after("3"), allowed);
  const [entry] = await plant.db.select().from(productionEntry).where(eq(productionEntry.id, right.entryId));
  expect([entry?.good.toFixed(), entry?.overrideReason, await totalsOf(plant, operationId)]).toEqual(["212", "customer takes them", { good: 212, scrap: 0, processed: 212 }]);
});

it("EX-19 a correction that changes nothing is none, another reason alone is one", async () => {
  const { plant, operationId, entryId } = await withEntry();
  const same = { entryId, reason: "MISKEY", good: "50.0", scrap: "12", scrapReason: "SURFACE" };
  expect(await plant.send(plant.lead, correctEntry, after("3"), same)).toMatchObject({ ok: false, code: "NOTHING_CHANGED" });
  expect(await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, operationId))).toHaveLength(1);
  await plant.does(plant.lead, correctEntry, after("3"), { ...same, scrapReason: "DIM" });
  expect(await totalsOf(plant, operationId)).toEqual({ good: 50, scrap: 12, processed: 62 });
});

it("EX-23 the same correction twice, at once or later, is one", async () => {
  const { plant, operationId, entryId } = await withEntry();
  const tap = { commandId: newId(), eventTime: after("3").toISOString(), entryId, reason: "MISKEY", good: "50", scrap: "2", scrapReason: "SURFACE" };
  const answers = await Promise.all([plant.send(plant.lead, correctEntry, after("3"), tap), plant.send(plant.lead, correctEntry, after("3"), tap)]);
  expect(answers.map((answer) => "repeated" in answer && answer.repeated).toSorted()).toEqual([false, true]);
  // Two leads at two tablets: one of them is told.
  const other = { entryId, reason: "MISKEY", good: "49" };
  expect(await plant.send(plant.lead, correctEntry, after("3"), other)).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
  expect(await totalsOf(plant, operationId)).toEqual({ good: 50, scrap: 2, processed: 52 });
  const time = (await plant.db.select().from(costLine)).filter(({ seconds }) => seconds !== null).reduce((all, { seconds }) => all + (seconds ?? 0), 0);
  const once = await withEntry();
  const straightTime = (await once.plant.db.select().from(costLine)).reduce((all, { seconds }) => all + (seconds ?? 0), 0);
  expect(time).toBe(straightTime);
});
