import { afterAll, beforeAll, expect, it } from "vitest";
import { device } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { sessionCookie } from "@/lib/auth/cookies";
import type { Role } from "@/lib/auth/permissions";
import { startSession } from "@/lib/auth/sessions";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { POST } from "./route";

const BADGE = "5501";
let database: TestDatabase;
let siteId: string;
let deviceId: string;

beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  ({ siteId } = await makeSite(database.db, "SCAN"));
  deviceId = newId();
  await database.db.insert(device).values({ id: deviceId, siteId, name: "Tablet", tokenHash: deviceId, enrolledAt: new Date() });
  await makeAccount(database.db, { siteId, roles: ["OPERATOR"], badge: BADGE, number: BADGE });
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

async function scan(role: Role, code: string) {
  const number = newId().slice(-8);
  const accountId = await makeAccount(database.db, { siteId, roles: [role], badge: number, number });
  const sessionId = await startSession(composition().auth, { accountId, securityVersion: 0, kind: "TABLET", deviceId, userAgent: null });
  const request = new Request("http://millrace.example/api/scan", {
    method: "POST",
    headers: {
      host: "millrace.example",
      cookie: `millrace.session=${await sessionCookie(SECRET, sessionId)}`,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    },
    body: JSON.stringify({ code }),
  });
  const response = await POST(request, { params: Promise.resolve({}) });
  return { status: response.status, body: await response.json() };
}

it.each(["OPERATOR", "MAINTENANCE", "QUALITY_TECH"] as const)("UI-07 a badge is known for one to %s, whatever else they may look up", async (role) => {
  expect(await scan(role, BADGE)).toMatchObject({ status: 200, body: { kind: "BADGE" } });
});

it("SEC-03 what else a code may be is for those who may see what runs", async () => {
  expect(await scan("MAINTENANCE", "NO-SUCH-CODE")).toMatchObject({ status: 403, body: { code: "FORBIDDEN", params: { permission: "operation.read" } } });
});
