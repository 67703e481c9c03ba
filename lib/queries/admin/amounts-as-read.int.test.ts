import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { messageWords } from "@/app/(admin)/messages/_components/message-words";
import { connection, connectionSite, inboxMessage, messageAttempt, outboxMessage } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { makeAccount, makeSite } from "@/lib/auth/testing/plant";
import { execute } from "@/lib/commands/execute";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import type { Services } from "@/lib/commands/services";
import { samples } from "@/lib/messages/samples";
import { newId } from "@/lib/platform/ids";
import type { Reader } from "@/lib/queries/reader";
import { channelScope } from "./channel-scope";
import { messageDetail } from "./message-detail";
import { messageList } from "./message-list";
import { conversation } from "./thread";
import { EVERY_MESSAGE } from "./testing/every-message";

const NOW = new Date("2026-03-31T12:00:00Z");

let database: TestDatabase;
let reader: Reader;
let connectionId: string;
let wip: string;
let salvage: string;
let elsewhere: string;
let price: string;
const people: { it: Actor; finance: Actor } = { it: actorOf([]), finance: actorOf([]) };

function actorOf(sites: Actor["sites"], accountId: string | null = null): Actor {
  return { kind: "PERSON", name: "Reader", accountId, personId: null, sessionId: null, deviceId: null, machineKeyId: null, sites, permissions: [] };
}

const WIP = samples().get("mes.wip.snapshot.v1");
const SALVAGE = samples().get("erp.salvage.v1");
const PRICE = samples().get("erp.price.v1");

async function say(siteId: string, sequence: number, laneKey: string): Promise<string> {
  const id = newId();
  const common = { id, siteId, connectionId, laneKey, sequence, priority: 3, type: "mes.wip.snapshot.v1", subject: laneKey, eventId: newId() };
  await database.db.insert(outboxMessage).values({ ...common, nextAt: NOW, eventTime: NOW, recordTime: NOW, state: "REJECTED", reason: "The period is closed.", payload: WIP });
  return id;
}

async function hear(siteId: string | null, type: string, subject: string, payload: unknown): Promise<string> {
  const id = newId();
  const common = { id, siteId, connectionId, messageId: id, type, subject, version: 1, payload, digest: id, door: "POLL" as const };
  await database.db.insert(inboxMessage).values({
    ...common,
    state: siteId === null ? "PARKED" : "APPLIED",
    receivedAt: NOW,
    settledAt: siteId === null ? null : NOW,
    parkedUntil: siteId === null ? NOW : null,
    eventTime: NOW,
  });
  return id;
}

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  reader = { db, now: NOW };
  const [a, b] = [await makeSite(db, "SITE-A"), await makeSite(db, "SITE-B")];
  connectionId = newId();
  await db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP A", adapter: "rest", settings: {} });
  for (const { siteId } of [a, b]) await db.insert(connectionSite).values({ connectionId, siteId, erpCode: siteId });
  const at = (first: Role, second: Role) => [
    { ...a, roles: [first] },
    { ...b, roles: [second] },
  ];
  people.it = actorOf(at("IT", "IT"), await makeAccount(db, { siteId: a.siteId, roles: ["IT"], email: "it@plant.example" }));
  people.finance = actorOf(at("FINANCE", "IT"));
  wip = await say(a.siteId, 1, "site/SITE-A");
  elsewhere = await say(b.siteId, 1, "site/SITE-B");
  salvage = await hear(a.siteId, "erp.salvage.v1", "PO-1", SALVAGE);
  price = await hear(null, "erp.price.v1", "SITE-C/FG-1", PRICE);
});
afterAll(() => database.close());

async function read(actor: Actor, id: string) {
  const detail = await messageDetail(reader, await channelScope(reader, actor), id);
  if (detail === null) throw new Error("not to be seen");
  return detail;
}

it("SEC-03 who may see cost reads a message whole, and the others read it without its amounts", async () => {
  const whole = await read(people.finance, wip);
  expect([whole.payload, whole.row.amountsHidden]).toEqual([WIP, false]);
  const part = await read(people.it, wip);
  expect(part.payload).toMatchObject({ type: "mes.wip.snapshot.v1", data: { currency: "USD", total: { wip: "hidden", charged: "hidden" } } });
  expect(part.row).toMatchObject({ amountsHidden: true, data: { total: { wip: "hidden" } } });
  for (const amount of Object.values(WIP?.type === "mes.wip.snapshot.v1" ? WIP.data.total : {})) expect(JSON.stringify(part)).not.toContain(`"${amount}"`);
  expect(messageWords(part.row, { timeZone: "UTC" }).detail).toContain("amounts hidden");
});

it("SEC-02 the right to see cost counts at the site of the message; what is of no site of ours needs it at each site of the connection", async () => {
  expect((await read(people.finance, elsewhere)).row.amountsHidden).toBe(true);
  expect((await read(people.finance, price)).payload).toMatchObject({ data: { price: "hidden" } });
});

