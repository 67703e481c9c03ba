import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { connection, connectionSite, inboxMessage } from "@/db/schema/integration";
import { systemActor } from "@/lib/auth/system-actor";
import type { Actor } from "@/lib/auth/actor";
import { makeSite } from "@/lib/auth/testing/plant";
import { newId } from "@/lib/platform/ids";
import { apiMessages, MessagesQuery } from "./messages";

const NOW = new Date("2026-03-31T12:00:00Z");
let database: TestDatabase;
let program: Actor;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const { siteId } = await makeSite(db, "SITE-A");
  const connectionId = newId();
  await db.insert(connection).values({ id: connectionId, code: "ERP-A", name: "ERP A", adapter: "rest", settings: {} });
  await db.insert(connectionSite).values({ connectionId, siteId, erpCode: "SITE-A" });
  program = { ...systemActor("Channel watch", [], []), kind: "PERSON", sites: [{ siteId, code: "SITE-A", roles: ["IT"] }] };
  for (const [subject, receivedAt] of [
    ["PO-1", "2026-03-31T10:00:00Z"],
    ["PO-2", "2026-01-31T10:00:00Z"],
  ] as const) {
    const common = { id: newId(), siteId, connectionId, messageId: subject, type: "erp.order.v1", subject, version: 1, digest: subject, door: "POLL", state: "APPLIED" } as const;
    await db.insert(inboxMessage).values({ ...common, payload: { data: { order: subject } }, receivedAt: new Date(receivedAt), settledAt: new Date(receivedAt) });
  }
});
afterAll(() => database.close());

it.each([
  [{ search: "PO-" }, ["PO-1", "PO-2"]],
  [{ search: "PO-", until: "2026-02-01T00:00:00+01:00" }, ["PO-2"]],
  [{ from: "2026-02-01T00:00:00Z" }, ["PO-1"]],
  [{ connection: "ERP-A", site: "SITE-A", limit: "1" }, ["PO-1"]],
  [{ connection: "NO-SUCH" }, []],
  [{ site: "NO-SUCH" }, []],
])("a program finds messages of any age by %j", async (query, subjects) => {
  const { data } = await apiMessages({ db: database.db, now: NOW }, program, MessagesQuery.parse(query), null);
  expect(data.map(({ subject }) => subject)).toEqual(subjects);
  expect(data.map(({ connection: code }) => code)).toEqual(subjects.map(() => "ERP-A"));
});
