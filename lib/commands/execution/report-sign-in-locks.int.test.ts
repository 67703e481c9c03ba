import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { event } from "@/db/schema/eventlog";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { createEnrolmentCode, enrolDevice } from "@/lib/auth/devices";
import { systemActor } from "@/lib/auth/system-actor";
import { signInTablet } from "@/lib/auth/tablet-sign-in";
import { authOn, handClock, makeAccount, makeSite } from "@/lib/auth/testing/plant";
import { floorCalls } from "@/lib/queries/operator/floor-calls";
import { leadView } from "@/lib/queries/operator/lead-view";
import { reportSignInLocks } from "./report-sign-in-locks";

let database: TestDatabase;
let a: Awaited<ReturnType<typeof makeSite>>;
let b: Awaited<ReturnType<typeof makeSite>>;
beforeAll(async () => {
  database = await testDatabase();
  a = await makeSite(database.db, "A");
  b = await makeSite(database.db, "B");
  await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0417", pin: "271828", number: "0417" });
});
afterAll(() => database.close());

const leadOf = (site: { siteId: string; code: string }): Actor => ({
  ...systemActor("lead", ["override.approve", "exception.end"], [site]),
  sites: [{ ...site, roles: ["LEAD"] }],
});

async function tablet(start: string) {
  const clock = handClock(start);
  const auth = authOn(database.db, clock);
  const made = await createEnrolmentCode(auth, systemActor("it", ["device.manage"], [a]), { kind: "TABLET", siteId: a.siteId, workCentreId: a.lineId, name: "Tablet A-L2-1" });
  if (!made.ok) throw new Error(made.code);
  const enrolled = await enrolDevice(auth, { code: made.value.code, address: "10.0.0.2" });
  if (!enrolled.ok) throw new Error(enrolled.code);
  const services = { db: database.db, clock, tellLive: () => undefined, wakeOutbox: () => undefined };
  return {
    clock,
    report: () => reportSignInLocks(services),
    tries: async (badge: string, pin: string, times: number) => {
      for (let count = 0; count < times; count += 1) await signInTablet(auth, { deviceToken: enrolled.value.token, badge, pin, userAgent: null });
    },
    seen: async (site: typeof a) => {
      const reader = { db: database.db, now: clock.now() };
      const calls = (await floorCalls(reader, leadOf(site))).calls.map(({ class: kind, owner, suspect }) => ({ kind, owner, suspect }));
      return { calls, page: (await leadView(reader, leadOf(site))).suspects.map(({ suspect }) => suspect) };
    },
  };
}

it("SEC-05 five wrong PINs alert the lead of the site, once for each lock, with the person and the tablet and without the PIN", async () => {
  const { clock, report, tries, seen } = await tablet("2026-03-02T08:00:00Z");
  await tries("0417", "999111", 4);
  expect(await report()).toBe(0);
  await tries("0417", "999111", 1);
  expect(await report()).toBe(1);
  // Whoever goes on trying is locked already.
  await tries("0417", "999111", 3);
  expect(await report()).toBe(0);
  const lock = { kind: "LOCK", name: "Operator 0417", whole: false, device: "Tablet A-L2-1", line: "L2", from: null, until: "2026-03-02T08:15:00.000Z" };
  expect(await seen(a)).toEqual({ calls: [{ kind: "SIGN_IN_LOCKED", owner: "LEAD", suspect: lock }], page: [lock] });
  expect(await seen(b)).toEqual({ calls: [], page: [] });
  const facts = await database.db.select({ payload: event.payload }).from(event).where(eq(event.type, "exception.raised"));
  expect(JSON.stringify(facts)).not.toMatch(/999111|271828/);
  // Settled by the lead, it is not told again; a second lock is.
  await database.db.update(exception).set({ state: "RESOLVED", resolvedAt: clock.now() });
  expect(await report()).toBe(0);
  clock.forward(16);
  expect(await report()).toBe(0);
  await tries("0417", "999111", 5);
  expect(await report()).toBe(1);
});

it("SEC-05 tells of a badge that is nobody's as well", async () => {
  const { report, tries } = await tablet("2026-03-03T08:00:00Z");
  await tries("0666", "123456", 5);
  expect(await report()).toBe(1);
  const raised = await database.db
    .select({ detail: exception.detail })
    .from(exception)
    .where(and(eq(exception.class, "SIGN_IN_LOCKED"), eq(exception.state, "RAISED")));
  expect(raised.map(({ detail }) => detail)).toContainEqual({ device: "Tablet A-L2-1", line: "L2", name: null, until: "2026-03-03T08:15:00.000Z" });
});

it("SEC-05 tells of a tablet that wrong PINs with many badges have locked for all", async () => {
  const { report, tries, seen } = await tablet("2026-03-04T08:00:00Z");
  await database.db.update(exception).set({ state: "RESOLVED", resolvedAt: new Date("2026-03-04T08:00:00Z") });
  for (let badge = 1; badge <= 8; badge += 1) await tries(`070${badge}`, "123456", 4);
  expect(await report()).toBe(1);
  expect((await seen(a)).page).toEqual([{ kind: "LOCK", name: null, whole: true, device: "Tablet A-L2-1", line: "L2", from: null, until: "2026-03-04T08:15:00.000Z" }]);
  expect(await report()).toBe(0);
});
