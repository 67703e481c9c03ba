import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { stateInterval } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { appendEvents } from "@/lib/eventlog/append";
import type { NewEvent } from "@/lib/eventlog/event";
import type { EquipmentDown } from "@/lib/eventlog/payloads/equipment";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { shiftProposals } from "@/lib/queries/planner/shift-proposals";
import { approveShift } from "./approve-shift";
import { cancelShift } from "./cancel-shift";
import { proposeShift, proposeShiftAgain } from "./propose-shift";
import { SITE_B, shiftPlant, type ShiftPlant } from "./testing/shift-plant";

const HOUR = 3_600_000;
const open: TestDatabase[] = [];
let database: TestDatabase;
let plant: ShiftPlant;
let orderId: string;

beforeEach(async () => {
  database = await testDatabase();
  open.push(database);
  plant = await shiftPlant(database.db, NOWHERE);
  orderId = (await plant.order()).id;
});
afterAll(() => Promise.all(open.map((one) => one.close())));

const another = () => plant.someone("Planner AB 2", ["PLANNER"], [SITE, SITE_B]);
const proposed = async () =>
  (await plant.does(plant.both, proposeShift, { orderId, targetWorkCentreId: await plant.equipmentId(plant.siteB, "MACH"), quantity: "200" })).proposalId;
const told = async () => (await plant.outbox()).filter((row) => row.type === "mes.shift-production.proposed.v1");
const screen = async () => (await shiftProposals({ db: plant.db, now: plant.clock.now() }, another(), { orderId }))[0];

async function say(event: NewEvent): Promise<void> {
  const at = plant.clock.now();
  const context = { siteId: plant.siteId, commandId: newId(), accountId: null, personId: null, deviceId: null, actor: "telemetry", eventTime: at, recordTime: at };
  await plant.db.transaction((tx) => appendEvents(tx, context, [event]));
}

/** A line of the first site stops now, and maintenance expects it back in eight hours. Answers what ends the stop. */
async function stops(line: string, unit: string): Promise<() => Promise<void>> {
  const [workUnitId, workCentreId] = [await plant.equipmentId(plant.siteId, unit), await plant.equipmentId(plant.siteId, line)];
  const from = plant.clock.now();
  const stop: EquipmentDown = { stopId: newId(), exceptionId: newId(), workUnitId, workCentreId, reasonCode: null, from: from.toISOString() };
  const interval = { siteId: plant.siteId, workUnitId, reasonCode: null, source: "PLC" as const };
  await plant.db.insert(stateInterval).values({ ...interval, id: stop.stopId, state: "DOWN", rawState: "DOWN", fromAt: from });
  await say({ id: newId(), type: "equipment.down", aggregate: "equipment", aggregateId: workUnitId, orderId: null, payload: stop });
  const estimatedRestore = new Date(from.getTime() + 8 * HOUR).toISOString();
  await plant.does(plant.planner, acknowledgeException, { exceptionId: stop.exceptionId, estimatedRestore });
  return async () => {
    await plant.db.update(stateInterval).set({ toAt: plant.clock.now() });
    await say({
      id: newId(),
      type: "equipment.restored",
      aggregate: "equipment",
      aggregateId: workUnitId,
      orderId: null,
      payload: { ...stop, to: plant.clock.now().toISOString() },
    });
  };
}

describe("S14 a line is back earlier than a proposal reckons with", () => {
  it("marks what was proposed, refreshes its projection, and lets it be approved only after it was proposed again", async () => {
    const restore = await stops("MACH", "MACH-1");
    const proposalId = await proposed();
    const before = await plant.proposal(proposalId);
    expect(before.projection).toMatchObject({ stops: [{ line: "MACH", restoreAt: expect.any(String) }] });
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ staleSince: null });
    plant.clock.advance(3600);
    const restoredAt = plant.clock.now();
    await restore();
    await plant.tend();
    const stale = await plant.proposal(proposalId);
    expect(stale).toMatchObject({ state: "PROPOSED", revision: 1, staleLine: "MACH", staleSince: expect.any(Date), projection: { stops: [] } });
    expect(stale.staleSince?.getTime()).toBeGreaterThanOrEqual(restoredAt.getTime());
    expect(stale.staleExpectedAt?.getTime()).toBeGreaterThan(restoredAt.getTime());
    expect(stale.projection).not.toEqual(before.projection);
    expect(await screen()).toMatchObject({ staleLine: "MACH", mayApprove: false, mayProposeAgain: true, mayCancel: true });
    expect(await plant.send(another(), approveShift, { proposalId })).toMatchObject({ ok: false, code: "PROPOSAL_STALE", params: { line: "MACH" } });
    // It is marked once, and keeps what it reserves.
    expect(await plant.tend()).toBe(0);
    expect(await plant.send(plant.both, proposeShift, { orderId, targetWorkCentreId: before.targetWorkCentreId, quantity: "1" })).toMatchObject({ code: "MORE_THAN_UNSTARTED" });

    await plant.does(plant.both, proposeShiftAgain, { proposalId });
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "PROPOSED", revision: 2, staleLine: null, staleSince: null, staleExpectedAt: null });
    expect(await screen()).toMatchObject({ staleLine: null, mayApprove: true, mayProposeAgain: false });
    await plant.does(another(), approveShift, { proposalId });
    await plant.tend();
    expect(await told()).toMatchObject([{ payload: { data: { revision: 2 } } }]);
    await expectRebuilt(database);
  });

  it("takes the approval back of what was not sent yet, and tells the ERP nothing", async () => {
    const restore = await stops("MACH", "MACH-1");
    const proposalId = await proposed();
    await plant.does(another(), approveShift, { proposalId });
    await restore();
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "PROPOSED", staleLine: "MACH", approvedBy: null, approvedAt: null });
    expect(await told()).toEqual([]);
    await plant.does(plant.planner, cancelShift, { proposalId, reason: "The line is back" });
    await plant.tend();
    expect([(await plant.proposal(proposalId)).state, await told()]).toEqual(["CANCELLED", []]);
    await expectRebuilt(database);
  });

  it("refuses an approval before anybody has marked it", async () => {
    const restore = await stops("MACH", "MACH-1");
    const proposalId = await proposed();
    await restore();
    expect(await plant.send(another(), approveShift, { proposalId })).toMatchObject({ ok: false, code: "PROPOSAL_STALE", params: { line: "MACH" } });
  });

  it.each([
    ["is back later than it was expected then", "MACH", "MACH-1", 9 * 3600],
    ["has nothing to do with the order or its target", "MACH2", "MACH-9", 3600],
  ])("marks nothing for a line that %s", async (_, line, unit, seconds) => {
    const restore = await stops(line, unit);
    const proposalId = await proposed();
    plant.clock.advance(seconds);
    await restore();
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "PROPOSED", staleSince: null });
    expect(await plant.send(another(), approveShift, { proposalId })).toMatchObject({ ok: true });
  });

  it("leaves alone what the ERP has been told, and what was proposed once the line ran again", async () => {
    const restore = await stops("MACH", "MACH-1");
    const proposalId = await proposed();
    await plant.does(another(), approveShift, { proposalId });
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "SENT" });
    await restore();
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "SENT", staleSince: null });
    await plant.does(plant.planner, cancelShift, { proposalId, reason: "The line is back" });
    const next = await proposed();
    await plant.tend();
    expect(await plant.proposal(next)).toMatchObject({ state: "PROPOSED", staleSince: null });
  });
});
