import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { connection, inboxMessage, policy } from "@/db/schema/integration";
import { item } from "@/db/schema/reference";
import { connect } from "@/db/client";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { applyMessage } from "@/lib/commands/integration/apply-message";
import { replayInbound } from "@/lib/commands/integration/replay-inbound";
import { execute } from "@/lib/commands/execute";
import { refusalSentence } from "@/lib/format/refusal-text";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { createInbox } from "./inbox";
import { MOST_FAULTS } from "./settle-inbox";

let database: TestDatabase;
let plant: ChannelPlant;

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

/** What the database refuses from now on breaks the command that applies an item, on our side and not by its own word. */
async function breakItems(broken: boolean): Promise<void> {
  const owner = connect(database.url, { role: null, max: 1 });
  await owner.sql.unsafe(broken ? "alter table reference.item add constraint broken_ck check (false) not valid" : "alter table reference.item drop constraint broken_ck");
  await owner.close();
}
const it_ = () => systemActor("Integration A", ["message.replay"], [{ siteId: plant.siteId, code: SITE }]);
const anItem = () => {
  const found = example1(SITE).find((message) => message.type === "erp.item.v1");
  if (found === undefined) throw new Error("the example has no item");
  return found;
};
const failed = async () => {
  const [row] = await plant.inboxRows();
  if (row === undefined) throw new Error("nothing has come");
  return row;
};
const raised = () => plant.db.select().from(exception).where(eq(exception.class, "MESSAGE_DEAD"));

describe("a message that breaks on our side whenever it is applied", () => {
  it("is tried five times, then IT is told once, and it is left alone until somebody replays it", async () => {
    await breakItems(true);
    await plant.hear(anItem());
    expect(await failed()).toMatchObject({ state: "FAILED", faults: 1, code: "FAULT" });
    for (let tries = 2; tries < MOST_FAULTS; tries += 1) await plant.channel.inbox.retryParked(plant.connectionId);
    expect(await raised()).toEqual([]);
    expect(await plant.channel.inbox.retryParked(plant.connectionId)).toBe(1);
    expect(await failed()).toMatchObject({ state: "FAILED", faults: MOST_FAULTS, code: "FAULT_LASTS", reason: "Applying it failed on our side 5 times. It waits for a person." });
    expect(await raised()).toMatchObject([{ state: "RAISED", owner: "IT", severity: 2, subject: (await failed()).messageId, detail: { messageId: (await failed()).id } }]);
    expect(await plant.channel.inbox.retryParked(plant.connectionId)).toBe(0);

    await breakItems(false);
    await plant.db.update(connection).set({ lastPolledAt: plant.clock.now() });
    expect(await execute(plant.services, it_(), replayInbound, { commandId: newId(), messageId: (await failed()).id })).toMatchObject({ ok: true, data: { state: "RECEIVED" } });
    expect((await raised()).map(({ state }) => state)).toEqual(["RESOLVED"]);
    expect((await plant.db.select().from(connection))[0]?.lastPolledAt).toBeNull();
    expect(await plant.channel.inbox.applyPending(plant.connectionId)).toBe(1);
    expect(await failed()).toMatchObject({ state: "APPLIED", faults: 0, code: null });
    expect(await plant.db.select().from(item)).toHaveLength(1);
  });

  it("SEC-02 is replayed by nobody who may not, of another site, or once it is settled", async () => {
    await breakItems(true);
    await plant.hear(anItem());
    const messageId = (await failed()).id;
    const replay = (actor: ReturnType<typeof it_>) => execute(plant.services, actor, replayInbound, { commandId: newId(), messageId });
    expect(await replay({ ...it_(), permissions: [] })).toMatchObject({ code: "FORBIDDEN" });
    expect(await replay({ ...it_(), sites: [] })).toMatchObject({ code: "NOT_FOUND" });
    await breakItems(false);
    await plant.channel.inbox.retryParked(plant.connectionId);
    expect(await replay(it_())).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
  });
});

it("keeps the beginning of why something could not be read, however long it is", async () => {
  const reason = Array.from({ length: 160_000 }, (_, index) => `w${index.toString(36)}x`).join(" ");
  await plant.channel.inbox.store({
    connectionId: plant.connectionId,
    door: "POLL",
    messages: [],
    unreadable: [{ id: "R-1", type: null, raw: {}, reason }],
    at: plant.clock.now(),
  });
  expect(await failed()).toMatchObject({ state: "REFUSED", code: "SCHEMA", reason: `${reason.slice(0, 3_999)}…` });
});

