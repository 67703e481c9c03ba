import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, inArray } from "drizzle-orm";
import { MESSAGE_TYPES } from "@/lib/format/message-types";
import { takesTwoPeople } from "@/app/(admin)/messages/_components/two-people";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { connection, connectionSite, inboxMessage, messageAttempt, outboxMessage } from "@/db/schema/integration";
import { quarantine } from "@/db/schema/telemetry";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { authOn, handClock, makeAccount, makeSite } from "@/lib/auth/testing/plant";
import { pauseConnection } from "@/lib/commands/integration/pause-connection";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { replayQuarantined } from "@/lib/commands/telemetry/replay-quarantined";
import { DEFAULT_POLICIES } from "@/db/seed/site-defaults";
import { seedPolicies } from "@/db/seed/seed-site";
import { needsSecondPerson } from "@/lib/integration/outbox/repair";
import { newId } from "@/lib/platform/ids";
import type { Reader } from "@/lib/queries/reader";
import { channelScope } from "./channel-scope";
import { masterDataFreshness } from "./freshness";
import { heldMessages } from "./held-messages";
import { visibilityLag } from "./lag";
import { channelLanes } from "./lanes";
import { machineKeys } from "./machine-keys";
import { headOfLane, messageDetail } from "./message-detail";
import { type MessageFilter } from "./message-filter";
import { messageList } from "./message-list";
import { quarantined } from "./quarantine";
import { syncProgress } from "./sync-progress";
import { conversation } from "./thread";
import { EVERY_MESSAGE } from "./testing/every-message";

const NOW = new Date("2026-03-31T12:00:00Z");

let database: TestDatabase;
let reader: Reader;
let [siteA, siteB, connectionId] = ["", "", ""];
let here: Actor;
let both: Actor;

const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const actorAt = (sites: readonly { siteId: string; code: string }[], roles: readonly Role[], accountId: string | null = null): Actor => ({
  kind: "PERSON",
  name: "Integration A",
  accountId,
  personId: null,
  sessionId: null,
  deviceId: null,
  machineKeyId: null,
  sites: sites.map((site) => ({ ...site, roles })),
  permissions: [],
});

async function say(laneKey: string, sequence: number, values: Partial<typeof outboxMessage.$inferInsert> = {}, siteId = siteA): Promise<string> {
  const id = newId();
  await database.db.insert(outboxMessage).values({
    id,
    siteId,
    connectionId,
    laneKey,
    sequence,
    priority: 1,
    type: "mes.production.confirmed.v1",
    subject: laneKey,
    eventId: newId(),
    nextAt: ago(60),
    eventTime: ago(300),
    recordTime: ago(290),
    state: "NEW",
    payload: {
      id,
      type: "mes.production.confirmed.v1",
      subject: laneKey,
      data: { order: laneKey, operation: 20, quantity: { good: "40", scrap: "1", rework: "0", uom: "EA" }, time: [] },
    },
    ...values,
  });
  return id;
}

async function hear(subject: string, values: Partial<typeof inboxMessage.$inferInsert> = {}): Promise<string> {
  const id = newId();
  await database.db.insert(inboxMessage).values({
    id,
    siteId: siteA,
    connectionId,
    messageId: `${subject}/${id}`,
    type: "erp.order.v1",
    subject,
    version: 1,
    payload: { data: { order: subject, erpVersion: 1 } },
    digest: id,
    door: "WEBHOOK",
    state: "APPLIED",
    receivedAt: ago(400),
    settledAt: ago(398),
    eventTime: ago(402),
    ...values,
  });
  return id;
}

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  reader = { db, now: NOW };
  siteA = (await makeSite(db, "SITE-A")).siteId;
  siteB = (await makeSite(db, "SITE-B")).siteId;
  connectionId = newId();
  await db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP A", adapter: "rest", settings: {} });
  for (const siteId of [siteA, siteB]) {
    await db.insert(connectionSite).values({ connectionId, siteId, erpCode: siteId });
    await db.transaction((tx) => seedPolicies(tx, siteId, connectionId));
  }
  const accountId = await makeAccount(db, { siteId: siteA, roles: ["IT"], email: "it@plant.example" });
  here = actorAt([{ siteId: siteA, code: "SITE-A" }], ["IT"], accountId);
  both = actorAt(
    [
      { siteId: siteA, code: "SITE-A" },
      { siteId: siteB, code: "SITE-B" },
    ],
    ["IT"],
    accountId,
  );
});
afterAll(() => database.close());

