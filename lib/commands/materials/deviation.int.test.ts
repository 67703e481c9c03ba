import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { orderComponent } from "@/db/schema/execution";
import { signature } from "@/db/schema/identity";
import { outboxMessage } from "@/db/schema/integration";
import { deviation, lot, lotStock, materialMove } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { orderCostView } from "@/lib/queries/finance/order-cost";
import { runComponents } from "@/lib/queries/operator/run-components";
import { deviations } from "@/lib/queries/quality/deviations";
import { askDeviation } from "./ask-deviation";
import { approveDeviationAsPlanner, approveDeviationAsQuality, refuseDeviationAsQuality } from "./decide-deviation";
import { issueMaterial } from "./issue-material";
import { mountLot } from "./mount-lot";
import { floorCalls } from "@/lib/queries/operator/floor-calls";
import { returnMaterial } from "./return-material";

let database: TestDatabase;
let plant: ExamplePlant;
let planner: Actor;
let manager: Actor;
let op10 = "";
let castings = "";

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const signed = (actor: Actor): Actor => ({ ...actor, signing: { name: actor.name } });
  planner = signed(await plant.employ("0701", "A1", ["PLANNER"]));
  manager = signed(await plant.employ("0601", "A1", ["QUALITY_MANAGER"]));
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  castings = (await plant.db.select({ id: orderComponent.id }).from(orderComponent).where(eq(orderComponent.operationId, op10)))[0]?.id ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
});
afterEach(() => database.close());

/** Seals are nowhere near a list of castings. */
const scan = (at: string, quantity?: string, actor = plant.first) =>
  plant.send(actor, issueMaterial, after(at), { operationId: op10, lot: "S-1", ...(quantity === undefined ? {} : { quantity }) });
const ask = (at: string, quantity = "10") =>
  plant.send(plant.first, askDeviation, after(at), { operationId: op10, componentId: castings, lot: "S-1", quantity, reason: "Castings are short" });
const asked = async (at: string) => {
  const answer = await ask(at);
  if (!answer.ok) throw new Error(answer.code);
  return answer.data.deviationId;
};
const stockOf = async (number: string) =>
  (await plant.db.select({ onHand: lotStock.onHand }).from(lotStock).innerJoin(lot, eq(lot.id, lotStock.lotId)).where(eq(lot.number, number)))[0]?.onHand.toFixed();
const lineOf = async () => (await plant.db.select().from(orderComponent).where(eq(orderComponent.id, castings)))[0];

