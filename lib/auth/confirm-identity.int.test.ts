import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "./actor";
import { confirmIdentity } from "./confirm-identity";
import { authOn, handClock, makeAccount, makeSite } from "./testing/plant";

let database: TestDatabase;
const actors: Record<"manager" | "provider" | "other", Actor | null> = { manager: null, provider: null, other: null };

beforeAll(async () => {
  database = await testDatabase();
  const { siteId } = await makeSite(database.db, "SIGN");
  const actorOf = async (email: string, password?: string): Promise<Actor> => ({
    kind: "PERSON",
    name: email,
    accountId: await makeAccount(database.db, { siteId, roles: ["QUALITY_MANAGER"], email, ...(password === undefined ? {} : { password }) }),
    personId: null,
    sessionId: null,
    deviceId: null,
    machineKeyId: null,
    sites: [],
    permissions: [],
  });
  actors.manager = await actorOf("Manager@plant.example", "correct horse");
  actors.provider = await actorOf("provider@plant.example");
  actors.other = await actorOf("other@plant.example", "another horse");
});
afterAll(() => database.close());

const sign = (who: keyof typeof actors, email: string, password: string) => {
  const actor = actors[who];
  if (actor === null) throw new Error("nobody of that name");
  return confirmIdentity(authOn(database.db, handClock()), actor, { email, password });
};

describe("SEC-12 both components again", () => {
  it("are the own ones, whatever the case of the e-mail", async () => {
    expect(await sign("manager", " manager@PLANT.example", "correct horse")).toEqual({ ok: true, value: { name: "Manager@plant.example" } });
  });

  it.each([
    ["a wrong password", "manager@plant.example", "wrong"],
    ["somebody else's, though right", "other@plant.example", "another horse"],
    ["those of nobody", "nobody@plant.example", "correct horse"],
  ])("are not %s", async (_, email, password) => {
    expect(await sign("manager", email, password)).toMatchObject({ ok: false, code: "BAD_CREDENTIALS" });
  });

  it("cannot be stated by who has no password here: that is said, as often as they try, and locks nobody", async () => {
    for (let i = 0; i < 12; i += 1) expect(await sign("provider", "provider@plant.example", "a guess")).toEqual({ ok: false, code: "NO_PASSWORD_HERE", params: {} });
    expect(await sign("provider", "manager@plant.example", "correct horse")).toMatchObject({ code: "NO_PASSWORD_HERE" });
  });
});
