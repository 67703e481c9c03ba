import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { command } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { messageAttempt } from "@/db/schema/integration";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { SITE } from "@/lib/integration/testing/channel-plant";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { approveShift } from "./approve-shift";
import { cancelShift } from "./cancel-shift";
import { proposeShift, proposeShiftAgain } from "./propose-shift";
import { SITE_B, shiftMessages, shiftPlant, type ShiftPlant } from "./testing/shift-plant";

const TYPE = "mes.shift-production.proposed.v1";
const InErp = z.object({ order: z.object({ qty: z.string(), status: z.string(), site: z.string(), erpVersion: z.number() }) });

const open: TestDatabase[] = [];
let erp: SandboxErp;
let plant: ShiftPlant;

beforeEach(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of shiftMessages()) await erp.clerk("POST", "objects", { type, data });
  const database = await testDatabase();
  open.push(database);
  plant = await shiftPlant(database.db, erp, false);
  // What became of the orders is told first, so that a fault meets the move.
  await plant.deliver();
  return () => erp.stop();
  // Both sites' messages: a busy machine takes its time.
}, 180_000);
afterAll(() => Promise.all(open.map((one) => one.close())));

const approver = () => plant.someone("Planner AB 2", ["PLANNER"], [SITE, SITE_B]);
const message = async () => (await plant.outbox()).find((row) => row.type === TYPE);

/** Proposes and approves a move of PO-1001 and hands it to the outbox. */
async function sent(quantity: string, siteId = plant.siteB, line = "MACH"): Promise<string> {
  const { id: orderId } = await plant.order();
  const { proposalId } = await plant.does(plant.both, proposeShift, { orderId, targetWorkCentreId: await plant.equipmentId(siteId, line), quantity });
  await plant.does(approver(), approveShift, { proposalId });
  await plant.tend();
  return proposalId;
}

describe("S13 a move that the ERP carries out, over the real channel and the sandbox ERP", () => {
  it("two orders, sum unchanged, and the proposal is done when both have come", async () => {
    const proposalId = await sent("80");
    await plant.deliver();
    const accepted = await plant.proposal(proposalId);
    expect(accepted).toMatchObject({ state: "ERP_ACCEPTED", newOrder: expect.stringMatching(/^4712-/), document: expect.stringMatching(/^P-/) });
    await plant.poll();
    const [original, made] = [await plant.order(), await plant.order(accepted.newOrder ?? "")];
    expect([original.quantity.toFixed(), made.quantity.toFixed(), made.siteId, made.state]).toEqual(["120", "80", plant.siteB, "RELEASED"]);
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "EXECUTED", originalArrivedAt: expect.any(Date), targetArrivedAt: expect.any(Date) });
    expect(await message()).toMatchObject({ state: "ACCEPTED" });
    // What the original still has is free; nothing of it is kept any more.
    expect(await plant.send(plant.both, proposeShift, { orderId: original.id, targetWorkCentreId: await plant.equipmentId(plant.siteB, "MACH"), quantity: "120" })).toMatchObject({
      ok: true,
    });
  });

  it("at the same site the new order is planned on the line that takes over", async () => {
    const proposalId = await sent("50", plant.siteId, "MACH2");
    await plant.deliver();
    await plant.poll();
    const { newOrder, state } = await plant.proposal(proposalId);
    expect(state).toBe("EXECUTED");
    const [first, second] = await plant.operations(newOrder ?? "");
    expect([first?.workCentreId, second?.workCentreId]).toEqual([await plant.equipmentId(plant.siteId, "MACH2"), await plant.equipmentId(plant.siteId, "ASSY")]);
    expect((await plant.order()).quantity.toFixed()).toBe("150");
  });

  it("an order that is moved whole is withdrawn", async () => {
    const proposalId = await sent("200");
    await plant.deliver();
    await plant.poll();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "EXECUTED" });
    expect(await plant.order()).toMatchObject({ state: "CANCELLED" });
  });

  it("is asked for once although the answer was lost, and both orders may come before it", async () => {
    await erp.clerk("POST", "faults", { kind: "drop-answer" });
    const proposalId = await sent("80");
    await plant.deliver();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "SENT" });
    await plant.poll();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "SENT", originalArrivedAt: expect.any(Date) });
    expect(await plant.send(plant.planner, cancelShift, { proposalId, reason: "Too late" })).toMatchObject({ ok: false, code: "PROPOSAL_ON_ITS_WAY" });
    for (let turn = 0; turn < 10 && (await message())?.state !== "ACCEPTED"; turn += 1) {
      plant.clock.advance(60);
      await plant.deliver();
    }
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "EXECUTED" });
    expect((await plant.order()).quantity.toFixed()).toBe("120");
  });

  it("what a worker did not hear is taken in by the next round", async () => {
    const proposalId = await sent("80");
    // The worker dies between the ERP's answer and what follows from it.
    const dispatcher = plant.channel.dispatcher("mortal", { random: () => 0, leaseSeconds: 600 });
    plant.services.tellLive = () => {
      throw new Error("the worker dies here");
    };
    await dispatcher.drain();
    plant.services.tellLive = () => undefined;
    expect([(await message())?.state, (await plant.proposal(proposalId)).state]).toEqual(["ACCEPTED", "SENT"]);
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "ERP_ACCEPTED" });
    // What only waits costs no command, however often it is looked at.
    const commands = await plant.db.$count(command);
    expect([await plant.tend(), await plant.db.$count(command)]).toEqual([0, commands]);
    await plant.poll();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "EXECUTED" });
  });
});