describe("EX-12 what is neither planned nor listed", () => {
  it("is issued within what planner and quality approved, two people who both sign, and neither of them asked", async () => {
    const before = await stockOf("S-1");
    expect(await scan("1")).toMatchObject({ code: "LOT_WRONG_ITEM" });
    const deviationId = await asked("1.1");
    expect(await ask("1.2")).toMatchObject({ code: "DEVIATION_OPEN", params: { deviation: "DEV-00001" } });
    expect(await scan("1.3")).toMatchObject({ code: "LOT_WRONG_ITEM" });
    expect(await plant.db.select({ class: exception.class, state: exception.state }).from(exception)).toEqual([{ class: "DEVIATION_ASKED", state: "RAISED" }]);
    // The floor says it in the language of whoever comes, and keeps only the words that somebody typed.
    const finding = { kind: "DEVIATION", deviation: "DEV-00001", quantity: "10", uom: "EA", lot: "S-1", item: "SEAL-02", instead: "CAST-01", reason: "Castings are short" };
    expect((await floorCalls({ db: plant.db, now: after("1.3") }, manager)).calls).toMatchObject([{ class: "DEVIATION_ASKED", finding, note: null }]);

    const asPlanner = (actor: Actor) => plant.send(actor, approveDeviationAsPlanner, after("1.4"), { deviationId });
    const asQuality = (actor: Actor) => plant.send(actor, approveDeviationAsQuality, after("1.5"), { deviationId });
    expect(await asPlanner(plant.first)).toMatchObject({ code: "FORBIDDEN" });
    expect(await asPlanner({ ...planner, signing: undefined })).toMatchObject({ code: "SIGNATURE_REQUIRED" });
    expect(await asPlanner({ ...planner, personId: plant.first.personId })).toMatchObject({ code: "RAISER_DECIDES_NOT" });
    expect(await asPlanner(planner)).toMatchObject({ ok: true, data: { state: "ASKED" } });
    expect(await scan("1.45")).toMatchObject({ code: "LOT_WRONG_ITEM" });
    expect(await asQuality({ ...manager, personId: planner.personId })).toMatchObject({ code: "SECOND_APPROVER_REQUIRED" });
    expect(await asQuality(manager)).toMatchObject({ ok: true, data: { state: "APPROVED" } });
    expect(await plant.db.select({ state: exception.state }).from(exception)).toEqual([{ state: "RESOLVED" }]);
    expect((await plant.db.select().from(signature)).map((row) => row.subject)).toEqual([`deviation/${deviationId}`, `deviation/${deviationId}`]);

    const operation = { id: op10, orderId: (await lineOf())?.orderId ?? "", siteId: plant.siteId, workUnitId: await plant.unitId("MACH-1"), plannedEndAt: null };
    const [shown] = await runComponents({ db: plant.db, now: after("2") }, operation);
    expect(shown).toMatchObject({
      deviations: [{ number: "DEV-00001", state: "APPROVED", left: "10" }],
      lots: expect.arrayContaining([expect.objectContaining({ number: "S-1", blocked: null })]),
    });

    expect(await scan("2", "11")).toMatchObject({ code: "DEVIATION_EXCEEDED", params: { deviation: "DEV-00001", left: "10", asked: "11" } });
    expect(await scan("2", "4")).toMatchObject({ ok: true, data: { issued: "4" } });
    expect(await scan("2.1")).toMatchObject({ ok: true, data: { quantity: "6", issued: "10" } });
    expect(await scan("2.2")).toMatchObject({ code: "LOT_WRONG_ITEM" });
    expect(Number(await stockOf("S-1"))).toBe(Number(before) - 10);
    const told = await plant.db.select({ payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.type, "mes.material.issued.v1"));
    expect(told.map(({ payload }) => (payload as { data: unknown }).data)).toMatchObject([
      { item: "SEAL-02", substituteFor: "CAST-01", deviation: "DEV-00001", qty: "4" },
      { item: "SEAL-02", substituteFor: "CAST-01", deviation: "DEV-00001", qty: "6" },
    ]);
    // §4.3: standard quantity 0, so all of it is usage: 10 seals at their standard of 0.85.
    const cost = await orderCostView({ db: plant.db, now: after("3") }, plant.finance, "PO-1001");
    expect(cost?.variance?.categories.MATERIAL_MIX).toBe("0.00");
    expect(await deviations({ db: plant.db, now: after("3") }, manager, "QUALITY")).toMatchObject([
      { number: "DEV-00001", state: "USED", used: "10", mayApprove: false, mayRefuse: false },
    ]);
    await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(deviation)).toEqual(await plant.db.select().from(deviation)));
  });

  it("can be used again when it came back or was reversed, and counts on its line one for one", async () => {
    const deviationId = await asked("1");
    await plant.does(planner, approveDeviationAsPlanner, after("1.1"), { deviationId });
    await plant.does(manager, approveDeviationAsQuality, after("1.2"), { deviationId });
    await scan("2", "10");
    await plant.does(plant.first, returnMaterial, after("2.1"), { operationId: op10, lot: "S-1", quantity: "3" });
    expect((await lineOf())?.returned.toFixed()).toBe("3");
    expect(await scan("2.2", "4")).toMatchObject({ code: "DEVIATION_EXCEEDED", params: { left: "3" } });
    expect(await scan("2.3", "3")).toMatchObject({ ok: true });
    const moves = await plant.db.select().from(materialMove).where(eq(materialMove.deviationId, deviationId)).orderBy(materialMove.eventTime);
    expect(moves.map((move) => `${move.type} ${move.quantity.toFixed()}`)).toEqual(["ISSUE 10", "RETURN 3", "ISSUE 3"]);
    await plant.does(plant.lead, reverseEntry, after("2.4"), { entryId: moves[2]?.id, reason: "WRONG-LOT" });
    expect(await scan("2.5", "3")).toMatchObject({ ok: true });
  });

  it("is not used once it is refused, or after its time", async () => {
    const deviationId = await asked("1");
    await plant.does(planner, approveDeviationAsPlanner, after("1.1"), { deviationId });
    await plant.does(manager, refuseDeviationAsQuality, after("1.2"), { deviationId, reason: "Other alloy" });
    expect(await scan("1.3", "1")).toMatchObject({ code: "LOT_WRONG_ITEM" });
    expect(await plant.send(manager, approveDeviationAsQuality, after("1.4"), { deviationId })).toMatchObject({ code: "INVALID_TRANSITION", params: { state: "REFUSED" } });
    const second = await asked("2");
    await plant.does(planner, approveDeviationAsPlanner, after("2.1"), { deviationId: second });
    expect(await plant.send(manager, approveDeviationAsQuality, after("74"), { deviationId: second })).toMatchObject({ code: "INVALID_TRANSITION", params: { state: "EXPIRED" } });
    expect(await deviations({ db: plant.db, now: after("74") }, manager, "QUALITY")).toMatchObject([
      { state: "EXPIRED", mayApprove: false, mayRefuse: true },
      { state: "REFUSED", refusal: "Other alloy" },
    ]);
    // Nobody decided over it in its time: it is refused to end its call.
    await plant.does(manager, refuseDeviationAsQuality, after("74"), { deviationId: second, reason: "Castings came" });
    expect((await plant.db.select({ state: exception.state }).from(exception)).map(({ state }) => state)).toEqual(["RESOLVED", "RESOLVED"]);
  });

  it("SEC-12 ends, approved or not, when the ERP takes its line away or plans another item there before the order begins", async () => {
    const line = { qty: "1", uom: "EA", scrapFactor: "0", operation: 10, mixGroup: null, substitutes: [], required: null, issueMode: "MANUAL_SCAN" as const };
    const plans = (erpVersion: number, ...components: [pos: number, item: string][]) =>
      plant.hear([exampleOrder("SITE-A", "PO-2001", { erpVersion, components: components.map(([pos, item]) => ({ ...line, pos, item })) })]);
    await plans(1, [10, "CAST-01"], [20, "CAST-01"]);
    const operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
    const lines = await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, operationId)).orderBy(orderComponent.position);
    for (const { id, position } of lines)
      await plant.does(plant.first, askDeviation, after(`0.${position}`), { operationId, componentId: id, lot: "S-1", quantity: "10", reason: "Castings are short" });
    const [first] = await plant.db.select().from(deviation).orderBy(deviation.number);
    await plant.does(planner, approveDeviationAsPlanner, after("1.1"), { deviationId: first?.id });
    await plant.does(manager, approveDeviationAsQuality, after("1.2"), { deviationId: first?.id });
    // The same lines are as they were.
    await plans(2, [10, "CAST-01"], [20, "CAST-01"]);
    expect((await plant.db.select().from(deviation)).map(({ refusedAt }) => refusedAt)).toEqual([null, null]);

    await plans(3, [10, "FG-100"]);
    expect((await plant.db.select().from(deviation).orderBy(deviation.number)).map(({ refusedBy, refusal }) => [refusedBy, refusal])).toEqual([
      [null, "The ERP changed the line that it was asked for: CAST-01 at operation 10"],
      [null, "The ERP took the line away that it was asked for: CAST-01 at operation 10"],
    ]);
    expect((await plant.db.select({ state: exception.state }).from(exception)).map(({ state }) => state)).toEqual(["RESOLVED", "RESOLVED"]);
    expect(await deviations({ db: plant.db, now: after("2") }, manager, "QUALITY")).toMatchObject([
      { number: "DEV-00002", state: "REFUSED", operation: 10, planned: null },
      { number: "DEV-00001", state: "REFUSED", operation: 10, planned: null },
    ]);
    await plant.db.update(equipment).set({ parallelOperations: true });
    await plant.does(plant.second, startOperation, after("2"), { operationId, workUnitId: await plant.unitId("MACH-1") });
    expect(await plant.send(plant.second, issueMaterial, after("2.1"), { operationId, lot: "S-1", quantity: "1" })).toMatchObject({ code: "LOT_WRONG_ITEM" });
    await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(deviation)).toEqual(await plant.db.select().from(deviation)));
  });

  it("stands before fifty that are over while it waits, the longest waiting first", async () => {
    const waiting = await asked("1");
    const [row] = await plant.db.select().from(deviation);
    if (row === undefined) throw new Error("it was asked for");
    const over = { refusedAt: after("3"), refusedBy: manager.personId, refusedName: "Quality", refusal: "Other alloy" };
    await plant.db.insert(deviation).values(Array.from({ length: 50 }, (_, index) => ({ ...row, ...over, id: newId(), number: `OVER-${index}`, askedAt: after("2") })));
    await plant.db.insert(deviation).values({ ...row, id: newId(), number: "LATER", askedAt: after("1.5") });
    const shown = await deviations({ db: plant.db, now: after("4") }, manager, "QUALITY");
    expect([shown.length, ...shown.slice(0, 3).map(({ id, number }) => (id === waiting ? "waiting" : number))].map((one) => String(one).replace(/-.*/, ""))).toEqual([
      "50",
      "waiting",
      "LATER",
      "OVER",
    ]);
  });

  it("is not asked for where the line allows the lot, where there is no such lot, or by a mount", async () => {
    const more = { operationId: op10, componentId: castings, quantity: "1", reason: "?" };
    expect(await plant.send(plant.first, askDeviation, after("1"), { ...more, lot: "C-A" })).toMatchObject({ code: "DEVIATION_NOT_NEEDED" });
    expect(await plant.send(plant.first, askDeviation, after("1"), { ...more, lot: "NO-LOT" })).toMatchObject({ code: "LOT_UNKNOWN" });
    expect(await plant.send(plant.first, askDeviation, after("1"), { ...more, lot: "S-1", quantity: "0.5" })).toMatchObject({ code: "INVALID_QUANTITY" });
    expect(await plant.send(plant.first, askDeviation, after("1"), { ...more, lot: "S-1", componentId: op10 })).toMatchObject({ code: "COMPONENT_UNKNOWN" });
    expect(await plant.send(plant.first, mountLot, after("1"), { operationId: op10, lot: "S-1" })).toMatchObject({ code: "LOT_WRONG_ITEM" });
  });

  it("S26 is not there for who may not see the site", async () => {
    const deviationId = await asked("1");
    const elsewhere = { ...manager, sites: [] };
    expect(await plant.send(elsewhere, approveDeviationAsQuality, after("1.1"), { deviationId })).toMatchObject({ code: "NOT_FOUND" });
    expect(await deviations({ db: plant.db, now: after("2") }, elsewhere, "QUALITY")).toEqual([]);
  });
});
