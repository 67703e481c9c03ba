import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { event } from "@/db/schema/eventlog";
import { stateInterval } from "@/db/schema/telemetry";
import { policy } from "@/db/schema/integration";
import { commitment } from "@/db/schema/demand";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { rebuild } from "@/lib/eventlog/rebuild";
import { copyReference, projectedState } from "@/lib/eventlog/testing/compare-state";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { SITE } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { freePort } from "@/lib/processes/free-port";
import { runView } from "@/lib/queries/operator/run-view";
import { approveShift } from "./approve-shift";
import { cancelShift } from "./cancel-shift";
import { proposeShift } from "./propose-shift";
import { SITE_B, shiftPlant, type ShiftPlant } from "./testing/shift-plant";

const CREDENTIALS = { key: "key-of-this-test", webhookSecret: "webhook-secret-of-this-test" };
const open: TestDatabase[] = [];
let database: TestDatabase;
let plant: ShiftPlant;
let orderId: string;
let line: string;

beforeEach(async () => {
  database = await testDatabase();
  open.push(database);
  plant = await shiftPlant(database.db, { ...CREDENTIALS, url: `http://127.0.0.1:${await freePort()}` });
  orderId = (await plant.order()).id;
  line = await plant.equipmentId(plant.siteB, "MACH");
});
afterAll(() => Promise.all(open.map((one) => one.close())));

const propose = (quantity = "80", target = line, actor = plant.both) => plant.send(actor, proposeShift, { orderId, targetWorkCentreId: target, quantity });
async function proposed(quantity = "80"): Promise<string> {
  return (await plant.does(plant.both, proposeShift, { orderId, targetWorkCentreId: line, quantity })).proposalId;
}
const another = () => plant.someone("Planner AB 2", ["PLANNER"], [SITE, SITE_B]);
const start = async () => {
  const [first] = await plant.operations();
  const operationId = first?.id ?? "";
  return { operationId, result: await plant.send(plant.operator, startOperation, { operationId, workUnitId: await plant.equipmentId(plant.siteId, "MACH-1") }) };
};
const facts = async () => (await plant.db.select({ type: event.type }).from(event).where(eq(event.aggregate, "shift_proposal")).orderBy(event.position)).map(({ type }) => type);

describe("§6.4 proposing", () => {
  it("reserves the quantity on the original and keeps the projection that it is judged by", async () => {
    const proposal = await plant.proposal(await proposed());
    expect(proposal).toMatchObject({ state: "PROPOSED", revision: 1, siteId: plant.siteId, targetSiteId: plant.siteB, fromWorkCentreId: null, proposedName: "Planner AB" });
    expect(proposal.projection).toMatchObject({
      score: { waiting: "0", moved: "0" },
      original: { waitingAt: expect.any(String), movedAt: expect.any(String) },
      targetAt: expect.any(String),
    });
    expect(await propose("120")).toMatchObject({ ok: true });
    expect(await propose("1")).toMatchObject({ ok: false, code: "MORE_THAN_UNSTARTED", params: { left: "0" } });
  });

  it.each([
    ["more than nobody has begun", "201", "MORE_THAN_UNSTARTED"],
    ["a part of a piece", "1.5", "INVALID_QUANTITY"],
    ["nothing", "0", "INVALID_QUANTITY"],
  ])("PL-01 refuses %s", async (_, quantity, code) => expect(await propose(quantity)).toMatchObject({ ok: false, code }));

  it("takes only lines that are qualified, at sites of the planner", async () => {
    expect(await propose("10", await plant.equipmentId(plant.siteId, "ASSY"))).toMatchObject({ ok: false, code: "LINE_NOT_QUALIFIED" });
    expect(await propose("10", line, plant.planner)).toMatchObject({ ok: false, code: "LINE_NOT_QUALIFIED" });
    const cell = await plant.equipmentId(plant.siteId, "MACH2");
    const here = await propose("10", cell, plant.planner);
    expect(here).toMatchObject({ ok: true });
    if (!here.ok) return;
    expect(await plant.proposal(here.data.proposalId)).toMatchObject({ targetSiteId: plant.siteId, fromWorkCentreId: await plant.equipmentId(plant.siteId, "MACH") });
  });

  it("is a planner's, of the site of the order", async () => {
    expect(await propose("10", line, plant.someone("Lead", ["LEAD"]))).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await propose("10", line, plant.someone("Planner B", ["PLANNER"], [SITE_B]))).toMatchObject({ ok: false, code: "NOT_FOUND" });
  });

  it("refuses where the ERP is not told of proposals", async () => {
    await plant.db.update(policy).set({ enabled: false }).where(eq(policy.messageType, "mes.shift-production.proposed.v1"));
    expect(await propose()).toMatchObject({ ok: false, code: "PROPOSAL_NOT_TOLD" });
  });
});

