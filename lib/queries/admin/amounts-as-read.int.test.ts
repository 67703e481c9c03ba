import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { messageWords } from "@/app/(admin)/messages/_components/message-words";
import { connection, connectionSite, inboxMessage, outboxMessage } from "@/db/schema/integration";
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
  await database.db
    .insert(inboxMessage)
    .values({ ...common, state: siteId === null ? "PARKED" : "APPLIED", receivedAt: NOW, settledAt: siteId === null ? null : NOW, eventTime: NOW });
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

it("IN-06 a message that is sent again by somebody who may not see its amounts keeps them", async () => {
  const services: Services = { db: database.db, clock: { now: () => NOW }, tellLive: () => undefined, wakeOutbox: () => undefined };
  expect(await execute(services, people.it, replayMessage, { commandId: newId(), messageId: wip })).toMatchObject({ ok: true, data: { state: "REPLAYED" } });
  const [stored] = await database.db.select({ payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.id, wip));
  expect(stored?.payload).toEqual(WIP);
});
