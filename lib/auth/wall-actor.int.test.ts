import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { sitesWith } from "./authorise";
import { createEnrolmentCode, deviceOfId, type DeviceKind, enrolDevice, revokeDevice } from "./devices";
import { PERMISSIONS } from "./permissions";
import { systemActor } from "./system-actor";
import { signInTablet } from "./tablet-sign-in";
import { authOn, handClock, makeAccount, makeSite } from "./testing/plant";
import { wallActor, wallActorAgain } from "./wall-actor";

let database: TestDatabase;
let a: Awaited<ReturnType<typeof makeSite>>;
beforeAll(async () => {
  database = await testDatabase();
  a = await makeSite(database.db, "A");
  await makeSite(database.db, "B");
  await makeAccount(database.db, { siteId: a.siteId, roles: ["OPERATOR"], badge: "0417", pin: "271828", number: "0417" });
});
afterAll(() => database.close());

const admin = () => systemActor("it", ["device.manage"], [a]);

async function enrolled(kind: DeviceKind) {
  const clock = handClock();
  const auth = authOn(database.db, clock);
  const made = await createEnrolmentCode(auth, admin(), { kind, siteId: a.siteId, workCentreId: a.lineId, name: "Hall, north" });
  const device = await enrolDevice(auth, { code: made.ok ? made.value.code : "", address: "10.0.0.2" });
  if (!device.ok) throw new Error(device.code);
  return { clock, auth, ...device.value };
}

describe("wall display", () => {
  it("SEC-03 reads plan and stops of its own site, and may nothing else", async () => {
    const { auth, token, deviceId } = await enrolled("WALL");
    const actor = await wallActor(auth, token);
    expect(actor).toMatchObject({ name: "Hall, north", deviceId, accountId: null, personId: null, sessionId: null, sites: [{ siteId: a.siteId, code: "A" }] });
    const may = PERMISSIONS.filter((permission) => actor !== null && sitesWith(actor, permission).length > 0);
    expect(may).toEqual(["stop.read", "plan.read"]);
  });

  it("does not end after 30 minutes or 12 hours as a desk's session does (SEC-07), and ends when it is taken out of use", async () => {
    const { auth, clock, token, deviceId } = await enrolled("WALL");
    clock.forward(60 * 24 * 30);
    expect(await wallActorAgain(auth, deviceId)).not.toBeNull();
    expect((await deviceOfId(auth, deviceId))?.kind).toBe("WALL");
    expect(await revokeDevice(auth, admin(), deviceId)).toMatchObject({ ok: true });
    expect([await wallActor(auth, token), await wallActorAgain(auth, deviceId)]).toEqual([null, null]);
  });

  it("SEC-05 nobody signs on at it with badge and PIN, and a tablet shows nothing without a person", async () => {
    const wall = await enrolled("WALL");
    expect(await signInTablet(wall.auth, { deviceToken: wall.token, badge: "0417", pin: "271828", userAgent: null })).toMatchObject({ ok: false, code: "DEVICE_UNKNOWN" });
    const tablet = await enrolled("TABLET");
    expect([await wallActor(tablet.auth, tablet.token), await wallActorAgain(tablet.auth, tablet.deviceId)]).toEqual([null, null]);
    expect(await wallActor(tablet.auth, `${wall.token}x`)).toBeNull();
  });
});
