import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { account, auditEntry } from "@/db/schema/identity";
import { person } from "@/db/schema/reference";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { AuthContext } from "./context";
import { createEnrolmentCode, enrolDevice, findDevice, isRevoked, listDevices, revokeDevice } from "./devices";
import { personActor } from "./person-actor";
import { readSession } from "./sessions";
import { systemActor } from "./system-actor";
import { signInTablet } from "./tablet-sign-in";
import { authOn, handClock, makeAccount, makeSite } from "./testing/plant";

let database: TestDatabase;
let a: Awaited<ReturnType<typeof makeSite>>;
let b: Awaited<ReturnType<typeof makeSite>>;
beforeAll(async () => {
  database = await testDatabase();
  a = await makeSite(database.db, "A");
  b = await makeSite(database.db, "B");
  await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0417", pin: "271828", number: "0417" });
  await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0388", pin: "314159", number: "0388" });
  await makeAccount(database.db, { siteId: b.siteId, roles: ["OPERATOR"], badge: "0501", pin: "161803", number: "0501" });
});
afterAll(() => database.close());

const it1 = () => systemActor("it", ["device.manage"], [a]);

async function tablet(start?: string) {
  const clock = handClock(start);
  const auth = authOn(database.db, clock);
  const made = await createEnrolmentCode(auth, it1(), { kind: "TABLET", siteId: a.siteId, workCentreId: a.lineId, name: "Tablet A-L2-1" });
  if (!made.ok) throw new Error(made.code);
  const enrolled = await enrolDevice(auth, { code: made.value.code.toLowerCase(), address: "10.0.0.2" });
  if (!enrolled.ok) throw new Error(enrolled.code);
  return { clock, auth, code: made.value.code, ...enrolled.value };
}

const sign = (auth: AuthContext, deviceToken: string, badge: string, pin: string) => signInTablet(auth, { deviceToken, badge, pin, userAgent: null });

describe("device enrolment", () => {
  it("SEC-05 turns one browser into a device and no second one", async () => {
    const { auth, code, token } = await tablet();
    expect(await findDevice(auth, token)).toMatchObject({ name: "Tablet A-L2-1", siteId: a.siteId, workCentreName: "L2" });
    expect(await enrolDevice(auth, { code, address: "10.0.0.3" })).toMatchObject({ ok: false, code: "CODE_INVALID" });
  });

  it("refuses a code after a day, and a site out of scope", async () => {
    const { auth, clock } = await tablet();
    const made = await createEnrolmentCode(auth, it1(), { kind: "TABLET", siteId: a.siteId, workCentreId: null, name: "Late" });
    clock.forward(24 * 60);
    expect(await enrolDevice(auth, { code: made.ok ? made.value.code : "", address: "10.0.0.4" })).toMatchObject({ code: "CODE_INVALID" });
    expect(await createEnrolmentCode(auth, it1(), { kind: "TABLET", siteId: b.siteId, workCentreId: null, name: "Foreign" })).toMatchObject({ code: "NOT_FOUND" });
    expect(await createEnrolmentCode(auth, it1(), { kind: "TABLET", siteId: a.siteId, workCentreId: b.lineId, name: "Foreign line" })).toMatchObject({ code: "NOT_FOUND" });
  });

  it("revoking ends the session that is open on it and the token with it", async () => {
    const { auth, token, deviceId } = await tablet();
    const on = await sign(auth, token, "0417", "271828");
    expect(await revokeDevice(auth, systemActor("it of b", ["device.manage"], [b]), deviceId)).toMatchObject({ code: "NOT_FOUND" });
    expect(await isRevoked(auth, token)).toBe(false);
    expect(await revokeDevice(auth, it1(), deviceId)).toMatchObject({ ok: true });
    expect([await isRevoked(auth, token), await isRevoked(auth, `${token}x`)]).toEqual([true, false]);
    expect(await readSession(auth, on.ok ? on.value.sessionId : "")).toBeNull();
    expect(await sign(auth, token, "0417", "271828")).toMatchObject({ code: "DEVICE_UNKNOWN" });
    expect((await listDevices(auth, it1())).find((one) => one.id === deviceId)?.revokedAt).not.toBeNull();
  });
});

