import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { costLine } from "@/db/schema/costing";
import { orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { lot, lotStock, materialMove } from "@/db/schema/materials";
import { hold, nonconformance } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { sum, ZERO } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { OutboundMessage } from "@/lib/messages/outbound";
import { nonconformances } from "@/lib/queries/quality/nonconformances";
import { actOnNonconformance } from "./act-on-nonconformance";
import { closeNonconformance } from "./close-nonconformance";
import { dispositionNonconformance } from "./disposition-nonconformance";
import { placeHold } from "./place-hold";
import { releaseHold } from "./release-hold";
import { reviewNonconformance } from "./review-nonconformance";
import { hearPlan, measureOne } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let manager: Actor;
let [op10, op20] = ["", ""];

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  manager = { ...(await plant.employ("0601", "A1", ["QUALITY_MANAGER"])), signing: { name: "Quality Manager 0601" } };
  const operations = await plant.operationIds("PO-1001");
  [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];
  await hearPlan(plant);
  await hearPlan(plant, { plan: "QP-2", item: "SEAL-02" });
});
afterEach(() => database.close());

/** Runs the order so far that op20 has received two entries, of 60 and 40, and its check fails. */
async function fail(): Promise<string> {
  await make("100", "60", "40");
  return check("QP-1", { operationId: op20 }, "5");
}
/** op10 makes `made`, and op20 two entries. */
async function make(made: string, one: string, two: string) {
  const { first, lead, does } = plant;
  await does(first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await does(first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-A", quantity: "150" });
  await does(first, finishSetup, after("1"), { operationId: op10 });
  await does(first, confirmProduction, after("2"), { operationId: op10, good: made });
  await does(lead, completeOperation, after("2.5"), { operationId: op10, shortCloseReason: "MAT-WAIT" });
  await does(first, startOperation, after("3"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await does(first, issueMaterial, after("3.1"), { operationId: op20, lot: "S-1", quantity: "205" });
  await does(first, finishSetup, after("3.5"), { operationId: op20 });
  await does(first, confirmProduction, after("4"), { operationId: op20, good: one });
  await does(first, confirmProduction, after("4.5"), { operationId: op20, good: two });
}
const check = async (plan: string, of: { operationId?: string; lotId?: string }, at: string) => (await measureOne(plant, at, { plan, ...of }, "10.01")).nonconformanceId;
/** Reviewed, decided over and acted on. */
async function decide(nonconformanceId: string, ...parts: [decision: string, quantity: string][]) {
  await plant.does(manager, reviewNonconformance, after("6"), { nonconformanceId });
  const lines = parts.map(([decision, quantity]) => ({ decision, quantity, reason: "Sorted" }));
  await plant.does(manager, dispositionNonconformance, after("6.1"), { nonconformanceId, lines });
  await plant.does(manager, actOnNonconformance, after("6.2"), { nonconformanceId, action: "Sort them" });
}
const close = (nonconformanceId: string, more: object = {}) => plant.send(manager, closeNonconformance, after("7"), { nonconformanceId, note: "Sorted", ...more });
const told = async () => (await plant.db.select().from(outboxMessage).orderBy(asc(outboxMessage.id))).map((row) => OutboundMessage.parse(row.payload));
const stockOf = async (lotId: string) =>
  sum((await plant.db.select({ onHand: lotStock.onHand }).from(lotStock).where(eq(lotStock.lotId, lotId))).map((row) => row.onHand)).toFixed();

describe("§2.1 a decision over output of an operation", () => {
  it("takes scrap and rework out of its good, out of stock and out of what the order is credited with, tells the ERP, and lets the rest be used", async () => {
    const id = await fail();
    await decide(id, ["SCRAP", "10"], ["REWORK", "35"], ["USE_AS_IS", "55"]);
    expect(await nonconformances({ db: plant.db, now: after("6.5") }, manager)).toMatchObject([{ reasons: expect.arrayContaining([{ code: "DIM", name: expect.any(String) }]) }]);
    expect(await close(id)).toMatchObject({ code: "REASON_REQUIRED" });
    expect(await close(id, { reason: "NO-SUCH" })).toMatchObject({ code: "REASON_UNKNOWN" });
    const before = (await told()).length;
    expect(await close(id, { reason: "DIM" })).toMatchObject({ ok: true, data: { state: "CLOSED" } });

    const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op20));
    expect([row?.processed, row?.goodFirst, row?.scrapFirst, row?.reworkIn].map(String)).toEqual(["100", "55", "10", "35"]);
    const [order] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
    expect([order?.good, order?.scrap, order?.received].map(String)).toEqual(["55", "10", "55"]);
    const [made] = await plant.db.select().from(lot).where(eq(lot.origin, "PRODUCED"));
    expect([made?.mesStatus, await stockOf(made?.id ?? "")]).toEqual(["RELEASED", "55"]);
    const lines = await plant.db.select().from(costLine).where(eq(costLine.element, "CREDIT"));
    // 55 × 23.707469 (C-11); each part is rounded by itself (C-01).
    expect(sum(lines.map((line) => line.amount)).toFixed(2)).toBe("-1303.91");
    const [lifted] = await plant.db.select().from(hold);
    const [closed] = await plant.db.select().from(nonconformance).where(eq(nonconformance.id, id));
    expect(lifted).toMatchObject({ releasedName: "Operator 0601", signatureId: closed?.signatureId, releaseReason: "NC-00001: Sorted" });
    const said = (await told()).slice(before).map(({ type }) => type);
    expect([...new Set(said)].sort()).toEqual(["mes.entry.reversed.v1", "mes.lot.released.v1", "mes.production.confirmed.v1", "mes.production.received.v1"]);
    // EX-13: what is reworked has a nonconformance of its own.
    expect(
      (await plant.db.select().from(nonconformance).orderBy(asc(nonconformance.number))).map((one) => `${one.number} ${one.cause} ${one.quantity.toFixed()} ${one.state}`),
    ).toEqual(["NC-00001 CHECK 100 CLOSED", "NC-00002 REWORK 35 OPEN"]);
    await plant.does(plant.first, confirmProduction, after("8"), { operationId: op20, activity: "REWORK", good: "35" });
    expect(await stockOf(made?.id ?? "")).toBe("90");
    await expectRebuilt(database);
  });

  it("scraps all of it, or scraps and reworks it, while its own hold still stands, which ends with it; another hold keeps it", async () => {
    const id = await fail();
    const [made] = await plant.db.select().from(lot).where(eq(lot.origin, "PRODUCED"));
    const other = await plant.does(plant.lead, placeHold, after("5.5"), { lotId: made?.id, reason: "Colour" });
    await decide(id, ["SCRAP", "70"], ["REWORK", "30"]);
    expect(await close(id, { reason: "DIM" })).toMatchObject({ code: "DOWNSTREAM_USED" });
    await plant.does(manager, releaseHold, after("6.5"), { holdId: other.holds[0]?.holdId, reason: "Colour is right" });
    expect(await close(id, { reason: "DIM" })).toMatchObject({ ok: true, data: { state: "CLOSED" } });
    const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op20));
    expect([row?.processed, row?.goodFirst, row?.scrapFirst, row?.reworkIn].map(String)).toEqual(["100", "0", "70", "30"]);
    expect(await stockOf(made?.id ?? "")).toBe("0");
    // All of it has left the lot, so there is nothing that the hold of its pieces would hold: what comes out of rework joins the lot as it was.
    const left = await plant.db.select().from(lot).where(eq(lot.origin, "PRODUCED"));
    expect(left.map(({ mesStatus }) => mesStatus)).toEqual(["RELEASED"]);
    expect((await plant.db.select().from(hold)).map(({ releasedAt }) => releasedAt === null)).toEqual([false, false]);
    await expectRebuilt(database);
  });

  it("EX-07 takes out of what a lead let through above the tolerance, of whichever entry, and what still is above it stays let through", async () => {
    await make("208", "100", "100");
    await plant.db.update(productionOrder).set({ overPct: ZERO });
    const lead = { ...plant.lead, signing: { name: "Shift Lead" } };
    await plant.does(lead, confirmProduction, after("4.6"), { operationId: op20, good: "8", overrideReason: "customer takes them" });
    const id = await check("QP-1", { operationId: op20 }, "5");
    await decide(id, ["SCRAP", "2"], ["USE_AS_IS", "206"]);
    expect(await close(id, { reason: "DIM" })).toMatchObject({ ok: true, data: { state: "CLOSED" } });
    const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op20));
    expect([row?.goodFirst, row?.scrapFirst].map(String)).toEqual(["206", "2"]);
    const entries = await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, op20)).orderBy(productionEntry.recordTime);
    expect(entries.at(-1)).toMatchObject({ overrideReason: "customer takes them" });
  });

  it("posts nothing where somebody has recorded it by hand, and nothing at all where a part cannot be", async () => {
    const id = await fail();
    await decide(id, ["REWORK", "5"], ["USE_AS_IS", "95"]);
    await plant.does(plant.lead, completeOperation, after("6.5"), { operationId: op20, shortCloseReason: "MAT-WAIT" });
    expect(await close(id, { reason: "DIM" })).toMatchObject({ code: "OPERATION_ENDED" });
    expect((await plant.db.select().from(nonconformance))[0]?.state).toBe("ACTION");
    expect(await close(id, { posting: "BY_HAND" })).toMatchObject({ ok: true });
    expect((await plant.db.select().from(hold))[0]?.releasedAt).toBeNull();
    const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op20));
    expect(row?.goodFirst.toFixed()).toBe("100");
  });
});

