import { eq, ne } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { outboxMessage } from "@/db/schema/integration";
import { lot } from "@/db/schema/materials";
import { inspectionPlan, qualityCheck } from "@/db/schema/quality";
import { equipment, item, person, reasonCode, workUnitQualification } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { decimal } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { correctEntry } from "./correct-entry";
import { finishSetup } from "./finish-setup";
import { pauseOperation } from "./pause-operation";
import { reverseEntry } from "./reverse-entry";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let unit: string;
let itemId: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  unit = await plant.unitId("MACH-1");
  itemId = (await plant.db.select({ id: productionOrder.itemId }).from(productionOrder))[0]?.id ?? "";
  return () => database.close();
});

/** What the list of the machine says of it to this person; undefined: it can start. */
const listed = async (actor = plant.first) => {
  const view = await runView({ db: plant.db, now: after("0") }, actor, "MACH-1");
  const own = view?.waiting.find((one) => one.operationId === op10);
  return own?.notReady.find(({ kind }) => kind !== "MATERIAL" && kind !== "MATERIAL_SHORT")?.kind;
};
const starts = (actor = plant.first) => plant.send(actor, startOperation, after("0"), { operationId: op10, workUnitId: unit });
async function run() {
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: unit });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
}
const completes = (actor = plant.first, more: object = {}) => plant.send(actor, completeOperation, after("3"), { operationId: op10, ...more });

async function dueCheck() {
  const planId = newId();
  await plant.db
    .insert(inspectionPlan)
    .values({ id: planId, siteId: plant.siteId, code: "FIRST", version: "1", itemId, opNo: 10, trigger: "EVENT", event: "START", validFrom: after("0") });
  await plant.db.insert(qualityCheck).values({ id: newId(), siteId: plant.siteId, planId, operationId: op10, snapshot: {}, state: "DUE", dueAt: after("0") });
}

async function stood(from: string, to: string | null, more: Partial<typeof stateInterval.$inferInsert> = {}) {
  const id = newId();
  await plant.db.insert(stateInterval).values({
    id,
    siteId: plant.siteId,
    workUnitId: unit,
    state: "HELD",
    rawState: "HELD",
    source: "PLC",
    fromAt: after(from),
    toAt: to === null ? null : after(to),
    operationId: op10,
    ...more,
  });
  return id;
}

describe("EX-01 a start is refused, and every guard that fails is named", () => {
  // Who has left reads no list.
  it.each<[string, string, string | undefined, () => Promise<unknown>]>([
    ["a person who has left", "PERSON_INACTIVE", undefined, () => plant.db.update(person).set({ active: false })],
    ["a check that is due", "CHECKS_OPEN", "CHECKS", dueCheck],
    [
      "a capability that the person lacks",
      "PERSON_NOT_QUALIFIED",
      "PERSON",
      () =>
        plant.db
          .update(equipment)
          .set({ capabilities: ["LATHE"] })
          .where(eq(equipment.id, unit)),
    ],
    ["an order on hold", "ORDER_NOT_RELEASED", "ORDER", () => plant.db.update(productionOrder).set({ state: "ON_HOLD", heldFrom: "RELEASED", holdClass: "LEAD" })],
  ])("%s: %s, and the list says so before", async (_, guard, kind, prepare) => {
    expect(await listed()).toBeUndefined();
    await prepare();
    expect(await listed()).toBe(kind);
    expect(await starts()).toMatchObject({ ok: false, code: "START_BLOCKED", params: { guards: [guard] } });
  });

  it("a machine of another line lists what it is qualified for, an item alone or all, and nothing else", async () => {
    const other = await plant.unitId("ASSY-2");
    const [own] = await plant.db.select({ line: orderOperation.workCentreId }).from(orderOperation).where(eq(orderOperation.id, op10));
    const line = own?.line ?? "";
    const there = async () => ((await runView({ db: plant.db, now: after("0") }, plant.first, "ASSY-2"))?.waiting ?? []).some((one) => one.operationId === op10);
    const begins = () => plant.send(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: other });
    const [foreign] = await plant.db.select({ id: item.id }).from(item).where(ne(item.id, itemId));
    await plant.db.delete(workUnitQualification).where(eq(workUnitQualification.workUnitId, other));
    const line2 = newId();
    await plant.db.insert(equipment).values({ id: line2, siteId: plant.siteId, code: "L-OTHER", name: "Other", level: "WORK_CENTRE", type: "PRODUCTION_LINE" });
    await plant.db.update(equipment).set({ parentId: line2 }).where(eq(equipment.id, other));
    expect(await there()).toBe(false);
    await plant.db.insert(workUnitQualification).values({ siteId: plant.siteId, workCentreId: line, workUnitId: other, itemId: foreign?.id ?? "" });
    expect(await there()).toBe(false);
    expect(await begins()).toMatchObject({ params: { guards: ["WORK_UNIT_NOT_QUALIFIED"] } });
    await plant.db.insert(workUnitQualification).values({ siteId: plant.siteId, workCentreId: line, workUnitId: other, itemId });
    expect(await there()).toBe(true);
    expect(await begins()).toMatchObject({ ok: true });
  });

  it("WORK_UNIT_TAKEN says by what", async () => {
    await run();
    await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
    const operationId = (await plant.operationIds("PO-1002")).get(10);
    expect(await plant.send(plant.second, startOperation, after("2"), { operationId, workUnitId: unit })).toMatchObject({
      code: "START_BLOCKED",
      params: { guards: ["WORK_UNIT_TAKEN"], loadedWith: "PO-1001 / 10" },
    });
  });

  it("a missing person and an unknown unit are named beside the others", async () => {
    await dueCheck();
    expect(await plant.send({ ...plant.first, personId: null }, startOperation, after("0"), { operationId: op10, workUnitId: newId() })).toMatchObject({
      code: "START_BLOCKED",
      params: { guards: ["WORK_UNIT_UNKNOWN", "PERSON_REQUIRED", "CHECKS_OPEN"] },
    });
  });
});