describe("IN-06 a message of the ERP that was refused here", () => {
  const it1 = () => ({ ...it_(), kind: "PERSON" as const, accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT" as const] }] });
  const replay = (messageId: string, actor = it_()) => execute(plant.services, actor, replayInbound, { commandId: newId(), messageId });
  const outcomes = async () => (await plant.outbox()).map(({ payload }) => (payload as { data: { outcome: string } }).data.outcome);
  const versioned = (erpVersion: number) => inboundMessage("erp.item.v1", { ...anItem().data, erpVersion } as never, "erp/test", "2026-03-02T00:00:00Z");
  async function switchItems(enabled: boolean): Promise<void> {
    await plant.db
      .update(policy)
      .set({ enabled })
      .where(and(eq(policy.siteId, plant.siteId), eq(policy.messageType, "erp.item.v1")));
  }

  it("is applied under its own id once the policy takes its type again", async () => {
    await switchItems(false);
    await plant.hear(anItem());
    const refused = await failed();
    expect(refused).toMatchObject({ state: "REFUSED", code: "POLICY_OFF" });
    await switchItems(true);
    await plant.hear(anItem());
    expect((await plant.inboxRows()).map(({ state }) => state)).toEqual(["REFUSED"]);
    expect(await replay(refused.id, it1())).toMatchObject({ ok: true, data: { state: "RECEIVED" } });
    expect(await failed()).toMatchObject({ state: "RECEIVED", code: null, reason: null, settledAt: null });
    await plant.channel.inbox.applyPending(plant.connectionId);
    expect(await failed()).toMatchObject({ id: refused.id, messageId: refused.messageId, state: "APPLIED" });
    expect(await plant.db.select().from(item)).toHaveLength(1);
  });

  it("waits a day anew for what it refers to, and the ERP hears of each outcome", async () => {
    await plant.hear(exampleOrder(SITE, "PO-1001"));
    const refuse = async () => {
      plant.clock.advance(25 * 3600);
      await plant.channel.inbox.retryParked(plant.connectionId);
    };
    await refuse();
    const { id } = await failed();
    for (const round of [1, 2]) {
      expect(await replay(id), `replay ${round}`).toMatchObject({ ok: true });
      await plant.channel.inbox.applyPending(plant.connectionId);
      expect(await failed()).toMatchObject({ state: "PARKED", faults: 0 });
      if (round === 1) await refuse();
    }
    await plant.hear(...example1(SITE).filter(({ type }) => type !== "erp.order.v1"));
    expect((await plant.inboxRows()).find((row) => row.id === id)).toMatchObject({ state: "APPLIED" });
    expect(await outcomes()).toEqual(["PARKED", "REJECTED", "PARKED", "REJECTED", "PARKED", "APPLIED"]);
  });

  it("IN-07 is not applied again once a later version of the same thing has come, and the words say so", async () => {
    await switchItems(false);
    await plant.hear(versioned(1));
    await switchItems(true);
    await plant.hear(versioned(2));
    const rows = await plant.inboxRows();
    expect(rows.map(({ version, state }) => [version, state])).toEqual([
      [1, "REFUSED"],
      [2, "APPLIED"],
    ]);
    const answer = await replay(rows[0]?.id ?? "");
    expect(answer).toMatchObject({ ok: false, code: "NEWER_VERSION_CAME", params: { stored: 2, asked: 1 } });
    if (answer.ok) throw new Error("it was applied again");
    expect(refusalSentence(answer, { timeZone: "UTC" })).toContain("Version 2 of the same thing came after this version 1.");
    expect((await failed()).state).toBe("REFUSED");
  });

  it("stays refused where a second look changes nothing, and for who may not", async () => {
    await plant.hear(versioned(1));
    await plant.hear({ ...versioned(1), data: { ...versioned(1).data, text: "Another text" } } as never);
    const [conflict] = await plant.db.select().from(inboxMessage).where(eq(inboxMessage.code, "DIGEST_DIFFERS"));
    expect(await replay(conflict?.id ?? "")).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
    await switchItems(false);
    await plant.hear(versioned(2));
    const off = (await plant.inboxRows()).at(-1)?.id ?? "";
    expect(await replay(off, { ...it_(), permissions: [] })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await replay(off, { ...it_(), sites: [] })).toMatchObject({ ok: false, code: "NOT_FOUND" });
  });
});

describe("a backlog of more than one part", () => {
  const inParts = () =>
    createInbox({
      db: plant.db,
      clock: plant.clock,
      part: 3,
      async apply(inboxId, siteId) {
        const result = await execute(plant.services, systemActor("ERP channel", ["erp.apply"], [{ siteId, code: SITE }]), applyMessage, { commandId: newId(), inboxId });
        if (!result.ok) throw new Error(result.code);
        return result.data;
      },
    });
  const numbered = (n: number) => ({ ...anItem(), id: `item-${n}`, subject: `I-${n}`, data: { ...anItem().data, item: `I-${n}` } }) as ReturnType<typeof anItem>;
  const base = () => ({ connectionId: plant.connectionId, door: "POLL" as const, unreadable: [], at: plant.clock.now() });
  const stateOf = async (messageId: string) => (await plant.db.select({ state: inboxMessage.state }).from(inboxMessage).where(eq(inboxMessage.messageId, messageId)))[0]?.state;

  it("is applied whole by who polls; a door that is waited at applies its own messages alone", async () => {
    const inbox = inParts();
    await inbox.store({ ...base(), messages: Array.from({ length: 7 }, (_, n) => numbered(n)) });
    await inbox.take({ ...base(), door: "WEBHOOK", messages: [numbered(99)] });
    expect([await stateOf("item-99"), await stateOf("item-3")]).toEqual(["APPLIED", "RECEIVED"]);
    expect(await inbox.applyPending(plant.connectionId)).toBe(7);
    expect(new Set((await plant.inboxRows()).map((row) => row.state))).toEqual(new Set(["APPLIED"]));
  });

  it("is tried again whole, once each, although what stays parked stays at the front", async () => {
    const inbox = inParts();
    await inbox.take({ ...base(), messages: Array.from({ length: 7 }, (_, n) => exampleOrder(SITE, `PO-${n}`)) });
    expect(new Set((await plant.inboxRows()).map((row) => row.state))).toEqual(new Set(["PARKED"]));
    expect(await inbox.retryParked(plant.connectionId)).toBe(7);
  });
});
