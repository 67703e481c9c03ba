import { and, eq, inArray } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { connection, connectionSite, inboxMessage, policy } from "@/db/schema/integration";
import { seedPolicies } from "@/db/seed/seed-site";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { makeSite } from "@/lib/auth/testing/plant";
import { newId } from "@/lib/platform/ids";
import type { Reader } from "@/lib/queries/reader";
import { channelScope } from "./channel-scope";
import { heldMessages } from "./held-messages";
import { channelLanes } from "./lanes";
import { messageDetail } from "./message-detail";
import { EVERY_MESSAGE } from "./testing/every-message";

const NOW = new Date("2026-03-31T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const connectionId = newId();
let database: TestDatabase;
let reader: Reader;
let siteId: string;
let here: Actor;

beforeEach(async () => {
  database = await testDatabase();
  const { db } = database;
  reader = { db, now: NOW };
  siteId = (await makeSite(db, "SITE-A")).siteId;
  await db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP A", adapter: "rest", settings: {} });
  await db.insert(connectionSite).values({ connectionId, siteId, erpCode: "SITE-A" });
  await db.transaction((tx) => seedPolicies(tx, siteId, connectionId));
  here = { ...systemActor("Integration A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId, code: "SITE-A", roles: ["IT"] }] };
  return () => database.close();
});

async function hear(subject: string, values: Partial<typeof inboxMessage.$inferInsert> = {}): Promise<string> {
  const id = newId();
  await database.db.insert(inboxMessage).values({
    id,
    siteId,
    connectionId,
    messageId: `${subject}/${id}`,
    type: "erp.order.v1",
    subject,
    version: 1,
    payload: { data: { order: subject, erpVersion: 1 } },
    digest: id,
    door: "POLL",
    state: "REFUSED",
    reason: "Why.",
    receivedAt: ago(90),
    settledAt: ago(89),
    ...values,
  });
  return id;
}
const applied = (subject: string, values: Partial<typeof inboxMessage.$inferInsert> = {}) => hear(subject, { state: "APPLIED", reason: null, ...values });
const switchOrders = (enabled: boolean) =>
  database.db
    .update(policy)
    .set({ enabled })
    .where(and(eq(policy.siteId, siteId), eq(policy.messageType, "erp.order.v1")));

const replayable = async (...ids: string[]) => {
  const scope = await channelScope(reader, here);
  return Promise.all(ids.map(async (id) => (await messageDetail(reader, scope, id))?.replayable));
};
const held = async () => heldMessages(reader, await channelScope(reader, here), { ...EVERY_MESSAGE, state: "held" });
const together = async () => (await held()).flatMap(({ id, replayable }) => (replayable ? [id] : []));

it("IN-06 what was refused of the ERP may be applied once more, alone and with others, until a later version overtook it", async () => {
  const unit = await hear("PO-8", { code: "UOM_NOT_BASE" });
  const [conflict, twice, unread, older] = await Promise.all([
    hear("PO-8", { code: "ORDER_CHANGE_CONFLICT" }),
    hear("PO-8", { code: "DIGEST_DIFFERS" }),
    hear("raw-1", { code: "SCHEMA", type: "unknown", version: null }),
    hear("PO-1", { code: "UOM_NOT_BASE" }),
  ]);
  const long = await hear("PO-2", { code: "UOM_NOT_BASE", receivedAt: ago(8 * 86_400) });
  const newer = await applied("PO-1", { version: 2 });
  expect(await replayable(unit, long, conflict, twice, unread, older, newer)).toEqual([true, true, true, false, false, false, false]);
  expect(await together()).toEqual([unit]);

  await switchOrders(false);
  expect(await together()).toEqual([]);
  await switchOrders(true);
  await applied("PO-8", { version: 2 });
  expect([await together(), await replayable(unit)]).toEqual([[], [false]]);
});

it("IN-06 what was refused may be settled together with others until somebody proposes it, it is overtaken, came readable, or is of another week", async () => {
  const settleable = async () => (await held()).flatMap(({ id, settleable: may }) => (may ? [id] : [])).toSorted();
  const conflict = await hear("PO-8", { code: "ORDER_CHANGE_CONFLICT" });
  const unread = await hear("raw-1", { code: "SCHEMA", type: "unknown", version: null });
  const older = await hear("PO-1", { code: "UOM_NOT_BASE" });
  const long = await hear("PO-2", { code: "UOM_NOT_BASE", receivedAt: ago(8 * 86_400) });
  expect(await settleable()).toEqual([conflict, unread, older].toSorted());
  await switchOrders(false);
  expect(await settleable()).toEqual([conflict, unread, older].toSorted());
  await switchOrders(true);
  await applied("PO-1", { version: 2 });
  await applied("PO-5", { messageId: "raw-1" });
  expect(await settleable()).toEqual([conflict]);
  const proposed = { settledBy: newId(), settledReason: "Entered twice." };
  await database.db
    .update(inboxMessage)
    .set(proposed)
    .where(inArray(inboxMessage.id, [conflict, long]));
  expect(await held()).toEqual([]);
});

it("counts as held up until it is overtaken, came readable, is of another week, or its type is switched off", async () => {
  const refused = async () => (await channelLanes(reader, await channelScope(reader, here))).inbound.map(({ type, state, depth }) => `${depth} ${state} ${type}`).toSorted();
  await hear("PO-8", { code: "UOM_NOT_BASE" });
  await hear("PO-9", { code: "NO_OPERATIONS" });
  await hear("PO-7", { code: "ORDER_CHANGE_CONFLICT" });
  await hear("PO-7", { code: "DIGEST_DIFFERS" });
  await hear("PO-6", { code: "UOM_NOT_BASE", receivedAt: ago(8 * 86_400) });
  await hear("raw-1", { code: "SCHEMA", type: "unknown", version: null });
  await hear("raw-2", { code: "SCHEMA", type: "unknown", version: null });
  expect(await refused()).toEqual(["2 REFUSED erp.order.v1", "2 REFUSED unknown"]);
  await applied("PO-9", { version: 2 });
  await applied("PO-5", { messageId: "raw-2" });
  expect(await refused()).toEqual(["1 REFUSED erp.order.v1", "1 REFUSED unknown"]);
  await switchOrders(false);
  expect(await refused()).toEqual(["1 REFUSED unknown"]);
});