describe("the channel as IT sees it", () => {
  let stuckId: string;

  beforeAll(async () => {
    await hear("PO-1", { receivedAt: ago(3000), settledAt: ago(2998), eventTime: ago(3001) });
    await say("PO-1", 1, { state: "ACCEPTED", acceptedAt: ago(280), document: "C-1" });
    stuckId = await say("PO-1", 2, { state: "REJECTED", reason: "The period is closed.", reasonCode: "PERIOD_CLOSED" });
    for (const sequence of [3, 4, 5]) await say("PO-1", sequence);
    await say("PO-2", 1, { state: "RETRY_WAIT", attempts: 1, nextAt: ago(-9), recordTime: ago(10), eventTime: ago(11) });
    await say("PO-3", 1, { state: "ACCEPTED", acceptedAt: ago(100), recordTime: ago(102), eventTime: ago(104), document: "C-2" });
    await say("PO-9", 1, { state: "DEAD" }, siteB);
    await hear("PO-4", { state: "PARKED", missing: ["item:SITE-A/RM-NEW"], settledAt: null, parkedUntil: ago(-3600) });
    await hear("NOBODY", { siteId: null, state: "PARKED", missing: ["site:NOWHERE"], settledAt: null, parkedUntil: ago(-3600) });
    await database.db.insert(messageAttempt).values({
      id: newId(),
      siteId: siteA,
      messageId: stuckId,
      attempt: 1,
      action: "POST",
      outcome: "rejected",
      reason: "The period is closed.",
      answer: { kind: "rejected", raw: "422" },
      startedAt: ago(289),
      endedAt: ago(288),
      worker: "w",
    });
  });

  it("lanes: depth, age and head, what is held up first; quiet ones after", async () => {
    const lanes = await channelLanes(reader, await channelScope(reader, here));
    expect(lanes.lanes.map(({ laneKey, depth, state, headSequence, late }) => [laneKey, depth, state, headSequence, late])).toEqual([
      ["PO-1", 4, "REJECTED", 2, true],
      ["PO-2", 1, "RETRY_WAIT", 1, false],
    ]);
    expect(lanes.total).toEqual({ lanes: 2, messages: 5, stuck: 1, late: 0 });
    expect(lanes.quiet.map((lane) => lane.laneKey)).toEqual(["PO-3"]);
    expect(lanes.inbound.map(({ state, depth }) => [state, depth])).toEqual([["PARKED", 1]]);
  });

  it("SEC-02 shows another site to nobody, and what has no site to those who see all", async () => {
    const [mine, all] = [await channelScope(reader, here), await channelScope(reader, both)];
    expect((await channelLanes(reader, all)).total).toMatchObject({ lanes: 3, stuck: 2 });
    expect((await messageList(reader, mine, EVERY_MESSAGE)).rows.map((row) => row.subject)).not.toContain("PO-9");
    expect((await messageList(reader, mine, EVERY_MESSAGE)).rows.map((row) => row.subject)).not.toContain("NOBODY");
    expect((await messageList(reader, all, EVERY_MESSAGE)).rows.map((row) => row.subject)).toEqual(expect.arrayContaining(["PO-9", "NOBODY"]));
    expect(await messageDetail(reader, await channelScope(reader, actorAt([{ siteId: siteB, code: "SITE-B" }], ["IT"])), stuckId)).toBeNull();
    expect((await channelScope(reader, actorAt([{ siteId: siteA, code: "SITE-A" }], ["OPERATOR"]))).connections).toEqual([]);
  });

  it("lists by direction, state, kind, order, search, and reads on without a gap", async () => {
    const scope = await channelScope(reader, here);
    const subjects = async (filter: Partial<MessageFilter>) =>
      (await messageList(reader, scope, { ...EVERY_MESSAGE, ...filter })).rows.map((row) => `${row.direction} ${row.subject} ${row.state}`);
    expect(await subjects({ state: "held" })).toEqual(expect.arrayContaining(["OUT PO-1 REJECTED", "IN PO-4 PARKED"]));
    expect(await subjects({ direction: "IN", state: "done" })).toEqual(["IN PO-1 APPLIED"]);
    expect(await subjects({ order: "PO-2" })).toEqual(["OUT PO-2 RETRY_WAIT"]);
    expect(await subjects({ search: "C-2" })).toEqual(["OUT PO-3 ACCEPTED"]);
    expect(await subjects({ search: stuckId })).toEqual(["OUT PO-1 REJECTED"]);
    expect(await subjects({ type: "erp.lot.v1" })).toEqual([]);
    const whole = (await messageList(reader, scope, EVERY_MESSAGE)).rows.map((row) => row.id);
    const paged: string[] = [];
    for (let before: MessageFilter["before"] = null; ;) {
      const page = await messageList(reader, scope, { ...EVERY_MESSAGE, before }, 2);
      paged.push(...page.rows.map((row) => row.id));
      if (page.next === null) break;
      before = page.next;
    }
    expect(paged).toEqual(whole);
  });

  it("tells a message with its tries, who waits behind it, and the conversation around it in order of time", async () => {
    const scope = await channelScope(reader, here);
    expect(await headOfLane(reader, scope, connectionId, "PO-1")).toMatchObject({ id: stuckId, sequence: 2 });
    expect(await messageDetail(reader, scope, stuckId)).toMatchObject({
      behind: 3,
      waitsFor: null,
      targetSeconds: 60,
      attempts: [{ outcome: "rejected" }],
      payload: { subject: "PO-1" },
    });
    const topic = { connectionId, laneKey: "PO-1", orderId: null };
    const talk = await conversation(reader, scope, topic, { at: ago(290).toISOString(), sequence: 2 });
    expect(talk?.messages.map((row) => (row.direction === "IN" ? "erp" : row.sequence))).toEqual(["erp", 1, 2, 3, 4, 5]);
    expect(await conversation(reader, scope, { ...topic, connectionId: newId() }, null)).toBeNull();
  });

  it("shows a part of a long conversation around the message in focus, with how much stands before and what is open after it", async () => {
    const scope = await channelScope(reader, here);
    for (let n = 1; n <= 90; n++) {
      const at = { recordTime: ago(5_000 - n), eventTime: ago(5_000 - n) };
      await say("LONG", n, n === 88 ? at : { ...at, state: "ACCEPTED", acceptedAt: ago(4_000 - n) });
    }
    const part = async (focus: number | null) => {
      const talk = await conversation(
        reader,
        scope,
        { connectionId, laneKey: "LONG", orderId: null },
        focus === null ? null : { at: ago(5_000 - focus).toISOString(), sequence: focus },
      );
      const numbers = talk?.messages.map((row) => (row.direction === "OUT" ? row.sequence : 0)) ?? [];
      return { from: numbers[0], to: numbers.at(-1), shown: numbers.length, earlier: talk?.earlier, later: talk?.later };
    };
    expect(await part(50)).toEqual({ from: 35, to: 74, shown: 40, earlier: 34, later: 1 });
    expect(await part(88)).toEqual({ from: 51, to: 90, shown: 40, earlier: 50, later: 0 });
    expect(await part(1)).toEqual({ from: 1, to: 25, shown: 25, earlier: 0, later: 1 });
    expect(await part(null)).toEqual({ from: 51, to: 90, shown: 40, earlier: 50, later: 0 });
    await database.db.delete(outboxMessage).where(eq(outboxMessage.laneKey, "LONG"));
  });

  it("SEC-02 two sites of one ERP with an order of the same number: each conversation has what is of its own site", async () => {
    await database.sql`insert into reference.uom (code, name, symbol, decimals) values ('EA', 'each', 'ea', 0) on conflict do nothing`;
    const orderIds: string[] = [];
    for (const siteId of [siteA, siteB]) {
      const [orderId, itemId] = [newId(), newId()];
      await database.sql`insert into reference.item (id, site_id, code) values (${itemId}, ${siteId}, 'TWIN')`;
      await database.sql`
        insert into execution.production_order (id, site_id, connection_id, number, type, item_id, quantity, uom, decimals, planned_start_at, due_at, priority, over_pct, under_pct, erp_version, state, good, scrap, received, released_at)
        values (${orderId}, ${siteId}, ${connectionId}, 'TWIN', 'STANDARD', ${itemId}, 10, 'EA', 0, now(), now(), 1, 0, 0, 1, 'RELEASED', 0, 0, 0, now())`;
      orderIds.push(orderId);
    }
    await database.sql`insert into integration.lane (connection_id, key, site_id, last_sequence) values (${connectionId}, 'TWIN', ${siteB}, 1), (${connectionId}, 'SITE-A/TWIN', ${siteA}, 1)`;
    const ofB = [await say("TWIN", 1, {}, siteB), await say("unit/B", 1, { orderId: orderIds[1] }, siteB), await hear("TWIN", { siteId: siteB })];
    const ofA = [await say("SITE-A/TWIN", 1, { subject: "TWIN" }), await say("unit/A", 1, { orderId: orderIds[0] }), await hear("TWIN")];
    const [mine, all] = [await channelScope(reader, here), await channelScope(reader, both)];
    const talk = async (scope: typeof all, laneKey: string) => {
      const found = await conversation(reader, scope, { connectionId, laneKey, orderId: null }, null);
      return found?.messages.map(({ id }) => id).toSorted();
    };
    expect(await talk(all, "TWIN")).toEqual(ofB.toSorted());
    expect(await talk(all, "SITE-A/TWIN")).toEqual(ofA.toSorted());
    expect(await talk(mine, "TWIN")).toEqual(ofA.toSorted());
    expect((await messageList(reader, mine, { ...EVERY_MESSAGE, order: "TWIN" })).rows.map(({ id }) => id).toSorted()).toEqual(ofA.toSorted());
    expect((await messageList(reader, all, { ...EVERY_MESSAGE, order: "TWIN" })).rows.map(({ id }) => id).toSorted()).toEqual([...ofA, ...ofB].toSorted());
    await database.db.delete(outboxMessage).where(inArray(outboxMessage.id, [...ofA, ...ofB]));
    await database.db.delete(inboxMessage).where(inArray(inboxMessage.id, [...ofA, ...ofB]));
  });

  it("§8.3 lag from event to acceptance by kind against its target; what was there before the first contact has none", async () => {
    await hear("OLD", { receivedAt: ago(200), settledAt: ago(199), eventTime: ago(900_000) });
    await hear("PO-5", { receivedAt: ago(200), settledAt: ago(190), eventTime: ago(202) });
    const rows = await visibilityLag(reader, await channelScope(reader, here));
    expect(rows.find((row) => row.type === "mes.production.confirmed.v1")).toMatchObject({
      direction: "OUT",
      priority: 1,
      targetSeconds: 60,
      count: 2,
      p50: 12,
      longest: 300,
      within: 2,
    });
    expect(rows.find((row) => row.type === "erp.order.v1")).toMatchObject({ direction: "IN", count: 1, p50: 12 });
  });

  it("§8.3 tells capture lag and transfer lag apart", async () => {
    const rows = await visibilityLag(reader, await channelScope(reader, here));
    const sent = rows.find((row) => row.direction === "OUT" && row.type === "mes.production.confirmed.v1");
    // Accepted: PO-1/1 (event 300, record 290, accepted 280 s ago) and PO-3/1 (104, 102, 100).
    expect(sent?.capture95).toBeCloseTo(9.6, 5);
    expect(sent?.transfer95).toBeCloseTo(9.6, 5);
  });

  it("finds a message by any word of it, in both directions", async () => {
    await say("PO-6", 1, { payload: { type: "mes.material.issued.v1", data: { order: "PO-6", item: "RM-ALMOND", lot: "ALM-1187" } } });
    await hear("PO-7", { payload: { data: { order: "PO-7", item: "RM-ALMOND" } } });
    const scope = await channelScope(reader, here);
    const found = async (search: string) => (await messageList(reader, scope, { ...EVERY_MESSAGE, search })).rows.map(({ subject }) => subject).toSorted();
    expect(await found("ALM-1187")).toEqual(["PO-6"]);
    expect(await found("rm-almond")).toEqual(["PO-6", "PO-7"]);
    expect(await found("ALM-9999")).toEqual([]);
    await database.db.delete(outboxMessage).where(eq(outboxMessage.laneKey, "PO-6"));
    await database.db.delete(inboxMessage).where(eq(inboxMessage.subject, "PO-7"));
  });

  it("says of each kind of the ERP's data when it last changed and what of it is held up", async () => {
    // Of another site, or of none of ours: later, and not for them.
    const others = [await hear("PO-B", { siteId: siteB, receivedAt: ago(50) }), await hear("PO-NOWHERE", { siteId: null, receivedAt: ago(40) })];
    const last = async (actor: Actor) => (await masterDataFreshness(reader, await channelScope(reader, actor))).find(({ type }) => type === "erp.order.v1")?.subject;
    expect([await last(actorAt([{ siteId: siteB, code: "SITE-B" }], ["IT"])), await last(both)]).toEqual(["PO-B", "PO-NOWHERE"]);
    const rows = await masterDataFreshness(reader, await channelScope(reader, here));
    await database.db.delete(inboxMessage).where(inArray(inboxMessage.id, others));
    const orders = rows.find(({ type }) => type === "erp.order.v1");
    expect(orders).toMatchObject({ connectionId, receivedAt: ago(200).toISOString(), parked: 1, failed: 0 });
    expect(rows.find(({ type }) => type === "erp.item.v1")).toMatchObject({ receivedAt: null, subject: null, parked: 0 });
    expect(rows.map(({ type }) => type)).toEqual(
      DEFAULT_POLICIES.filter(({ direction }) => direction === "IN")
        .map(({ messageType }) => messageType)
        .toSorted(),
    );
  });

  it("lists what is held up for repair together, oldest first, by kind, and of the own sites", async () => {
    const failed = await hear("PO-5", { state: "FAILED", receivedAt: ago(100), settledAt: null });
    const [mine, all] = [await channelScope(reader, here), await channelScope(reader, both)];
    expect((await heldMessages(reader, mine, EVERY_MESSAGE)).map(({ id, direction, name }) => [id, direction, name])).toEqual([
      [stuckId, "OUT", "PO-1 message 2"],
      [failed, "IN", "PO-5"],
    ]);
    expect((await heldMessages(reader, all, EVERY_MESSAGE)).map(({ name }) => name)).toContain("PO-9 message 1");
    const acted = async (filter: Partial<MessageFilter>) => (await heldMessages(reader, mine, { ...EVERY_MESSAGE, state: "held", ...filter })).map(({ id }) => id);
    for (const filter of [{ type: "erp.order.v1" }, { direction: "IN" as const }, { order: "PO-5" }]) expect(await acted(filter)).toEqual([failed]);
    for (const filter of [{ direction: "OUT" as const }, { search: "PO-1" }]) expect(await acted(filter)).toEqual([stuckId]);
    for (const filter of [{ order: "PO-1", direction: "IN" as const }, { search: "no such word" }]) expect(await acted(filter)).toEqual([]);
    expect(await acted({ before: { at: ago(100_000).toISOString(), id: newId() } })).toEqual([stuckId, failed]);
    await database.db.delete(inboxMessage).where(eq(inboxMessage.id, failed));
  });

  it("follows a sync by the server's clock", async () =>
    expect(await syncProgress(reader, connectionId, NOW.toISOString())).toMatchObject({ reading: false, read: false, waiting: 1, held: 2, enabled: true }));

  it("pauses a connection only for those who may at each of its sites", async () => {
    const services: Services = { db: database.db, clock: { now: () => NOW }, tellLive: () => undefined, wakeOutbox: () => undefined };
    const pause = (actor: Actor, paused: boolean) => execute(services, actor, pauseConnection, { commandId: newId(), connectionId, paused });
    expect(await pause(here, true)).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await pause(both, true)).toMatchObject({ ok: true, data: { enabled: false } });
    expect((await channelScope(reader, both)).connections).toMatchObject([{ enabled: false, whole: true }]);
    expect(await pause(both, false)).toMatchObject({ ok: true, data: { enabled: true } });
  });

  it("IN-02 the page knows which messages take two people as the command does", () => {
    expect(MESSAGE_TYPES.filter((type) => takesTwoPeople(type) !== needsSecondPerson(type))).toEqual([]);
    expect(DEFAULT_POLICIES.map((policy) => policy.messageType).filter((type) => !MESSAGE_TYPES.includes(type))).toEqual([]);
  });
});

