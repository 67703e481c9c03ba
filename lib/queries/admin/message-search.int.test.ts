import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { connection, connectionSite, inboxMessage, outboxMessage } from "@/db/schema/integration";
import { seedPolicies } from "@/db/seed/seed-site";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { makeSite } from "@/lib/auth/testing/plant";
import { newId } from "@/lib/platform/ids";
import type { Reader } from "@/lib/queries/reader";
import { channelScope, narrowed } from "./channel-scope";
import { visibilityLag } from "./lag";
import { channelLanes } from "./lanes";
import { type MessageFilter } from "./message-filter";
import { messageList } from "./message-list";
import { EVERY_MESSAGE } from "./testing/every-message";

const NOW = new Date("2026-03-31T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const days = (count: number) => ago(count * 86_400);
const FACT = newId();
const KEY = "erp.order.v1/PO-7/3";

let database: TestDatabase;
let reader: Reader;
const people = { here: personAt([]), both: personAt([]) };
const connections = { a: newId(), b: newId() };
const sites = { a: "", b: "" };

function personAt(at: readonly (readonly [siteId: string, code: string])[]): Actor {
  return { ...systemActor("Integration A", [], []), kind: "PERSON", sites: at.map(([siteId, code]) => ({ siteId, code, roles: ["IT"] })) };
}

async function say(laneKey: string, values: Partial<typeof outboxMessage.$inferInsert> = {}): Promise<void> {
  const common = {
    id: newId(),
    siteId: sites.a,
    connectionId: connections.a,
    laneKey,
    subject: laneKey,
    sequence: 1,
    priority: 1,
    type: "mes.production.confirmed.v1",
    eventId: newId(),
  };
  const at = values.recordTime ?? ago(290);
  await database.db
    .insert(outboxMessage)
    .values({ ...common, nextAt: at, eventTime: at, recordTime: at, acceptedAt: at, state: "ACCEPTED", payload: { data: { order: laneKey } }, ...values });
}

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  reader = { db, now: NOW };
  for (const key of ["a", "b"] as const) {
    const code = `SITE-${key.toUpperCase()}`;
    sites[key] = (await makeSite(db, code)).siteId;
    await db.insert(connection).values({ id: connections[key], code: `ERP-${key.toUpperCase()}`, name: `ERP ${key}`, adapter: "rest", settings: {} });
    await db.insert(connectionSite).values({ connectionId: connections[key], siteId: sites[key], erpCode: code });
    await db.transaction((tx) => seedPolicies(tx, sites[key], connections[key]));
  }
  people.here = personAt([[sites.a, "SITE-A"]]);
  people.both = personAt([
    [sites.a, "SITE-A"],
    [sites.b, "SITE-B"],
  ]);
  await say("PO-6", { eventId: FACT, recordTime: days(20), document: "SHP-77", documentParts: [{ kind: "move", number: "MV-9" }] });
  await say("PO-8", { eventTime: ago(104), recordTime: ago(102), acceptedAt: ago(100) });
  await say("PO-9", { siteId: sites.b, connectionId: connections.b, eventTime: ago(1000), recordTime: ago(900), acceptedAt: ago(100) });
  await db.insert(inboxMessage).values({
    id: newId(),
    siteId: sites.a,
    connectionId: connections.a,
    messageId: KEY,
    type: "erp.order.v1",
    subject: "PO-7",
    version: 3,
    payload: { data: { order: "PO-7" } },
    digest: KEY,
    door: "POLL",
    state: "REFUSED",
    code: "UOM_NOT_BASE",
    reason: "The unit BOX has no conversion.",
    receivedAt: days(30),
    settledAt: days(30),
  });
});
afterAll(() => database.close());

it.each<[string, string, Partial<MessageFilter>, string[]]>([
  ["the fact behind it", FACT, {}, ["PO-6"]],
  ["the beginning of a document", "SHP-7", {}, ["PO-6"]],
  ["a part of a document", "MV-9", {}, ["PO-6"]],
  ["the key that the ERP gave it", KEY, {}, ["PO-7"]],
  ["the beginning of a key", "erp.order.v1/PO-7", {}, ["PO-7"]],
  ["words of why it was refused", "unit box", {}, ["PO-7"]],
  ["the beginning of an order, latest first", "PO-", {}, ["PO-8", "PO-6", "PO-7"]],
  ["an order, in another direction", "PO-6", { direction: "IN" }, []],
  ["an order, until a day", "PO-", { until: days(10).toISOString() }, ["PO-6", "PO-7"]],
  ["an order, between two days", "PO-", { from: days(25).toISOString(), until: days(10).toISOString() }, ["PO-6"]],
  ["an order, by its state", "PO-", { state: "done" }, ["PO-8", "PO-6"]],
  ["what means more than letters in a pattern", "%", {}, []],
  ["nothing but signs", "-- !", {}, []],
])("a message is found by %s", async (_, search, filter, subjects) => {
  const page = await messageList(reader, await channelScope(reader, people.here), { ...EVERY_MESSAGE, search, ...filter });
  expect(page.rows.map(({ subject }) => subject)).toEqual(subjects);
  expect([page.next, page.lookedBackTo]).toEqual([null, null]);
});