describe("§2.1 a decision over a lot", () => {
  it("scraps it out of its stock at its own cost, which no order bears, and tells the ERP", async () => {
    const lotId = await plant.lotId("S-1");
    const before = await stockOf(lotId);
    const id = await check("QP-2", { lotId }, "5");
    const rest = String(Number(before) - 30);
    await decide(id, ["SCRAP", "30"], ["USE_AS_IS", rest]);
    expect(await close(id, { reason: "DIM" })).toMatchObject({ ok: true });
    expect(await stockOf(lotId)).toBe(rest);
    const moves = await plant.db.select().from(materialMove).where(eq(materialMove.type, "SCRAP"));
    expect(moves.map((move) => [move.quantity.toFixed(), move.unitCost?.toFixed(), move.orderId, move.reason])).toEqual([["30", "0.86", null, "DIM"]]);
    expect(await plant.db.select().from(costLine)).toEqual([]);
    const messages = await told();
    expect(messages.find((one) => one.type === "mes.material.scrapped.v1")?.data).toMatchObject({ order: null, item: "SEAL-02", lot: "S-1", qty: "30", reason: "DIM" });
    expect(messages.find((one) => one.type === "mes.lot.released.v1")?.data).toMatchObject({ lot: "S-1", onHand: rest, status: "RELEASED" });
    expect((await plant.db.select().from(lot).where(eq(lot.id, lotId)))[0]?.mesStatus).toBe("RELEASED");
    await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(materialMove)).toEqual(await plant.db.select().from(materialMove)));
  });

  it("back to the supplier is told at once and done by the ERP: it closes when the ERP's books have it out of stock", async () => {
    const lotId = await plant.lotId("S-1");
    const [all, kept] = [await stockOf(lotId), "100"];
    const id = await check("QP-2", { lotId }, "5");
    await decide(id, ["RETURN_TO_VENDOR", String(Number(all) - 100)], ["USE_AS_IS", kept]);
    const raised = (await told()).find((one) => one.type === "mes.exception.raised.v1");
    expect(raised?.data).toMatchObject({ exception: id, kind: "RETURN_TO_VENDOR", lot: "S-1", summary: expect.stringContaining("go back to the supplier: Sorted") });
    expect(await close(id)).toMatchObject({ code: "RETURN_NOT_GONE", params: { left: String(Number(all) - 100) } });
    await plant.db
      .update(lotStock)
      .set({ onHand: sum([]).plus(kept) })
      .where(eq(lotStock.lotId, lotId));
    expect(await close(id)).toMatchObject({ ok: true });
    expect((await told()).find((one) => one.type === "mes.exception.resolved.v1")?.data).toMatchObject({ exception: id, kind: "RETURN_TO_VENDOR" });
    expect((await plant.db.select().from(lot).where(eq(lot.id, lotId)))[0]?.mesStatus).toBe("RELEASED");
  });

  it("of which less is left than is to be scrapped is not closed", async () => {
    const lotId = await plant.lotId("S-1");
    const all = await stockOf(lotId);
    const id = await check("QP-2", { lotId }, "5");
    await decide(id, ["SCRAP", all]);
    await plant.db
      .update(lotStock)
      .set({ onHand: sum([]).plus(1) })
      .where(eq(lotStock.lotId, lotId));
    expect(await close(id, { reason: "DIM" })).toMatchObject({ code: "DISPOSITION_GONE", params: { available: "1", asked: all } });
  });
});