describe("quarantine", () => {
  const put = async (topic: string, text: string, siteId: string | null = null) => {
    const id = newId();
    await database.db.insert(quarantine).values({ id, siteId, topic, bytes: Buffer.from(text), reason: "payload is not a JSON object", receivedAt: ago(30) });
    return id;
  };

  it("SEC-02 shows a topic to its site, and nobody's topic to those who see all", async () => {
    await put("site-a/filling/l1/filler/count", "x");
    await put("site-a/filling/l1/filler/count", "y");
    await put("site-b/filling/l7/filler/count", "z");
    await put("somewhere/else", "?");
    expect((await quarantined(reader, here)).rows.map(({ topic, alike, site }) => [topic, alike, site])).toEqual([["site-a/filling/l1/filler/count", 2, "SITE-A"]]);
    expect((await quarantined(reader, both)).open).toBe(4);
    expect((await quarantined(reader, here, "site-a/filling/l1/filler/count")).rows.map((row) => Buffer.from(row.head, "hex").toString()).toSorted()).toEqual(["x", "y"]);
  });

  it("replays through the one ingest: what still cannot be read stays, what nobody knows comes back with its reason", async () => {
    const services: Services = { db: database.db, clock: { now: () => NOW }, tellLive: () => undefined, wakeOutbox: () => undefined };
    const unreadable = await put("site-a/filling/l2/filler/count", "not JSON");
    expect(await replayQuarantined(services, here, unreadable)).toMatchObject({ ok: true, data: { taken: 0, unreadable: 1 } });
    const unknown = await put("site-a/filling/l9/filler/count", JSON.stringify({ seq: 1, ts: NOW.toISOString(), counter: "GOOD", value: 5 }));
    expect(await replayQuarantined(services, here, unknown)).toMatchObject({ ok: true, data: { taken: 0, unplaced: 1 } });
    expect((await quarantined(reader, here, "site-a/filling/l9/filler/count")).rows).toMatchObject([{ reason: expect.stringContaining("no machine") }]);
    const foreign = await put("site-b/filling/l7/filler/state", "?");
    expect(await replayQuarantined(services, here, foreign)).toMatchObject({ ok: false, code: "NOT_FOUND" });
  });
});

describe("machine keys", () => {
  it("lists keys of the actor's sites without a secret, and says which are wholly the actor's", async () => {
    const auth = authOn(database.db, handClock());
    await issueMachineKey(auth, { name: "Here", scopes: ["operation.read"], siteIds: [siteA] });
    await issueMachineKey(auth, { name: "Everywhere", scopes: ["operation.read"], siteIds: [siteA, siteB] });
    await issueMachineKey(auth, { name: "There", scopes: ["operation.read"], siteIds: [siteB] });
    const { keys, sites } = await machineKeys(reader, here);
    expect(new Map(keys.map(({ name, mine, sites: codes }) => [name, { mine, codes }]))).toEqual(
      new Map([
        ["Everywhere", { mine: false, codes: ["SITE-A"] }],
        ["Here", { mine: true, codes: ["SITE-A"] }],
      ]),
    );
    expect(sites.map((site) => site.code)).toEqual(["SITE-A"]);
    expect(JSON.stringify(keys)).not.toMatch(/hash/i);
  });
});
