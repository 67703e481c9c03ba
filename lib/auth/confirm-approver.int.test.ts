import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { account, auditEntry } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "./actor";
import { confirmApprover } from "./confirm-approver";
import type { AuthContext } from "./context";
import { createEnrolmentCode, enrolDevice } from "./devices";
import { personActor } from "./person-actor";
import { readSession } from "./sessions";
import { systemActor } from "./system-actor";
import { signInTablet } from "./tablet-sign-in";
import { authOn, handClock, makeAccount, makeSite } from "./testing/plant";

let database: TestDatabase;
let a: Awaited<ReturnType<typeof makeSite>>;
let leadId: string;
beforeAll(async () => {
  database = await testDatabase();
  a = await makeSite(database.db, "A");
  const b = await makeSite(database.db, "B");
  await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0417", pin: "271828", number: "0417" });
  leadId = await makeAccount(database.db, { siteId: a.siteId, roles: ["LEAD"], badge: "0401", pin: "141421", number: "0401" });
  await makeAccount(database.db, { siteId: b.siteId, roles: ["LEAD"], badge: "0501", pin: "161803", number: "0501" });
  await makeAccount(database.db, { siteId: a.siteId, roles: ["MAINTENANCE"], badge: "0388", pin: "314159", number: "0388" });
});
afterAll(() => database.close());

/** An operator who is signed on at a tablet of their own. */
async function atTablet() {
  const clock = handClock();
  const auth = authOn(database.db, clock);
  const made = await createEnrolmentCode(auth, systemActor("it", ["device.manage"], [a]), { kind: "TABLET", siteId: a.siteId, workCentreId: a.lineId, name: "Tablet" });
  const enrolled = await enrolDevice(auth, { code: made.ok ? made.value.code : "", address: "10.0.0.2" });
  if (!enrolled.ok) throw new Error(enrolled.code);
  const { token, deviceId } = enrolled.value;
  const on = await signInTablet(auth, { deviceToken: token, badge: "0417", pin: "271828", userAgent: null });
  const sessionId = on.ok ? on.value.sessionId : "";
  const person = await personActor(auth, sessionId);
  if (person === null) throw new Error("the operator is not signed on");
  return { auth, clock, token, deviceId, sessionId, operator: person.actor };
}

const asks = (auth: AuthContext, operator: Actor, badge: string, pin: string) => confirmApprover(auth, operator, { badge, pin });

async function notes(deviceId: string) {
  const rows = await database.db
    .select()
    .from(auditEntry)
    .where(and(eq(auditEntry.action, "override.approve"), eq(auditEntry.deviceId, deviceId)));
  return rows.map(({ outcome, accountId, detail }) => ({ outcome, accountId, detail }));
}

describe("SEC-12 a lead approves at somebody else's tablet", () => {
  it("is told by name, and the operator stays signed on", async () => {
    const { auth, operator, deviceId, sessionId } = await atTablet();
    const [{ name, personId } = { name: "", personId: null }] = await database.db.select().from(account).where(eq(account.id, leadId));
    expect(await asks(auth, operator, " 0401 ", "141421")).toMatchObject({
      ok: true,
      value: { accountId: leadId, name, personId, sites: [{ siteId: a.siteId, roles: ["LEAD"] }] },
    });
    expect((await readSession(auth, sessionId))?.accountId).toBe(operator.accountId);
    // Nothing is approved before the command has been decided.
    expect(await notes(deviceId)).toEqual([]);
  });

  it("refuses the operator's own badge and anybody's who is no lead, and writes down who tried", async () => {
    const { auth, operator, deviceId } = await atTablet();
    expect(await asks(auth, operator, "0417", "271828")).toMatchObject({ ok: false, code: "APPROVER_NOT_LEAD" });
    expect(await asks(auth, operator, "0388", "314159")).toMatchObject({ ok: false, code: "APPROVER_NOT_LEAD" });
    expect((await notes(deviceId)).map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ["DENIED", { for: operator.accountId, reason: "APPROVER_NOT_LEAD" }],
      ["DENIED", { for: operator.accountId, reason: "APPROVER_NOT_LEAD" }],
    ]);
  });

  it("SEC-02 a lead of another site is nobody here", async () => {
    const { auth, operator } = await atTablet();
    expect(await asks(auth, operator, "0501", "161803")).toMatchObject({ ok: false, code: "BAD_BADGE_OR_PIN", params: { left: 4 } });
  });

  it("SEC-05 wrong tries count with those of signing on, and lock both", async () => {
    const { auth, operator, token, clock } = await atTablet();
    const signOn = () => signInTablet(auth, { deviceToken: token, badge: "0401", pin: "000000", userAgent: null });
    expect(await asks(auth, operator, "0401", "000000")).toMatchObject({ code: "BAD_BADGE_OR_PIN", params: { left: 4 } });
    expect(await signOn()).toMatchObject({ code: "BAD_BADGE_OR_PIN", params: { left: 3 } });
    for (let left = 2; left > 0; left -= 1) expect(await asks(auth, operator, "0401", "000000")).toMatchObject({ params: { left } });
    expect(await asks(auth, operator, "0401", "000000")).toMatchObject({ code: "LOCKED" });
    expect(await asks(auth, operator, "0401", "141421")).toMatchObject({ code: "LOCKED" });
    expect(await signOn()).toMatchObject({ code: "LOCKED" });
    clock.forward(16);
    expect(await asks(auth, operator, "0401", "141421")).toMatchObject({ ok: true });
  });

  it("SEC-05 badge and PIN count for nothing at a desk", async () => {
    const { auth, operator } = await atTablet();
    expect(await asks(auth, { ...operator, deviceId: null }, "0401", "141421")).toMatchObject({ ok: false, code: "DEVICE_UNKNOWN" });
  });
});