describe("PL-04 approving", () => {
  it("is another planner's, with both sites in scope", async () => {
    const proposalId = await proposed();
    expect(await plant.send(plant.both, approveShift, { proposalId })).toMatchObject({ ok: false, code: "SECOND_PLANNER_REQUIRED" });
    expect(await plant.send(plant.planner, approveShift, { proposalId })).toMatchObject({ ok: false, code: "BOTH_SITES_REQUIRED" });
    expect(await plant.send(plant.someone("Lead", ["LEAD"], [SITE, SITE_B]), approveShift, { proposalId })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await plant.send(another(), approveShift, { proposalId })).toMatchObject({ ok: true, data: { state: "APPROVED" } });
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "APPROVED", approvedName: "Planner AB 2" });
  });

  it("of two at once one approves, and the other is told", async () => {
    const proposalId = await proposed();
    const results = await Promise.all([plant.send(another(), approveShift, { proposalId }), plant.send(another(), approveShift, { proposalId })]);
    expect(results.filter((one) => one.ok)).toHaveLength(1);
    expect(results.find((one) => !one.ok)).toMatchObject({ code: "INVALID_TRANSITION", params: { of: "PROPOSAL", state: "APPROVED" } });
    expect(await facts()).toEqual(["shift_proposal.proposed", "shift_proposal.approved"]);
  });

  it("of two proposals at once that together are more than is left one is refused", async () => {
    const results = await Promise.all([propose("150"), propose("150")]);
    expect(results.filter((one) => one.ok)).toHaveLength(1);
    expect(results.find((one) => !one.ok)).toMatchObject({ code: "MORE_THAN_UNSTARTED", params: { left: "50" } });
  });

  it("is sent in its own lane, with both quantities, under proposal and revision", async () => {
    const proposalId = await proposed();
    await plant.does(another(), approveShift, { proposalId });
    await plant.tend();
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "SENT" });
    const told = (await plant.outbox()).filter((row) => row.type === "mes.shift-production.proposed.v1");
    expect(told).toMatchObject([{ priority: 1, subject: `proposal/${proposalId}`, state: "NEW", sequence: 1 }]);
    expect(told[0]?.payload).toMatchObject({
      correlationid: "PO-1001",
      data: { proposal: proposalId, revision: 1, order: "PO-1001", quantity: { before: "200", moved: "80", after: "120", uom: "EA" }, target: { site: SITE_B, line: "MACH" } },
    });
  });

  it("lapses when the projection changes by more than a tenth before it is sent", async () => {
    await promise();
    const proposalId = await proposed();
    await plant.does(another(), approveShift, { proposalId });
    const unit = await plant.equipmentId(plant.siteId, "MACH-1");
    await plant.db
      .insert(stateInterval)
      .values({ id: newId(), siteId: plant.siteId, workUnitId: unit, state: "DOWN", rawState: "DOWN", reasonCode: null, source: "PLC", fromAt: plant.clock.now() });
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "PROPOSED", revision: 2, reasonCode: "SCORE_CHANGED", approvedBy: null });
    expect((await plant.outbox()).filter((row) => row.type === "mes.shift-production.proposed.v1")).toEqual([]);
    await plant.does(another(), approveShift, { proposalId });
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "APPROVED", reasonCode: null });
  });
});

/** A promise that the order is too late for already, so that every hour counts. */
async function promise(): Promise<void> {
  const { itemId } = await plant.order();
  await plant.db.insert(commitment).values({
    id: newId(),
    siteId: plant.siteId,
    number: "SO-1",
    line: 1,
    customer: "C-1",
    customerName: "Customer 1",
    itemId,
    quantity: (await plant.order()).quantity,
    uom: "EA",
    dueAt: new Date(plant.clock.now().getTime() + 3_600_000),
    priorityClass: "A",
    penaltyPerUnitDay: (await plant.order()).overPct,
    currency: "USD",
    state: "OPEN",
    erpVersion: 1,
  });
}

