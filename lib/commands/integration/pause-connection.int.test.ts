import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { makeAccount } from "@/lib/auth/testing/plant";
import { execute } from "@/lib/commands/execute";
import { channelPlant, type ChannelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { pauseConnection } from "./pause-connection";

let database: TestDatabase;
let plant: ChannelPlant;
beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
});
afterAll(() => database.close());

async function person(email: string): Promise<Actor> {
  const accountId = await makeAccount(plant.db, { siteId: plant.siteId, roles: ["IT"], email });
  return { ...systemActor(email, [], []), kind: "PERSON", accountId, sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
}

it("SEC-09 says who paused a connection and since when, and keeps both turns in the audit trail; a second pause changes neither", async () => {
  const [first, second] = [await person("first@plant.example"), await person("second@plant.example")];
  const press = (hour: string, actor: Actor, paused: boolean) =>
    execute({ ...plant.services, clock: { now: () => new Date(`2026-03-31T${hour}:00:00Z`) } }, actor, pauseConnection, {
      commandId: newId(),
      connectionId: plant.connectionId,
      paused,
    });
  const shown = async () => (await channelScope({ db: plant.db, now: plant.clock.now() }, first)).connections[0];
  expect(await press("08", first, true)).toMatchObject({ ok: true, data: { enabled: false } });
  expect(await press("09", second, true)).toMatchObject({ ok: true, data: { enabled: false } });
  expect(await shown()).toMatchObject({ enabled: false, pausedBy: "first@plant.example", pausedAt: "2026-03-31T08:00:00.000Z" });
  expect(await press("10", second, false)).toMatchObject({ ok: true, data: { enabled: true } });
  expect(await shown()).toMatchObject({ enabled: true, pausedBy: null, pausedAt: null });
  const trail = await plant.db.select().from(auditEntry).where(eq(auditEntry.subject, plant.connectionId)).orderBy(auditEntry.at);
  expect(trail).toMatchObject([
    { action: "connection.pause", accountId: first.accountId, siteId: plant.siteId, outcome: "DONE", at: new Date("2026-03-31T08:00:00Z"), detail: { connection: "erp" } },
    { action: "connection.resume", accountId: second.accountId, siteId: plant.siteId, outcome: "DONE", at: new Date("2026-03-31T10:00:00Z"), detail: { connection: "erp" } },
  ]);
  expect(trail).toHaveLength(2);
});