it("SEC-03 neither the list nor the conversation says an amount", async () => {
  const scope = await channelScope(reader, people.it);
  const listed = await messageList(reader, scope, EVERY_MESSAGE);
  expect(listed.rows.map(({ amountsHidden }) => amountsHidden)).toEqual([true, true, true, true]);
  const talk = await conversation(reader, scope, { connectionId, laneKey: "PO-1", orderId: null }, null);
  expect(talk?.messages).toMatchObject([{ id: salvage, amountsHidden: true, data: { amount: "hidden" } }]);
  const open = await conversation(reader, await channelScope(reader, people.finance), { connectionId, laneKey: "PO-1", orderId: null }, null);
  expect(open?.messages).toMatchObject([{ id: salvage, amountsHidden: false, data: { amount: SALVAGE?.type === "erp.salvage.v1" ? SALVAGE.data.amount : "" } }]);
});

it("SEC-03 who may not see an amount does not find messages by it", async () => {
  const total = WIP?.type === "mes.wip.snapshot.v1" ? WIP.data.total.wip : "";
  const found = async (actor: Actor, search: string) => (await messageList(reader, await channelScope(reader, actor), { ...EVERY_MESSAGE, search })).rows.map(({ id }) => id);
  expect(await found(people.it, total)).toEqual([]);
  expect(await found(people.finance, total)).toEqual([wip]);
  expect(await found(people.it, "site/SITE-A")).toEqual([wip]);
});

const AMOUNT = "4711.50";

it("SEC-03 nor does what the ERP answered, or what it sent in a form that nobody could read; the words that repair stay", async () => {
  await database.db
    .update(outboxMessage)
    .set({ reason: `Order 17 is worth ${AMOUNT} EUR.` })
    .where(eq(outboxMessage.id, elsewhere));
  const answer = { kind: "rejected", code: "VALUE", reason: `worth ${AMOUNT} EUR`, raw: `{"message":"Order 17 is closed","total_cost":4711,"value":"${AMOUNT}"}` };
  const said = { attempt: 1, action: "POST", outcome: "rejected", startedAt: NOW, endedAt: NOW, worker: "w" } as const;
  const [row] = await database.db.select({ siteId: outboxMessage.siteId }).from(outboxMessage).where(eq(outboxMessage.id, wip));
  for (const messageId of [wip, elsewhere])
    await database.db.insert(messageAttempt).values({ id: newId(), siteId: row?.siteId ?? "", messageId, ...said, reason: answer.reason, answer });
  const raw = await hear(null, "unknown", "record/1", { id: 17, name: "Hinge", standard_price: 4711, lines: [{ qty: 3, cost: AMOUNT }] });
  await database.db
    .update(inboxMessage)
    .set({ state: "REFUSED", settledAt: NOW, code: "SCHEMA", reason: `The cost ${AMOUNT} has no currency.` })
    .where(eq(inboxMessage.id, raw));

  const whole = await read(people.finance, wip);
  expect(whole.attempts).toMatchObject([{ reason: answer.reason, answer }]);
  for (const [actor, id] of [
    [people.it, wip],
    [people.it, elsewhere],
    [people.finance, elsewhere],
    [people.it, raw],
    [people.finance, raw],
  ] as const)
    expect(JSON.stringify(await read(actor, id)).replaceAll("hidden", "")).not.toMatch(/4711/);
  expect((await read(people.it, wip)).attempts).toMatchObject([{ answer: { code: "VALUE", raw: expect.stringContaining("Order 17 is closed") } }]);
  expect(await read(people.it, raw)).toMatchObject({
    row: { amountsHidden: true },
    payload: { id: 17, name: "Hinge", standard_price: "hidden", lines: [{ qty: 3, cost: "hidden" }] },
  });

  const found = async (actor: Actor) => (await messageList(reader, await channelScope(reader, actor), { ...EVERY_MESSAGE, search: AMOUNT })).rows.map(({ id }) => id);
  expect([await found(people.it), await found(people.finance)]).toEqual([[], []]);
  await database.db.update(outboxMessage).set({ reason: "The standard cost of item X is 4711." }).where(eq(outboxMessage.id, elsewhere));
  const byWords = async (search: string) => (await messageList(reader, await channelScope(reader, people.it), { ...EVERY_MESSAGE, search })).rows;
  expect([await byWords("4711"), await byWords("X is 4711")]).toEqual([[], []]);
  expect((await byWords("standard cost of item")).map(({ reason }) => reason)).toEqual(["The standard cost of item X is hidden."]);
  await database.db
    .update(outboxMessage)
    .set({ reason: `Order 17 is worth ${AMOUNT} EUR.` })
    .where(eq(outboxMessage.id, elsewhere));
  const listed = (await messageList(reader, await channelScope(reader, people.it), { ...EVERY_MESSAGE, search: "worth" })).rows;
  expect(listed.map(({ reason }) => reason)).toEqual(["Order 17 is worth hidden EUR."]);
  await database.db.delete(inboxMessage).where(eq(inboxMessage.id, raw));
});

it("IN-06 a message that is sent again by somebody who may not see its amounts keeps them", async () => {
  const services: Services = { db: database.db, clock: { now: () => NOW }, tellLive: () => undefined, wakeOutbox: () => undefined };
  expect(await execute(services, people.it, replayMessage, { commandId: newId(), messageId: wip })).toMatchObject({ ok: true, data: { state: "REPLAYED" } });
  const [stored] = await database.db.select({ payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.id, wip));
  expect(stored?.payload).toEqual(WIP);
});