describe("PL-02 what is reserved cannot be started twice", () => {
  it("the first step does not begin when all of it is reserved, and does when the proposal is taken back", async () => {
    const listed = async () => {
      const view = await runView({ db: plant.db, now: plant.clock.now() }, plant.operator, "MACH-1");
      return view?.waiting.find((one) => one.orderId === orderId && one.opNo === 10)?.notReady.map(({ kind }) => kind);
    };
    expect(await listed()).not.toContain("RESERVED");
    const proposalId = await proposed("200");
    expect((await start()).result).toMatchObject({ ok: false, code: "START_BLOCKED", params: { guards: ["QUANTITY_RESERVED"] } });
    expect(await listed()).toContain("RESERVED");
    await plant.does(plant.planner, cancelShift, { proposalId, reason: "The line is back" });
    expect(await listed()).not.toContain("RESERVED");
    expect((await start()).result).toMatchObject({ ok: true });
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "CANCELLED", reasonCode: "WITHDRAWN", reason: "The line is back" });
  });

  it("a confirmation that would eat into it is refused with what is left; up to that it is taken", async () => {
    const { operationId } = await start();
    await plant.does(plant.operator, finishSetup, { operationId });
    const proposalId = await proposed("150");
    const confirm = (good: string) => plant.send(plant.operator, confirmProduction, { operationId, good, scrap: "0", origin: "TYPED" });
    expect(await confirm("60")).toMatchObject({ ok: false, code: "QUANTITY_RESERVED", params: { reserved: "150", left: "50", uom: "EA" } });
    expect(await confirm("50")).toMatchObject({ ok: true });
    expect(await confirm("10")).toMatchObject({ ok: false, code: "QUANTITY_RESERVED" });
    await plant.does(plant.planner, cancelShift, { proposalId, reason: "Not needed" });
    expect(await confirm("10")).toMatchObject({ ok: true });
  });

  it("is free after a day without an approval", async () => {
    const proposalId = await proposed("200");
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "PROPOSED" });
    plant.clock.advance(24 * 3600 + 1);
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "CANCELLED", reasonCode: "EXPIRED" });
    expect((await start()).result).toMatchObject({ ok: true });
  });

  it("needs another approval when the ERP has made the order smaller meanwhile", async () => {
    const proposalId = await proposed("150");
    await plant.does(another(), approveShift, { proposalId });
    await plant.hear(exampleOrder(SITE, "PO-1001", { erpVersion: 2, qty: "100" }));
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "PROPOSED", reasonCode: "MORE_THAN_UNSTARTED" });
    expect(await plant.send(another(), approveShift, { proposalId })).toMatchObject({ ok: false, code: "MORE_THAN_UNSTARTED" });
  });
});

it("taking back what was sent withdraws its message while the ERP certainly has not got it", async () => {
  const proposalId = await proposed();
  await plant.does(another(), approveShift, { proposalId });
  await plant.tend();
  // Nobody listens at that address: nothing can have been posted.
  await plant.deliver();
  expect((await plant.outbox()).find((row) => row.type === "mes.shift-production.proposed.v1")).toMatchObject({ state: "RETRY_WAIT" });
  await plant.does(plant.planner, cancelShift, { proposalId, reason: "The line is back" });
  expect((await plant.outbox()).find((row) => row.type === "mes.shift-production.proposed.v1")).toMatchObject({ state: "REPLAYED", settledBy: plant.planner.accountId });
  expect(await plant.proposal(proposalId)).toMatchObject({ state: "CANCELLED" });
});

it("a replay of the log gives the same proposals", async () => {
  const first = await proposed("50");
  await plant.does(another(), approveShift, { proposalId: first });
  await plant.tend();
  await plant.does(plant.both, cancelShift, { proposalId: await proposed("20"), reason: "Not needed" });
  const replayed = await testDatabase();
  open.push(replayed);
  await copyReference(database, replayed);
  await rebuild(database.db, replayed.db);
  const [kept, rebuilt] = [await projectedState(database), await projectedState(replayed)];
  expect(kept["execution.shift_proposal"]).toHaveLength(2);
  expect(rebuilt["execution.shift_proposal"]).toEqual(kept["execution.shift_proposal"]);
});
