import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { exception } from "@/db/schema/exception";
import { connection, outboxMessage } from "@/db/schema/integration";
import { testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { approveMessageResolution } from "@/lib/commands/integration/approve-message-resolution";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import { resolveMessage } from "@/lib/commands/integration/resolve-message";
import { execute } from "@/lib/commands/execute";
import type { ErpAdapter } from "@/lib/erp/port";
import { channelPlant, type ChannelPlant, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import type { OutboundDraft } from "./append";

const Postings = z.array(z.object({ message: z.object({ type: z.string(), subject: z.string(), sequence: z.number(), source: z.string(), time: z.string(), data: z.unknown() }) }));
const ORDER = "PO-1001";
let erp: SandboxErp;
let plant: ChannelPlant;
let round = 0;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => erp.stop());

// The ERP outlives a test, and each test counts its lane from 1: an order of its own keeps them apart.
let order = "";
beforeEach(async () => {
  const database = await testDatabase();
  await erp.clerk("DELETE", "faults");
  plant = await channelPlant(database.db, erp);
  round += 1;
  order = `${ORDER}/${round}`;
  await erp.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, order).data });
  return () => database.close();
});

const now = () => plant.clock.now();
const dispatcher = () => plant.channel.dispatcher("worker", { random: () => 0 });
const fault = (kind: string) => erp.clerk("POST", "faults", { kind });
const postings = async () => Postings.parse(await erp.clerk("GET", "postings")).flatMap(({ message }) => (message.subject === order ? [message] : []));
const person = (name: string): Actor => ({
  ...systemActor(name, [], []),
  kind: "PERSON",
  accountId: newId(),
  sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT", "FINANCE"] }],
});
/** A channel beside the plant's own, on another adapter. */
async function channelOf(change: (adapter: ErpAdapter) => ErpAdapter) {
  const opened = await plant.adapters.adapterFor(plant.connectionId);
  return erpChannel(plant.services, { adapterFor: () => Promise.resolve(change(opened)) });
}
const issueData = () => ({
  issueId: newId(),
  order,
  operation: 10,
  item: "SEAL-02",
  lot: "S-1",
  qty: "1",
  uom: "EA",
  mode: "MANUAL_SCAN" as const,
  activity: "RUN" as const,
  workUnit: "MACH-1",
  location: null,
  substituteFor: null,
  final: false,
});

/** An issue that the ERP refused, settled by two people; its message as it was sent. */
async function settledIssue() {
  const data = issueData();
  const [id = ""] = await plant.say({ type: "mes.material.issued.v1", subject: order, orderId: null, eventId: newId(), eventTime: now(), data });
  await fault("reject");
  await dispatcher().drain();
  await settleByTwo(id);
  return { id, data };
}
/** IT proposes and Finance approves that it is settled without sending. */
async function settleByTwo(messageId: string): Promise<void> {
  for (const [actor, command] of [
    [person("IT A"), resolveMessage],
    [person("Finance A"), approveMessageResolution],
  ] as const)
    expect(await execute(plant.services, actor, command, { commandId: newId(), messageId, reason: "Keyed by hand" })).toMatchObject({ ok: true });
}
const store = (id: string, payload: unknown) => plant.db.update(outboxMessage).set({ payload }).where(eq(outboxMessage.id, id));
const alarms = () => plant.db.select({ subject: exception.subject, state: exception.state }).from(exception).orderBy(exception.subject);
const takenBack = ({ id, data }: { id: string; data: ReturnType<typeof issueData> }): OutboundDraft => ({
  type: "mes.entry.reversed.v1",
  subject: order,
  orderId: null,
  eventId: newId(),
  eventTime: now(),
  data: { reversalId: newId(), order, operation: 10, reason: "MISKEY", reversed: { id, type: "mes.material.issued.v1", data } },
});

