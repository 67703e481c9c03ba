import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { account, auditEntry, roleGrant, session } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { signInDesk } from "./desk-sign-in";
import { personActor } from "./person-actor";
import { endSession, readSession, touchSession } from "./sessions";
import { authOn, handClock, makeAccount, makeSite } from "./testing/plant";

let database: TestDatabase;
let site: Awaited<ReturnType<typeof makeSite>>;
let accountId: string;

beforeAll(async () => {
  database = await testDatabase();
  site = await makeSite(database.db, "DESK");
  accountId = await makeAccount(database.db, { siteId: site.siteId, roles: ["PLANNER"], email: "Planner-A@plant.example", password: "correct horse" });
});
afterAll(() => database.close());

const at = (clock = handClock()) => ({ clock, auth: authOn(database.db, clock) });
const given = (over: Partial<Parameters<typeof signInDesk>[1]> = {}) => ({
  email: "planner-a@plant.example",
  password: "correct horse",
  address: "10.0.0.1",
  userAgent: null,
  ...over,
});

async function signedIn(setup = at()) {
  const answer = await signInDesk(setup.auth, given());
  if (!answer.ok) throw new Error(answer.code);
  return { ...setup, sessionId: answer.value.sessionId };
}

describe("desk sign-in", () => {
  it("SEC-08 starts a new session each time, whatever the case of the e-mail", async () => {
    const { auth } = at();
    const first = await signInDesk(auth, given({ email: " PLANNER-A@plant.example" }));
    const second = await signInDesk(auth, given());
    expect(first.ok && second.ok && first.value.sessionId !== second.value.sessionId).toBe(true);
  });

  it("answers an unknown account like a wrong password, and about as slowly", async () => {
    const { auth } = at();
    const timed = async (email: string) => {
      const start = performance.now();
      const answer = await signInDesk(auth, given({ email, password: "wrong", address: "10.0.0.9" }));
      return { answer, ms: performance.now() - start };
    };
    await timed("warm-up@plant.example");
    const unknown = await timed("nobody@plant.example");
    const wrong = await timed("planner-a@plant.example");
    expect(unknown.answer).toEqual({ ok: false, code: "BAD_CREDENTIALS", params: {} });
    expect(wrong.answer).toEqual(unknown.answer);
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 4);
  });

  it("locks an account after ten failures, known or not, and opens it again after 15 minutes", async () => {
    const { auth, clock } = at(handClock("2026-03-03T08:00:00Z"));
    for (const email of ["planner-a@plant.example", "nobody-2@plant.example"]) {
      for (let i = 0; i < 10; i++) expect(await signInDesk(auth, given({ email, password: "wrong", address: `10.1.0.${i}` }))).toMatchObject({ code: "BAD_CREDENTIALS" });
      expect(await signInDesk(auth, given({ email, address: "10.1.1.1" }))).toMatchObject({ ok: false, code: "LOCKED", params: { until: "2026-03-03T08:15:00.000Z" } });
    }
    clock.forward(15);
    expect(await signInDesk(auth, given())).toMatchObject({ ok: true });
  });

  it("counts guesses that arrive at the same moment one by one", async () => {
    const { auth } = at(handClock("2026-03-04T08:00:00Z"));
    const answers = await Promise.all(Array.from({ length: 25 }, () => signInDesk(auth, given({ email: "crowd@plant.example", password: "wrong", address: "10.2.0.1" }))));
    expect(answers.filter((answer) => !answer.ok && answer.code === "BAD_CREDENTIALS")).toHaveLength(10);
  });

  it("limits an address over all accounts", async () => {
    const { auth } = at(handClock("2026-03-05T08:00:00Z"));
    const codes: string[] = [];
    for (let i = 0; i < 62; i++) {
      const answer = await signInDesk(auth, given({ email: `user-${i}@plant.example`, password: "wrong", address: "10.3.0.1" }));
      codes.push(answer.ok ? "OK" : answer.code);
    }
    expect(codes.slice(0, 60)).not.toContain("LOCKED");
    expect(codes.slice(60)).toEqual(["LOCKED", "LOCKED"]);
  });

  it("SEC-09 leaves an audit entry for each success and each denial, without what was typed", async () => {
    const entries = await database.db.select().from(auditEntry).where(eq(auditEntry.action, "sign-in.desk"));
    expect(entries.filter((entry) => entry.outcome === "DONE").length).toBeGreaterThan(0);
    expect(entries.filter((entry) => entry.outcome === "DENIED").length).toBeGreaterThan(0);
    expect(JSON.stringify(entries)).not.toMatch(/wrong|plant\.example/);
  });
});

describe("sessions", () => {
  it("SEC-07 ends after 30 idle minutes at a desk, and activity keeps it open", async () => {
    const { auth, clock, sessionId } = await signedIn();
    clock.forward(29);
    const live = await readSession(auth, sessionId);
    if (live === null) throw new Error("the session should hold for 29 minutes");
    await touchSession(auth, live);
    clock.forward(29);
    expect(await readSession(auth, sessionId)).not.toBeNull();
    clock.forward(1);
    expect(await readSession(auth, sessionId)).toBeNull();
  });

  it("SEC-07 ends after twelve hours whatever happens", async () => {
    const { auth, clock, sessionId } = await signedIn();
    for (let i = 0; i < 47; i++) {
      clock.forward(15);
      const live = await readSession(auth, sessionId);
      if (live !== null) await touchSession(auth, live);
    }
    expect(await readSession(auth, sessionId)).not.toBeNull();
    clock.forward(15);
    expect(await readSession(auth, sessionId)).toBeNull();
  });

  it("SEC-07 deactivation, a raised security version and signing out end it at once", async () => {
    const { auth, sessionId } = await signedIn();
    await database.db.update(account).set({ active: false }).where(eq(account.id, accountId));
    expect(await personActor(auth, sessionId)).toBeNull();
    await database.db.update(account).set({ active: true, securityVersion: 1 }).where(eq(account.id, accountId));
    expect(await personActor(auth, sessionId)).toBeNull();
    await database.db.update(account).set({ securityVersion: 0 }).where(eq(account.id, accountId));
    expect(await personActor(auth, sessionId)).not.toBeNull();
    await endSession(auth, sessionId);
    expect(await personActor(auth, sessionId)).toBeNull();
    expect((await database.db.select().from(session).where(eq(session.id, sessionId)))[0]?.endedAt).not.toBeNull();
  });

  it("SEC-03 a change of rights takes effect on the next request", async () => {
    const { auth, sessionId } = await signedIn();
    expect((await personActor(auth, sessionId))?.actor.sites).toEqual([{ siteId: site.siteId, code: "DESK", roles: ["PLANNER"] }]);
    await database.db.insert(roleGrant).values({ accountId, siteId: site.siteId, role: "FINANCE", grantedAt: new Date() });
    expect((await personActor(auth, sessionId))?.actor.sites[0]?.roles).toEqual(["FINANCE", "PLANNER"]);
  });
});