describe("EX-03 completion is refused while something is open", () => {
  beforeEach(run);
  const used = () => plant.does(plant.first, issueMaterial, after("1.5"), { operationId: op10, lot: "C-A", quantity: "20" });
  const blocked = (blockers: string[], more: object = {}) => ({ ok: false, code: "COMPLETION_BLOCKED", params: { blockers, ...more } });

  it("COMPONENTS_OPEN: what must be scanned and never was, for the lead as well", async () => {
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "10" });
    const open = blocked(["COMPONENTS_OPEN"], { components: ["CAST-01"] });
    expect(await completes()).toMatchObject(open);
    expect(await completes(plant.lead, { shortCloseReason: "MAT-WAIT" })).toMatchObject(open);
  });

  it("ISSUED_SHORT: much less than went in is for a lead to answer for, who signs it, and the ERP is told", async () => {
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "100" });
    await used();
    expect(await completes()).toMatchObject({ ok: false, code: "ISSUED_SHORT", params: { components: ["CAST-01"], processed: "100" } });
    expect(await completes(plant.lead, { shortCloseReason: "MAT-WAIT" })).toMatchObject({ ok: true });
    const [raised] = await plant.db.select().from(exception).where(eq(exception.class, "ISSUED_SHORT"));
    expect(raised).toMatchObject({ subject: "PO-1001/10", owner: "LEAD", severity: 2, detail: { item: "CAST-01", short: "80", uom: "EA", operation: "PO-1001 / 10" } });
    const told = await plant.db.select({ payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.type, "mes.exception.raised.v1"));
    const summary = "Less was issued than went in: CAST-01 for operation 10 of PO-1001: 20 EA issued, 100 EA went in";
    expect(told.map(({ payload }) => payload)).toMatchObject([{ data: { exception: raised?.id, kind: "ISSUED_SHORT", severity: 2, order: "PO-1001", summary } }]);
  });

  it("ISSUED_SHORT: a line that is issued by quantity and never was; what is issued after all is enough", async () => {
    await plant.db.update(orderComponent).set({ issueMode: "MANUAL_QTY" }).where(eq(orderComponent.operationId, op10));
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "10" });
    expect(await completes()).toMatchObject({ code: "ISSUED_SHORT", params: { components: ["CAST-01"] } });
    await plant.does(plant.first, issueMaterial, after("2.5"), { operationId: op10, lot: "C-A", quantity: "9" });
    expect(await completes()).toMatchObject({ ok: true });
  });

  it("CHECKS_OPEN", async () => {
    await used();
    await dueCheck();
    expect(await completes()).toMatchObject(blocked(["CHECKS_OPEN"]));
  });

  it.each<[string, string | null, number]>([
    ["a stop of exactly the threshold", "2.0334", 1],
    ["a stop below it", "2.03", 0],
    ["a stop that still lasts", null, 1],
  ])("STOPS_UNCLASSIFIED: %s", async (_, to, stops) => {
    await used();
    await stood("2", to);
    expect(await completes()).toMatchObject(stops === 0 ? { ok: true } : blocked(["STOPS_UNCLASSIFIED"], { stops }));
  });

  it("STOPS_UNCLASSIFIED: one that has just begun blocks nothing", async () => {
    await used();
    await stood("2.99", null);
    expect(await completes()).toMatchObject({ ok: true });
  });

  it("waiting for upstream explains itself, and so does a stop with a reason", async () => {
    await used();
    await stood("2", "2.2", { state: "STARVED", rawState: "STARVED" });
    await stood("2.2", "2.4", { reasonCode: "MAT-WAIT" });
    expect(await completes()).toMatchObject({ ok: true });
  });
});

