import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connection, connectionSite, cursor, outboxMessage } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import type { Actor } from "@/lib/auth/actor";
import { makeSite } from "@/lib/auth/testing/plant";
import { askForFullRead } from "@/lib/integration/inbox/full-read";
import { type ChannelPlant, channelPlant, NOWHERE, SITE, status } from "@/lib/integration/testing/channel-plant";
import { channelOf, channelScope } from "./channel-scope";
import { connectionReads } from "./connection-reads";
import { channelLanes } from "./lanes";
import { syncProgress } from "./sync-progress";
import { waitingByConnection } from "./waiting-by-connection";

let database: TestDatabase;
let plant: ChannelPlant;
let it1: Actor;

beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  it1 = { ...systemActor("IT A", [], []), kind: "PERSON", sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
});
afterAll(() => database.close());

const reader = () => ({ db: plant.db, now: plant.clock.now() });
const ago = (seconds: number) => new Date(plant.clock.now().getTime() - seconds * 1000);
const set = (values: Partial<typeof connection.$inferInsert>) => plant.db.update(connection).set(values).where(eq(connection.id, plant.connectionId));

it("counts what waits to be sent of each connection at one's own sites, however many lanes it is in, and shows all lanes to whoever asks", async () => {
  const other = (await makeSite(plant.db, "SITE-B")).siteId;
  for (let order = 1; order <= 11; order += 1) await plant.say(status(`PO-${order}`, plant.clock.now()));
  const waiting = async (...sites: string[]) => (await waitingByConnection(reader(), [plant.connectionId], sites)).get(plant.connectionId) ?? 0;
  expect([await waiting(plant.siteId), await waiting(other), await waiting(plant.siteId, other)]).toEqual([11, 0, 11]);
  const scope = await channelScope(reader(), it1);
  const shown = async (all: boolean) => (await channelLanes(reader(), scope, { all })).lanes.length;
  expect([await shown(false), await shown(true)]).toEqual([8, 11]);
});

it("IN-09 counts nothing that a person has to mend as waiting and, where it is asked to, nothing before the time of its batch", async () => {
  const counts = async () => {
    const of = async (batches: boolean) => (await waitingByConnection(reader(), [plant.connectionId], [plant.siteId], { batches })).get(plant.connectionId) ?? 0;
    return [await of(true), await of(false)];
  };
  const [before = 0, due = 0] = await counts();
  const [refused = "", dead = "", early = "", late = ""] = await plant.say(...["PO-R", "PO-D", "PO-E", "PO-L"].map((order) => status(order, plant.clock.now())));
  expect(await counts()).toEqual([before + 4, due + 4]);
  const become = (id: string, values: Partial<typeof outboxMessage.$inferInsert>) => plant.db.update(outboxMessage).set(values).where(eq(outboxMessage.id, id));
  await become(refused, { state: "REJECTED" });
  await become(dead, { state: "DEAD" });
  await become(early, { bundled: true, nextAt: ago(-3600) });
  await become(late, { bundled: true, nextAt: ago(60) });
  expect(await counts()).toEqual([before + 2, due + 1]);
});

it("IN-09 tells people of a site about the connections that serve it, and of no other", async () => {
  const other = (await makeSite(plant.db, "SITE-C")).siteId;
  const codes = async (...sites: string[]) => (await channelOf(reader(), sites)).connections.map(({ code }) => code);
  expect([await codes(plant.siteId), await codes(other), await codes(plant.siteId, other)]).toEqual([["erp"], [], ["erp"]]);
  await plant.db.insert(connectionSite).values({ connectionId: plant.connectionId, siteId: other, erpCode: "C" });
  expect(await codes(other)).toEqual(["erp"]);
});

it("says what a read of everything found told otherwise, by type and object, whether a person asked for one, and what lies between the two sides", async () => {
  const reads = async () => (await connectionReads(reader(), [plant.connectionId])).get(plant.connectionId);
  expect(await reads()).toBeUndefined();
  const at = ago(60);
  const passedOver = ["erp.item.v1:SITE-A/SEAL:2:5", "erp.order.v1:PO-1:7"];
  const full = { cursor: null, since: at.toISOString(), take: false, passedOver };
  await plant.db.insert(cursor).values([
    { connectionId: plant.connectionId, stream: "full", value: full, movedAt: at },
    { connectionId: plant.connectionId, stream: "backlog", value: { forErp: 3, forUs: 1 }, movedAt: at },
  ]);
  expect(await reads()).toEqual({
    asked: false,
    passedOver: [
      { type: "erp.item.v1", subject: "SITE-A/SEAL:2" },
      { type: "erp.order.v1", subject: "PO-1" },
    ],
    backlog: { forErp: 3, forUs: 1 },
    countedAt: at.toISOString(),
  });
  await askForFullRead(plant.db, plant.connectionId, plant.clock.now());
  expect(await reads()).toMatchObject({ asked: true, passedOver: [] });
});

it("what an earlier read met says nothing of the one that a sync asked for until that has ended too", async () => {
  const since = ago(60).toISOString();
  const [failedSince, readAt] = [ago(300), ago(310)];
  const progress = () => syncProgress(reader(), plant.connectionId, since);
  await set({
    lastPolledAt: ago(50),
    readLeasedBy: "w",
    readLeasedUntil: ago(-10),
    readError: "Nothing listens.",
    readFailures: 3,
    readFailedSince: failedSince,
    lastReadAt: readAt,
  });
  expect(await progress()).toMatchObject({ reading: true, read: false, readError: null });
  await set({ readLeasedBy: null, readLeasedUntil: null });
  expect(await progress()).toMatchObject({ reading: true, read: false, readError: "Nothing listens." });
  expect((await channelScope(reader(), it1)).connections).toMatchObject([
    { readError: "Nothing listens.", readFailedSince: failedSince.toISOString(), readAt: readAt.toISOString() },
  ]);
  await set({ readError: null, readFailures: 0, readFailedSince: null, lastReadAt: ago(40) });
  expect(await progress()).toMatchObject({ reading: true, read: true, readError: null });
});