describe("badge and PIN", () => {
  it("SEC-05 signs on with both, in the scope of the tablet's site", async () => {
    const { auth, token, deviceId } = await tablet();
    const on = await sign(auth, token, " 0417 ", "271828");
    const person = await personActor(auth, on.ok ? on.value.sessionId : "");
    expect(person?.actor).toMatchObject({ kind: "PERSON", deviceId, sites: [{ code: "A", roles: ["OPERATOR"] }] });
    expect(person?.actor.personId).not.toBeNull();
  });

  it("SEC-05 a PIN works only with its badge, on an enrolled device, at a site of the person", async () => {
    const { auth, token } = await tablet();
    expect(await sign(auth, token, "0388", "271828")).toMatchObject({ code: "BAD_BADGE_OR_PIN" });
    expect(await sign(auth, "forged", "0417", "271828")).toMatchObject({ code: "DEVICE_UNKNOWN" });
    expect(await sign(auth, token, "0501", "161803")).toMatchObject({ code: "BAD_BADGE_OR_PIN" });
  });

  it("SEC-05 five failures lock the badge on this device for 15 minutes, and on no other", async () => {
    const { auth, clock, token } = await tablet("2026-03-10T06:00:00Z");
    const other = await tablet("2026-03-10T06:00:00Z");
    const left: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      const answer = await sign(auth, token, "0417", "000000");
      left.push(answer.ok ? "ok" : (answer.params["left"] ?? answer.code));
    }
    expect(left).toEqual([4, 3, 2, 1, "LOCKED"]);
    expect(await sign(auth, token, "0417", "271828")).toMatchObject({ code: "LOCKED", params: { until: "2026-03-10T06:15:00.000Z" } });
    expect(await sign(other.auth, other.token, "0417", "271828")).toMatchObject({ ok: true });
    expect(await sign(auth, token, "0388", "314159")).toMatchObject({ ok: true });
    clock.forward(15);
    expect(await sign(auth, token, "0417", "271828")).toMatchObject({ ok: true });
    expect(await sign(auth, token, "0417", "000000")).toMatchObject({ params: { left: 4 } });
  });

  it("an unknown badge counts and locks like a known one", async () => {
    const { auth, token } = await tablet("2026-03-11T06:00:00Z");
    const answers: string[] = [];
    for (let i = 0; i < 6; i++) {
      const answer = await sign(auth, token, "9999", "123456");
      answers.push(answer.ok ? "ok" : answer.code);
    }
    expect(answers).toEqual(["BAD_BADGE_OR_PIN", "BAD_BADGE_OR_PIN", "BAD_BADGE_OR_PIN", "BAD_BADGE_OR_PIN", "LOCKED", "LOCKED"]);
  });

  it("SEC-06 the next person on the tablet ends the rights of the one before; SEC-07 five idle minutes end them too", async () => {
    const { auth, clock, token } = await tablet();
    const first = await sign(auth, token, "0417", "271828");
    const second = await sign(auth, token, "0388", "314159");
    if (!first.ok || !second.ok) throw new Error("both should sign on");
    expect(await readSession(auth, first.value.sessionId)).toBeNull();
    expect(await readSession(auth, second.value.sessionId)).not.toBeNull();
    clock.forward(5);
    expect(await readSession(auth, second.value.sessionId)).toBeNull();
  });

  it("SEC-16 stores neither badge nor PIN", async () => {
    const rows = await database.db.select().from(account);
    expect(JSON.stringify(rows.map(({ badgeHash, pinHash }) => [badgeHash, pinHash]))).not.toMatch(/0417|271828/);
    expect(rows.every((row) => row.pinHash === null || row.pinHash.startsWith("$argon2id$"))).toBe(true);
    const entries = await database.db.select().from(auditEntry).where(eq(auditEntry.action, "sign-in.tablet"));
    expect(entries.length).toBeGreaterThan(0);
    expect(JSON.stringify(entries.map((entry) => [entry.subject, entry.detail]))).not.toMatch(/271828|000000/);
  });
});

describe("people", () => {
  it("SEC-07 whoever the ERP sets inactive is out at once and does not get in again", async () => {
    await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0666", pin: "141421", number: "0666" });
    const { auth, token } = await tablet("2026-03-05T08:00:00Z");
    const signed = await sign(auth, token, "0666", "141421");
    if (!signed.ok) throw new Error(signed.code);
    expect(await personActor(auth, signed.value.sessionId)).not.toBeNull();
    await database.db.update(person).set({ active: false }).where(eq(person.number, "0666"));
    expect(await personActor(auth, signed.value.sessionId)).toBeNull();
    expect(await sign(auth, token, "0666", "141421")).toMatchObject({ ok: false, code: "BAD_BADGE_OR_PIN" });
  });
});
