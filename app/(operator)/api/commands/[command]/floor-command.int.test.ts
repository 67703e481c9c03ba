import { afterAll, beforeAll, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { session } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { sessionCookie } from "@/lib/auth/cookies";
import { startSession } from "@/lib/auth/sessions";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { POST } from "./route";

let database: TestDatabase;
let accountId: string;
let sessionId: string;
let cookie: string;

beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  const { siteId } = await makeSite(database.db, "F");
  accountId = await makeAccount(database.db, { siteId, roles: ["OPERATOR"], email: "operator-f@plant.example" });
  sessionId = await startSession(composition().auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
  cookie = `millrace.session=${await sessionCookie(SECRET, sessionId)}`;
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

async function send(command: string, over: { accountId?: string; cookie?: string; from?: string } = {}) {
  const request = new Request(`http://millrace.example/api/commands/${command}`, {
    method: "POST",
    headers: { host: "millrace.example", cookie: over.cookie ?? cookie, "sec-fetch-site": over.from ?? "same-origin", "content-type": "application/json" },
    body: JSON.stringify({ accountId: over.accountId ?? accountId, input: { commandId: newId(), operationId: newId() } }),
  });
  const response = await POST(request, { params: Promise.resolve({ command }) });
  return { status: response.status, body: (await response.json()) as { code: string } };
}

it("SEC-06 carries a command out for whom it speaks, and for nobody else who has signed on since", async () => {
  // The commands themselves have looked: one knows no such operation, the other misses its reason.
  expect(await send("finish-setup")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  expect(await send("pause-operation")).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
  expect(await send("finish-setup", { accountId: newId() })).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
  expect(await send("finish-setup", { cookie: "" })).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
});

it("SEC-08 takes nothing that another site sends along with the cookie, and knows no commands but its own", async () => {
  expect(await send("finish-setup", { from: "cross-site" })).toMatchObject({ status: 403, body: { code: "CROSS_ORIGIN" } });
  expect(await send("toString")).toMatchObject({ status: 404 });
});

it("SEC-07 what is sent keeps the session open", async () => {
  const long = new Date(Date.now() - 10 * 60_000);
  await database.db.update(session).set({ lastSeenAt: long }).where(eq(session.id, sessionId));
  await send("finish-setup");
  const [seen] = await database.db.select().from(session).where(eq(session.id, sessionId));
  expect(seen?.lastSeenAt.getTime()).toBeGreaterThan(long.getTime());
});