describe("EX-07 a lead's word", () => {
  async function last() {
    await plant.hear([exampleOrder("SITE-A", "PO-1002", { components: [] })]);
    const operations = await plant.operationIds("PO-1002");
    op10 = operations.get(10) ?? "";
    await run();
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "100" });
    await plant.does(plant.first, completeOperation, after("2"), { operationId: op10 });
    op10 = operations.get(20) ?? "";
    await plant.does(plant.first, startOperation, after("2"), { operationId: op10, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.first, finishSetup, after("2.5"), { operationId: op10 });
    await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, good: "100" });
  }

  it("LEAD_REQUIRED: an operator neither closes short nor goes above the tolerance", async () => {
    await run();
    expect(await completes(plant.first, { shortCloseReason: "MAT-WAIT" })).toMatchObject({ code: "LEAD_REQUIRED", params: { for: "SHORT_CLOSE" } });
    expect(await plant.send(plant.first, confirmProduction, after("2"), { operationId: op10, good: "1", overrideReason: "extra casting" })).toMatchObject({
      code: "LEAD_REQUIRED",
      params: { for: "TOLERANCE" },
    });
  });

  it("a short close takes one of the site's active reasons", async () => {
    await last();
    expect(await completes(plant.lead)).toMatchObject({ code: "BELOW_TOLERANCE" });
    expect(await completes(plant.lead, { shortCloseReason: "no more steel" })).toMatchObject({ code: "REASON_UNKNOWN" });
    await plant.db.update(reasonCode).set({ active: false }).where(eq(reasonCode.code, "MAT-WAIT"));
    expect(await completes(plant.lead, { shortCloseReason: "MAT-WAIT" })).toMatchObject({ code: "REASON_UNKNOWN", params: { reason: "MAT-WAIT" } });
    expect(await completes(plant.lead, { shortCloseReason: "MAT-DEFECT" })).toMatchObject({ ok: true, data: { orderCompleted: true } });
  });
});