describe("S13 a move that the ERP refuses", () => {
  it("frees the quantity with the ERP's reason, troubles nobody, and may be proposed again", async () => {
    await erp.clerk("POST", "faults", { kind: "reject", code: "PERIOD_CLOSED", detail: "Orders of this month are not changed any more." });
    const proposalId = await sent("200");
    await plant.deliver();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "ERP_REJECTED", reasonCode: "PERIOD_CLOSED", reason: "Orders of this month are not changed any more." });
    expect(await plant.db.select().from(exception).where(eq(exception.class, "MESSAGE_DEAD"))).toEqual([]);
    const [first] = await plant.operations();
    const start = { operationId: first?.id ?? "", workUnitId: await plant.equipmentId(plant.siteId, "MACH-1") };
    await plant.does(plant.both, proposeShiftAgain, { proposalId });
    expect(await plant.send(plant.operator, startOperation, start)).toMatchObject({ ok: false, params: { guards: ["QUANTITY_RESERVED"] } });
    await plant.does(approver(), approveShift, { proposalId });
    await plant.tend();
    // The refused message is settled by a note in its place, so the second revision follows it without a gap.
    for (let turn = 0; turn < 10 && (await plant.proposal(proposalId)).state === "SENT"; turn += 1) {
      await plant.deliver();
      plant.clock.advance(1);
    }
    await plant.poll();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "EXECUTED", revision: 2 });
    expect((await plant.outbox()).filter((row) => row.type === TYPE).map((row) => [row.sequence, row.state])).toEqual([
      [1, "RESOLVED"],
      [2, "ACCEPTED"],
    ]);
  });

  it("stays there for a day after the answer, however long that took, so that its reason is read", async () => {
    await erp.clerk("POST", "faults", { kind: "reject", code: "PERIOD_CLOSED" });
    const proposalId = await sent("80");
    plant.clock.advance(25 * 3600);
    expect(await plant.tend()).toBe(0);
    await plant.deliver();
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "ERP_REJECTED", reasonCode: "PERIOD_CLOSED" });
    plant.clock.advance(24 * 3600);
    await plant.tend();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "CANCELLED", reasonCode: "EXPIRED" });
  });

  it("an order that a clerk has changed meanwhile is not moved, and both orders stay as they are", async () => {
    const proposalId = await sent("80");
    await erp.clerk("PATCH", "orders/PO-1001", { qty: "190" });
    await plant.deliver();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "ERP_REJECTED", reasonCode: "ORDER_CHANGED" });
    expect(InErp.parse(await erp.clerk("GET", "orders/PO-1001")).order).toMatchObject({ qty: "190", erpVersion: 2 });
  });

  it("an order that is closed in the ERP is not moved", async () => {
    const proposalId = await sent("80");
    await erp.clerk("POST", "orders/PO-1001/close");
    await plant.deliver();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "ERP_REJECTED", reasonCode: "ORDER_NOT_RELEASED" });
  });

  it("an order that a clerk has open is asked for again, and moved then", async () => {
    await erp.clerk("POST", "faults", { kind: "locked" });
    const proposalId = await sent("80");
    await plant.deliver();
    expect(await plant.proposal(proposalId)).toMatchObject({ state: "ERP_ACCEPTED" });
    const attempts = await plant.db
      .select({ outcome: messageAttempt.outcome })
      .from(messageAttempt)
      .where(eq(messageAttempt.messageId, (await message())?.id ?? ""))
      .orderBy(messageAttempt.id);
    expect([attempts[0]?.outcome, attempts.at(-1)?.outcome]).toEqual(["retry", "accepted"]);
  });
});