describe("EX-19 a reversal of what was settled without sending", () => {
  it.each([
    ["one by one", false],
    ["with a tombstone whose first answer is lost", true],
  ])("is passed over where the ERP has none of it: its tombstone keeps the numbers without a gap, and the lane goes on, %s", async (_, lost) => {
    const issue = await settledIssue();
    await dispatcher().drain();
    expect((await plant.message(issue.id)).state).toBe("RESOLVED");
    if (lost) await fault("drop-answer");
    const [reversal = "", next = ""] = await plant.say(takenBack(issue), status(order, now()));
    await dispatcher().drain();
    plant.clock.advance(31);
    await dispatcher().drain();
    expect(await plant.message(reversal)).toMatchObject({ state: "RESOLVED", reasonCode: "NEVER_TAKEN", settledBy: null, document: null });
    expect((await plant.message(reversal)).reason).toMatch(/settled without sending and is not in the ERP/);
    expect((await plant.message(next)).state).toBe("ACCEPTED");
    expect(await postings()).toEqual([
      expect.objectContaining({ type: "mes.message.resolved.v1", sequence: 1 }),
      expect.objectContaining({ type: "mes.message.resolved.v1", sequence: 2, data: expect.objectContaining({ resolvedId: reversal, resolvedType: "mes.entry.reversed.v1" }) }),
      expect.objectContaining({ type: "mes.order.status.v1", sequence: 3 }),
    ]);
    expect(
      await plant.db
        .select()
        .from(exception)
        .where(eq(exception.subject, `${order} #2`)),
    ).toEqual([]);
  });

  it("is passed over without a tombstone where the ERP takes none, and where it had no place for the original", async () => {
    const data = issueData();
    const narrow = await channelOf((full) => ({ ...full, capabilities: () => ({ ...full.capabilities(), outbound: ["mes.entry.reversed.v1"] as const }) }));
    const [id = ""] = await plant.say({ type: "mes.material.issued.v1", subject: order, orderId: null, eventId: newId(), eventTime: now(), data });
    const [reversal = ""] = await plant.say(takenBack({ id, data }));
    await narrow.dispatcher("worker").drain();
    expect(await plant.message(id)).toMatchObject({ state: "RESOLVED", reasonCode: "NOT_SUPPORTED" });
    expect(await plant.message(reversal)).toMatchObject({ state: "RESOLVED", reasonCode: "NOT_SUPPORTED", attempts: 0 });
    expect((await plant.message(reversal)).reason).toMatch(/no place for what it takes back/);
    expect(await postings()).toEqual([]);
  });

  it("is booked where the ERP holds the original all the same, with the document that it has there", async () => {
    const data = issueData();
    const [id = ""] = await plant.say({ type: "mes.material.issued.v1", subject: order, orderId: null, eventId: newId(), eventTime: now(), data });
    await dispatcher().drain();
    const { document } = await plant.message(id);
    // As an older version left it, which did not ask the ERP before it settled a message.
    await plant.db.update(outboxMessage).set({ state: "RESOLVED", document: null, documentParts: null }).where(eq(outboxMessage.id, id));
    const originals: unknown[] = [];
    const watching = await channelOf((full) => ({
      ...full,
      post: (message, delivery) => {
        originals.push(delivery.original);
        return full.post(message, delivery);
      },
    }));
    const [reversal = ""] = await plant.say(takenBack({ id, data }));
    await watching.dispatcher("worker").drain();
    expect((await plant.message(reversal)).state).toBe("ACCEPTED");
    expect(originals).toEqual([expect.objectContaining({ document })]);
  });

  it("leaves a bundle and is asked for alone, with what follows behind it", async () => {
    const issue = await settledIssue();
    await dispatcher().drain();
    await plant.db.update(connection).set({ settings: { baseUrl: erp.url, timeoutSeconds: 5, bundle: 50 } });
    const ids = await plant.say(takenBack(issue), status(order, now()), status(order, now()));
    await plant.db.update(outboxMessage).set({ bundled: true }).where(eq(outboxMessage.laneKey, order));
    await plant.channel.dispatcher("worker", { random: () => 0 }).drain();
    expect(await Promise.all(ids.map(async (id) => (await plant.message(id)).state))).toEqual(["RESOLVED", "ACCEPTED", "ACCEPTED"]);
  });

  it("waits for a person where the original does not fit its contract any more, and its lane goes on once people settled it", async () => {
    const issue = await settledIssue();
    await dispatcher().drain();
    await store(issue.id, { nonsense: true });
    const [reversal = "", next = ""] = await plant.say(takenBack(issue), status(order, now()));
    await dispatcher().drain();
    expect(await plant.message(reversal)).toMatchObject({ state: "REJECTED", reasonCode: "DOES_NOT_FIT", leasedBy: null });
    expect((await plant.message(reversal)).reason).toMatch(/could not be asked.*settle this message/);
    expect((await plant.message(next)).state).toBe("NEW");
    expect(await alarms()).toContainEqual({ subject: `${order} #2`, state: "RAISED" });
    await settleByTwo(reversal);
    await dispatcher().drain();
    expect([(await plant.message(reversal)).state, (await plant.message(next)).state]).toEqual(["RESOLVED", "ACCEPTED"]);
  });
});

describe("IN-06 what does not fit its contract any more", () => {
  it.each([
    ["in its data", (payload: object) => ({ ...payload, data: { qty: 1 } })],
    ["in anything", () => ({ nonsense: true })],
  ])("is settled by people like anything else: a tombstone from the columns of its row keeps the numbers, and the lane goes on, %s", async (_, spoil) => {
    const facts = { subject: order, orderId: null, eventTime: now() };
    const [id = "", next = ""] = await plant.say({ ...facts, type: "mes.material.issued.v1", eventId: newId(), data: issueData() }, status(order, now()));
    const written = await plant.message(id);
    const payload = spoil(z.looseObject({}).parse(written.payload));
    await store(id, payload);
    await dispatcher().drain();
    expect(await plant.message(id)).toMatchObject({ state: "REJECTED", reasonCode: "DOES_NOT_FIT" });
    await settleByTwo(id);
    await dispatcher().drain();
    expect(await plant.message(id)).toMatchObject({ state: "RESOLVED", payload });
    expect((await plant.message(next)).state).toBe("ACCEPTED");
    expect(await postings()).toEqual([
      {
        type: "mes.message.resolved.v1",
        subject: order,
        sequence: 1,
        source: `mes/${SITE}`,
        time: written.eventTime.toISOString(),
        data: { resolvedId: id, resolvedType: "mes.material.issued.v1", reason: "Keyed by hand" },
      },
      expect.objectContaining({ type: "mes.order.status.v1", sequence: 2 }),
    ]);
    expect((await alarms()).map(({ state }) => state)).toEqual(["RESOLVED"]);
  });
});
