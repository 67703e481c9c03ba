import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { event } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { signInFailure } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { createEnrolmentCode, enrolDevice } from "@/lib/auth/devices";
import { systemActor } from "@/lib/auth/system-actor";
import { tabletActor } from "@/lib/auth/tablet-actor";
import { signInTablet } from "@/lib/auth/tablet-sign-in";
import { authOn, handClock, makeAccount, makeSite } from "@/lib/auth/testing/plant";
import { newId } from "@/lib/platform/ids";
import { leadView } from "@/lib/queries/operator/lead-view";
import { tellTabletLock, type ToldLock } from "./tell-tablet-lock";

let database: TestDatabase;
let a: Awaited<ReturnType<typeof makeSite>>;
let b: Awaited<ReturnType<typeof makeSite>>;
let operator: string;
let stranger: string;
const clock = handClock("2026-03-02T12:00:00Z");

beforeAll(async () => {
  database = await testDatabase();
  a = await makeSite(database.db, "A");
  b = await makeSite(database.db, "B");
  operator = await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0417", pin: "271828", number: "0417" });
  stranger = await makeAccount(database.db, { siteId: b.siteId, roles: ["OPERATOR"], badge: "0741", pin: "271828", number: "0741" });
});
afterAll(() => database.close());
beforeEach(() => database.db.update(exception).set({ state: "RESOLVED", resolvedAt: clock.now() }).where(isNull(exception.resolvedAt)));

const leadOf = (site: { siteId: string; code: string }): Actor => ({
  ...systemActor("lead", ["override.approve", "exception.end"], [site]),
  sites: [{ ...site, roles: ["LEAD"] }],
});

async function tablet(): Promise<{ readonly token: string; readonly device: Actor }> {
  const auth = authOn(database.db, clock);
  const made = await createEnrolmentCode(auth, systemActor("it", ["device.manage"], [a]), { kind: "TABLET", siteId: a.siteId, workCentreId: a.lineId, name: "Tablet A-L2-1" });
  if (!made.ok) throw new Error(made.code);
  const enrolled = await enrolDevice(auth, { code: made.value.code, address: "10.0.0.2" });
  if (!enrolled.ok) throw new Error(enrolled.code);
  const device = await tabletActor(auth, enrolled.value.token);
  if (device === null) throw new Error("the tablet is not known");
  return { token: enrolled.value.token, device };
}

const tell = (device: Actor, lock: Partial<ToldLock> = {}) =>
  tellTabletLock({ db: database.db, clock, tellLive: () => undefined, wakeOutbox: () => undefined }, device, {
    lockId: newId(),
    accountId: operator,
    whole: false,
    agoMs: 2 * 3_600_000,
    ...lock,
  });

const seen = async (site = a) => (await leadView({ db: database.db, now: clock.now() }, leadOf(site))).suspects.map(({ suspect }) => suspect);

const lock = { kind: "LOCK", name: "Operator 0417", whole: false, device: "Tablet A-L2-1", line: "L2", from: "2026-03-02T10:00:00.000Z", until: "2026-03-02T10:15:00.000Z" };

it("SEC-05 a lock at a tablet without the network is before the lead once the tablet tells of it, once however often, and locks nobody here", async () => {
  const { device, token } = await tablet();
  const lockId = newId();
  await Promise.all([tell(device, { lockId }), tell(device, { lockId })]);
  await tell(device, { lockId });
  expect(await seen()).toEqual([lock]);
  expect(await seen(b)).toEqual([]);
  const [fact] = await database.db.select({ deviceId: event.deviceId, actor: event.actor }).from(event).where(eq(event.type, "exception.raised"));
  expect(fact).toEqual({ deviceId: device.deviceId, actor: "tablet" });
  expect(
    await database.db
      .select()
      .from(signInFailure)
      .where(eq(signInFailure.deviceId, device.deviceId ?? "")),
  ).toEqual([]);
  expect(await signInTablet(authOn(database.db, clock), { deviceToken: token, badge: "0417", pin: "271828", userAgent: null })).toMatchObject({ ok: true });
  // Settled by the lead, it is not told again.
  await database.db.update(exception).set({ state: "RESOLVED", resolvedAt: clock.now() });
  await tell(device, { lockId });
  expect(await seen()).toEqual([]);
});

it("SEC-05 tells whose badge it is of people of the site alone, and of the whole tablet", async () => {
  const { device } = await tablet();
  for (const accountId of [null, stranger, newId()]) {
    await tell(device, { accountId });
    expect(await seen()).toEqual([{ ...lock, name: null }]);
    await database.db.update(exception).set({ state: "RESOLVED", resolvedAt: clock.now() });
  }
  await tell(device, { accountId: null, whole: true });
  expect(await seen()).toEqual([{ ...lock, name: null, whole: true }]);
});

it("SEC-05 a tablet that tells of ever more locks fills no lead's list: five stand, until one is settled", async () => {
  const [one, other] = [await tablet(), await tablet()];
  for (let count = 0; count < 8; count += 1) await tell(one.device);
  expect(await seen()).toHaveLength(5);
  await tell(other.device);
  expect(await seen()).toHaveLength(6);
  const [first] = await database.db
    .select({ id: exception.id })
    .from(exception)
    .where(and(eq(exception.class, "SIGN_IN_LOCKED"), isNull(exception.resolvedAt)));
  await database.db
    .update(exception)
    .set({ state: "RESOLVED", resolvedAt: clock.now() })
    .where(eq(exception.id, first?.id ?? ""));
  await tell(one.device);
  expect(await seen()).toHaveLength(6);
});
