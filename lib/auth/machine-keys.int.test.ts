import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { machineKey } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { authorise } from "./authorise";
import { issueMachineKey, machineActor, revokeMachineKey } from "./machine-keys";
import { authOn, handClock, makeSite } from "./testing/plant";

let database: TestDatabase;
let site: Awaited<ReturnType<typeof makeSite>>;
let other: Awaited<ReturnType<typeof makeSite>>;
beforeAll(async () => {
  database = await testDatabase();
  site = await makeSite(database.db, "M1");
  other = await makeSite(database.db, "M2");
});
afterAll(() => database.close());

async function key(expiresAt?: Date) {
  const clock = handClock();
  const auth = authOn(database.db, clock);
  return { clock, auth, ...(await issueMachineKey(auth, { name: "Gateway 1", scopes: ["telemetry.write"], siteIds: [site.siteId], expiresAt })) };
}

describe("machine keys", () => {
  it("become an actor with the key's scopes and sites, and nothing else", async () => {
    const { auth, token, id } = await key();
    const actor = await machineActor(auth, `Bearer ${token}`);
    if (actor === null) throw new Error("the key should be known");
    expect(actor).toMatchObject({ kind: "MACHINE", name: "Gateway 1", machineKeyId: id });
    expect([authorise(actor, "telemetry.write", site.siteId), authorise(actor, "telemetry.write", other.siteId), authorise(actor, "message.read", site.siteId)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("are refused when wrong, malformed, revoked or expired", async () => {
    const { auth, clock, token, id } = await key(new Date("2026-03-02T09:00:00Z"));
    const wrong = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
    for (const header of [null, "", token, `Bearer ${wrong}`, `Bearer mr_00000000_${"x".repeat(43)}`, `Basic ${token}`]) expect(await machineActor(auth, header)).toBeNull();
    expect(await machineActor(auth, `Bearer ${token}`)).not.toBeNull();
    clock.forward(60);
    expect(await machineActor(auth, `Bearer ${token}`)).toBeNull();
    const second = await key();
    await revokeMachineKey(second.auth, second.id, null);
    expect(await machineActor(second.auth, `Bearer ${second.token}`)).toBeNull();
    expect(id).not.toBe(second.id);
  });

  it("note their last use once a minute and store no secret", async () => {
    const { auth, clock, token, id } = await key();
    const lastUsed = async () => (await database.db.select().from(machineKey)).find((row) => row.id === id)?.lastUsedAt?.toISOString();
    await machineActor(auth, `Bearer ${token}`);
    clock.forward(0.5);
    await machineActor(auth, `Bearer ${token}`);
    expect(await lastUsed()).toBe("2026-03-02T08:00:00.000Z");
    clock.forward(1);
    await machineActor(auth, `Bearer ${token}`);
    expect(await lastUsed()).toBe("2026-03-02T08:01:30.000Z");
    // It may hold such a sign itself.
    const secret = token.split("_").slice(2).join("_");
    expect(secret.length).toBeGreaterThan(20);
    expect(JSON.stringify(await database.db.select().from(machineKey))).not.toContain(secret);
  });
});
