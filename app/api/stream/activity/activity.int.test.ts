import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { createEnrolmentCode, enrolDevice, revokeDevice } from "@/lib/auth/devices";
import { systemActor } from "@/lib/auth/system-actor";
import { makeSite, SECRET } from "@/lib/auth/testing/plant";
import { compose, composition, provide } from "@/lib/composition";
import { GET } from "./route";

let database: TestDatabase;
let siteId: string;
beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  siteId = (await makeSite(database.db, "W")).siteId;
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

/** What a browser hears that asks, as its stream broke, whether it is still let in. */
async function answerTo(cookie: string): Promise<number> {
  const request = new Request("http://millrace.example/api/stream/activity", { headers: { host: "millrace.example", cookie } });
  return (await GET(request, { params: Promise.resolve({}) })).status;
}

it("SEC-03 a wall display whose stream broke is not sent to the sign-in page, until it is taken out of use", async () => {
  const { auth } = composition();
  const admin = systemActor("it", ["device.manage"], [{ siteId, code: "W" }]);
  const made = await createEnrolmentCode(auth, admin, { kind: "WALL", siteId, workCentreId: null, name: "Hall, north" });
  const device = await enrolDevice(auth, { code: made.ok ? made.value.code : "", address: "10.0.0.2" });
  if (!device.ok) throw new Error(device.code);
  const cookie = `millrace.device=${device.value.token}`;
  expect(await answerTo(cookie)).toBe(204);
  expect(await answerTo("")).toBe(401);
  await revokeDevice(auth, admin, device.value.deviceId);
  expect(await answerTo(cookie)).toBe(401);
});
