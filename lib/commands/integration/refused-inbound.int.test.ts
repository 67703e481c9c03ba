import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { policy } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { newId } from "@/lib/platform/ids";
import { replayInbound } from "./replay-inbound";
import { reportRefused } from "./report-refused";

let database: TestDatabase;
let plant: ChannelPlant;

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

const raised = async () => (await plant.db.select().from(exception)).map(({ class: kind, state, owner, subject }) => [kind, state, owner, subject]);
const row = async (subject: string, version: number) => {
  const found = (await plant.inboxRows()).find((one) => one.subject === subject && one.version === version);
  if (found === undefined) throw new Error(`there is no ${subject} of version ${version}`);
  return found;
};
const first = (type: string) => {
  const found = example1(SITE).find((message) => message.type === type);
  if (found === undefined) throw new Error(`the example has no ${type}`);
  return found;
};

/** An order at a version; one that nobody can plan names no routing and brings no operations. */
const order = (erpVersion: number, planned: boolean): InboundMessage =>
  exampleOrder(SITE, "PO-1001", { erpVersion, ...(planned ? {} : { routingVersion: null, bomVersion: null, components: [], operations: [] }) });
const replay = (messageId: string) =>
  execute(plant.services, systemActor("Integration A", ["message.replay"], [{ siteId: plant.siteId, code: SITE }]), replayInbound, { commandId: newId(), messageId });

describe("§2.5 MESSAGE_DEAD of what the ERP said and was refused here", () => {
  beforeEach(async () => {
    await plant.hear(...example1(SITE).filter(({ type }) => type !== "erp.order.v1"));
  });

  it("has an owner and the reason in plain words, and is ended by a later version that is taken; the log alone gives the same", async () => {
    await plant.hear(order(1, false));
    const refused = await row("PO-1001", 1);
    expect(refused.state).toBe("REFUSED");
    expect(await raised()).toEqual([["MESSAGE_DEAD", "RAISED", "IT", refused.messageId]]);
    const [{ detail, severity } = { detail: null, severity: 0 }] = await plant.db.select().from(exception);
    expect({ detail, severity }).toMatchObject({ severity: 2, detail: { messageId: refused.id, subject: refused.subject, code: refused.code, reason: refused.reason } });
    await plant.hear(order(2, true));
    expect((await row(refused.subject, 2)).state).toBe("APPLIED");
    expect(await raised()).toEqual([["MESSAGE_DEAD", "RESOLVED", "IT", refused.messageId]]);
    await expectRebuilt(database);
  });

  it("is ended by a replay, and comes back when it is refused again", async () => {
    await plant.hear(order(1, false));
    const { id, messageId, subject } = await row("PO-1001", 1);
    expect(await replay(id)).toMatchObject({ ok: true });
    expect(await raised()).toEqual([["MESSAGE_DEAD", "RESOLVED", "IT", messageId]]);
    await plant.channel.inbox.applyPending(plant.connectionId);
    expect((await row(subject, 1)).state).toBe("REFUSED");
    expect(await raised()).toEqual([["MESSAGE_DEAD", "IN_PROGRESS", "IT", messageId]]);
    await expectRebuilt(database);
  });

  it("of several versions only the last one waits for a person", async () => {
    await plant.hear(order(1, false));
    await plant.hear(order(2, false));
    const subject = "PO-1001";
    expect((await raised()).map(([, state, , of]) => [of, state]).toSorted()).toEqual(
      [
        [(await row(subject, 1)).messageId, "RESOLVED"],
        [(await row(subject, 2)).messageId, "RAISED"],
      ].toSorted(),
    );
  });

  it("is not raised for a type that the policy has switched off", async () => {
    await plant.db
      .update(policy)
      .set({ enabled: false })
      .where(and(eq(policy.siteId, plant.siteId), eq(policy.messageType, "erp.order.v1")));
    await plant.hear(order(1, true));
    expect((await row("PO-1001", 1)).code).toBe("POLICY_OFF");
    expect(await raised()).toEqual([]);
  });
});

describe("§2.5 MESSAGE_DEAD of what was refused at the door", () => {
  const item = first("erp.item.v1");
  const unreadable = () =>
    plant.channel.inbox.take({
      connectionId: plant.connectionId,
      door: "POLL",
      messages: [],
      unreadable: [{ id: item.id, type: item.type, raw: { data: { site: SITE } }, reason: "The item has no unit." }],
      at: plant.clock.now(),
    });

  it("is told within a minute and once, and ended when it comes readable under its own id", async () => {
    await unreadable();
    expect(await reportRefused(plant.services)).toBe(false);
    await reportRefused(plant.services);
    const [{ messageId } = { messageId: "" }] = await plant.inboxRows();
    expect(await raised()).toEqual([["MESSAGE_DEAD", "RAISED", "IT", messageId]]);
    await plant.hear(item);
    expect(await raised()).toEqual([["MESSAGE_DEAD", "RESOLVED", "IT", messageId]]);
    await reportRefused(plant.services);
    expect(await raised()).toHaveLength(1);
  });

  it("is not told again once somebody closed it, nor when it came readable before anybody was told", async () => {
    await unreadable();
    await reportRefused(plant.services);
    await plant.db.update(exception).set({ state: "CLOSED", closedAt: plant.clock.now() });
    await reportRefused(plant.services);
    expect((await raised()).map(([, state]) => state)).toEqual(["CLOSED"]);
    await plant.db.delete(exception);
    await plant.hear(item);
    await reportRefused(plant.services);
    expect(await raised()).toEqual([]);
  });

  it("is told at the connection's site where it names none of ours, after its day of waiting", async () => {
    await plant.hear({ ...item, data: { ...item.data, site: "ELSEWHERE" } } as InboundMessage);
    plant.clock.advance(25 * 3600);
    await plant.channel.inbox.retryParked(plant.connectionId);
    expect((await plant.inboxRows()).map(({ state }) => state)).toEqual(["REFUSED"]);
    await reportRefused(plant.services);
    expect(await raised()).toEqual([["MESSAGE_DEAD", "RAISED", "IT", item.id]]);
  });
});