describe("reasons", () => {
  beforeEach(run);
  const pauses = (reason: string, comment?: string) =>
    plant.send(plant.first, pauseOperation, after("2"), { operationId: op10, reason, ...(comment === undefined ? {} : { comment }) });

  it("COMMENT_REQUIRED: a reason that needs words gets none, or blanks", async () => {
    await plant.db.update(reasonCode).set({ requiresComment: true }).where(eq(reasonCode.code, "OP-ABSENT"));
    expect(await pauses("OP-ABSENT")).toMatchObject({ code: "COMMENT_REQUIRED", params: { reason: "OP-ABSENT" } });
    expect(await pauses("OP-ABSENT", "   ")).toMatchObject({ code: "COMMENT_REQUIRED" });
    expect(await pauses("OP-ABSENT", "first aid")).toMatchObject({ ok: true });
  });

  it.each([
    ["a code that the site does not have", "NO-SUCH"],
    ["a reason for scrap", "DIM"],
  ])("REASON_UNKNOWN: a pause with %s", async (_, code) => expect(await pauses(code)).toMatchObject({ code: "REASON_UNKNOWN", params: { reason: code } }));

  it("REASON_UNKNOWN: a reason that is no longer in use, of a pause or of scrap", async () => {
    await plant.db.update(reasonCode).set({ active: false });
    expect(await pauses("MAT-WAIT")).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await plant.send(plant.first, confirmProduction, after("2"), { operationId: op10, scrap: "1", scrapReason: "DIM" })).toMatchObject({ code: "REASON_UNKNOWN" });
  });

  it("FLOW_SUSPECT: what comes from a tablet without a network is taken, and a lead is asked", async () => {
    const operations = await plant.operationIds("PO-1001");
    const op20 = operations.get(20);
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "10" });
    await plant.does(plant.second, startOperation, after("2"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.second, finishSetup, after("2.5"), { operationId: op20 });
    expect(await plant.send(plant.second, confirmProduction, after("3"), { operationId: op20, good: "12" })).toMatchObject({
      code: "FLOW_BLOCKED",
      params: { available: "10", asked: "12" },
    });
    // That it says so of itself does not make it one that waited.
    const now = { operationId: op20, good: "12", offline: true, deviceSequence: 6 };
    expect(await plant.send(plant.second, confirmProduction, after("3"), now)).toMatchObject({ code: "FLOW_BLOCKED" });
    expect(await plant.send(plant.second, confirmProduction, after("3"), { ...now, deviceSequence: undefined }, after("3.01"))).toMatchObject({ code: "FLOW_BLOCKED" });
    const entry = await plant.does(plant.second, confirmProduction, after("3"), { operationId: op20, good: "12", deviceSequence: 7 }, after("3.01"));
    expect(await plant.db.select().from(exception)).toMatchObject([{ class: "FLOW_SUSPECT", owner: "LEAD", subject: op20, detail: { entryId: entry.entryId } }]);
  });

  it("EX-20 FLOW_SUSPECT: the wrong entry before it can be put right, unless less good is left than before", async () => {
    const op20 = (await plant.operationIds("PO-1001")).get(20);
    const good = await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "10" });
    const scrap = await plant.does(plant.first, confirmProduction, after("2.2"), { operationId: op10, scrap: "8", scrapReason: "DIM" });
    const more = await plant.does(plant.first, confirmProduction, after("2.4"), { operationId: op10, scrap: "1", scrapReason: "DIM" });
    await plant.does(plant.second, startOperation, after("2"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.second, finishSetup, after("2.5"), { operationId: op20 });
    const entry = await plant.does(plant.second, confirmProduction, after("3"), { operationId: op20, good: "20", deviceSequence: 7 }, after("3.01"));
    const available = { code: "FLOW_BLOCKED", params: { available: "0", asked: "1" } };
    expect(await plant.send(plant.second, confirmProduction, after("3.1"), { operationId: op20, good: "1" })).toMatchObject(available);
    expect(await plant.send(plant.lead, correctEntry, after("4"), { entryId: good.entryId, reason: "MISKEY", good: "9" })).toMatchObject({ code: "DOWNSTREAM_USED" });
    await plant.does(plant.lead, reverseEntry, after("4"), { entryId: more.entryId, reason: "MISKEY" });
    await plant.does(plant.lead, correctEntry, after("4"), { entryId: scrap.entryId, reason: "MISKEY", good: "8" });
    await plant.does(plant.lead, correctEntry, after("5"), { entryId: entry.entryId, reason: "MISKEY", good: "18" });
    const [row] = await plant.db
      .select()
      .from(orderOperation)
      .where(eq(orderOperation.id, op20 ?? ""));
    expect(row?.processed.toFixed()).toBe("18");
  });

  it("STALE_TOTAL: a second tablet's rework is refused as well (EX-05)", async () => {
    await plant.does(plant.first, confirmProduction, after("1.5"), { operationId: op10, rework: "4", reworkReason: "SURFACE", expectedTotal: "0" });
    const reworked = { operationId: op10, activity: "REWORK", good: "1", expectedTotal: "0" };
    await plant.does(plant.first, confirmProduction, after("2"), reworked);
    expect(await plant.send(plant.second, confirmProduction, after("2"), reworked)).toMatchObject({ code: "STALE_TOTAL", params: { expected: "0", actual: "1" } });
    await plant.does(plant.second, confirmProduction, after("2"), { ...reworked, expectedTotal: "1" });
  });
});

describe("EX-11 a lot at the scan", () => {
  beforeEach(run);
  const scans = () => plant.send(plant.first, issueMaterial, after("2"), { operationId: op10, lot: "C-A", quantity: "5" });

  it.each<[string, Partial<typeof lot.$inferInsert>]>([
    ["LOT_EXPIRED", { expiresAt: after("1") }],
    ["LOT_NOT_RELEASED", { mesStatus: "ON_HOLD" }],
    ["LOT_NOT_RELEASED", { mesStatus: "REJECTED" }],
  ])("%s", async (code, change) => {
    await plant.db.update(lot).set(change).where(eq(lot.number, "C-A"));
    expect(await scans()).toMatchObject({ ok: false, code, params: { lot: "C-A" } });
  });

  it("ORDER_NOT_EXECUTABLE: nothing is taken for an order on hold", async () => {
    await plant.db.update(productionOrder).set({ state: "ON_HOLD", heldFrom: "IN_PROGRESS", holdClass: "LEAD" });
    expect(await scans()).toMatchObject({ ok: false, code: "ORDER_NOT_EXECUTABLE", params: { state: "ON_HOLD" } });
    expect((await plant.db.select().from(orderComponent)).map((row) => row.issued.eq(decimal(0)))).toEqual([true, true]);
  });
});