it("the channel is narrowed to one connection or one site, and shows nothing of one that is none of the reader's", async () => {
  const shown = async (actor: Actor, connectionCode: string | null, site: string | null) =>
    (await messageList(reader, narrowed(await channelScope(reader, actor), actor, { connection: connectionCode, site }), EVERY_MESSAGE)).rows.map(({ subject }) => subject);
  expect(await shown(people.both, null, null)).toEqual(["PO-8", "PO-9", "PO-6", "PO-7"]);
  expect(await shown(people.both, "ERP-A", null)).toEqual(["PO-8", "PO-6", "PO-7"]);
  expect(await shown(people.both, null, "SITE-B")).toEqual(["PO-9"]);
  for (const [actor, code, site] of [
    [people.both, "ERP-A", "SITE-B"],
    [people.both, "NO-SUCH", null],
    [people.here, "ERP-B", null],
    [people.here, null, "SITE-B"],
  ] as const)
    expect(await shown(actor, code, site)).toEqual([]);
  const { quiet } = await channelLanes(reader, narrowed(await channelScope(reader, people.both), people.both, { connection: "ERP-B", site: null }));
  expect(quiet.map(({ laneKey }) => laneKey)).toEqual(["PO-9"]);
});

it("lag is told of each site on its own, of all together, and of one alone", async () => {
  const scope = await channelScope(reader, people.both);
  expect(await visibilityLag(reader, scope, true)).toMatchObject([
    { site: "SITE-A", count: 1, p95: 4 },
    { site: "SITE-B", count: 1, p95: 900, capture95: 100, transfer95: 800 },
  ]);
  expect(await visibilityLag(reader, scope)).toMatchObject([{ site: null, count: 2, longest: 900 }]);
  expect(await visibilityLag(reader, narrowed(scope, people.both, { connection: null, site: "SITE-B" }))).toMatchObject([{ site: null, count: 1, p95: 900 }]);
});

it("§8.3 lag goes on telling of what has been on its way for longer than a day, and of what was accepted after that", async () => {
  const long = { recordTime: ago(108_000), eventTime: ago(108_001) };
  await say("PO-A", { ...long, type: "mes.material.issued.v1", state: "RETRY_WAIT", acceptedAt: null });
  await say("PO-B", { ...long, type: "mes.production.received.v1", acceptedAt: ago(60) });
  await say("PO-C", { ...long, type: "mes.material.scrapped.v1", acceptedAt: ago(100_000) });
  const heard = { siteId: sites.a, connectionId: connections.a, subject: "L-1", payload: {}, digest: "-", door: "POLL" as const };
  await database.db.insert(inboxMessage).values([
    { ...heard, id: newId(), messageId: "first", type: "erp.item.v1", state: "APPLIED", receivedAt: ago(200_000), settledAt: ago(200_000) },
    {
      ...heard,
      id: newId(),
      messageId: "waits",
      parkedUntil: ago(-60),
      type: "erp.lot.v1",
      state: "PARKED",
      missing: ["item:SITE-A/RM-LATE"],
      receivedAt: ago(90_000),
      eventTime: ago(90_001),
    },
    { ...heard, id: newId(), messageId: "waited", type: "erp.price.v1", state: "APPLIED", receivedAt: ago(90_000), eventTime: ago(90_001), settledAt: ago(10) },
  ]);
  const rows = await visibilityLag(reader, await channelScope(reader, people.here));
  const of = (type: string) => rows.find((row) => row.type === type);
  expect(of("mes.material.issued.v1")).toMatchObject({ count: 0, longest: 108_001 });
  expect(of("mes.production.received.v1")).toMatchObject({ count: 1, p50: 107_941, within: 0 });
  expect(of("mes.material.scrapped.v1")).toBeUndefined();
  expect(of("erp.lot.v1")).toMatchObject({ count: 0, longest: 90_001 });
  expect(of("erp.price.v1")).toMatchObject({ count: 1, p50: 89_991 });
});

it("a message with more words than the database can index is kept, and found by its first ones; one that is short by each of its words", async () => {
  // Words with signs of three bytes a sign, of which more than a megabyte is none that PostgreSQL takes.
  const words = (count: number) => Array.from({ length: count }, (_, index) => `wörtchen\u6f22${index}`).join(" ");
  const long = { a: "beginning-of-much", text: words(90_000) };
  await expect(database.sql`select to_tsvector('simple', ${JSON.stringify(long)}::text::jsonb)`).rejects.toMatchObject({ code: "54000" });
  await say("PO-LONG", { siteId: sites.b, connectionId: connections.b, payload: { data: { note: long } } });
  await say("PO-SHORT", { siteId: sites.b, connectionId: connections.b, payload: { data: { note: { text: words(5_000), last: "end-of-little" } } } });
  const found = async (search: string) => (await messageList(reader, await channelScope(reader, people.both), { ...EVERY_MESSAGE, search })).rows.map(({ subject }) => subject);
  expect([await found("beginning-of-much"), await found("wörtchen\u6f2217"), await found("end-of-little")]).toEqual([["PO-LONG"], ["PO-SHORT", "PO-LONG"], ["PO-SHORT"]]);
});
