import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditEntry, session } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { sessionCookie } from "@/lib/auth/cookies";
import { createEnrolmentCode, enrolDevice, revokeDevice } from "@/lib/auth/devices";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import { startSession } from "@/lib/auth/sessions";
import { systemActor } from "@/lib/auth/system-actor";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { compose, composition, provide } from "@/lib/composition";
import { defineHandler, type RouteHandler } from "./define-handler";

let database: TestDatabase;
let siteId: string;
let token: string;
let sessionId: string;
let cookie: string;

beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  const { auth } = composition();
  siteId = (await makeSite(database.db, "H")).siteId;
  token = (await issueMachineKey(auth, { name: "Gateway", scopes: ["telemetry.write"], siteIds: [siteId] })).token;
  const accountId = await makeAccount(database.db, { siteId, roles: ["PLANNER"], email: "planner-h@plant.example" });
  sessionId = await startSession(auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
  cookie = `millrace.session=${await sessionCookie(SECRET, sessionId)}`;
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

const Body = z.strictObject({ quantity: z.string().regex(/^\d+$/) });
const run = async ({ body }: { body: z.infer<typeof Body> }) => {
  if (body.quantity === "205") return { ok: false as const, code: "ABOVE_TOLERANCE", params: { max: "204", asked: "205" } };
  if (body.quantity === "13") throw new Error("the secret of the database is hunter2");
  return { ok: true as const, data: { recorded: body.quantity } };
};
const forMachines = defineHandler({ name: "test.machine", access: { who: "machine", permission: "telemetry.write" }, body: Body, maxBytes: 200, run });
const forEither = defineHandler({ name: "test.either", access: { who: "either", permission: "plan.read" }, body: Body, run });
const forFinance = defineHandler({ name: "test.finance", access: { who: "person", permission: "cost.read" }, run: async () => ({ secret: true }) });

const forTablets = defineHandler({ name: "test.tablet", access: { who: "tablet" }, body: Body, perMinute: 3, run });

async function call(handler: RouteHandler, init: { method?: string; headers?: Record<string, string>; body?: unknown; path?: string } = {}) {
  const { method = "POST", headers = {}, body = { quantity: "7" }, path = "/api/v1/test" } = init;
  const request = new Request(`http://millrace.example${path}`, {
    method,
    headers: { "content-type": "application/json", host: "millrace.example", ...headers },
    ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve({}) });
  return { status: response.status, type: response.headers.get("content-type"), headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}

const machine = () => ({ authorization: `Bearer ${token}` });
const person = (over: Record<string, string> = {}) => ({ cookie, "sec-fetch-site": "same-origin", ...over });

describe("access of a tablet", () => {
  async function enrolled(kind: "TABLET" | "WALL") {
    const { auth } = composition();
    const admin = systemActor("it", ["device.manage"], [{ siteId, code: "H" }]);
    const made = await createEnrolmentCode(auth, admin, { kind, siteId, workCentreId: null, name: "At the line" });
    const device = await enrolDevice(auth, { code: made.ok ? made.value.code : "", address: "10.0.0.2" });
    if (!device.ok) throw new Error(device.code);
    return {
      ...device.value,
      revoke: () => revokeDevice(auth, admin, device.value.deviceId),
      headers: { cookie: `millrace.device=${device.value.token}`, "sec-fetch-site": "same-origin" },
    };
  }

  it("SEC-03, SEC-05 takes its own token, with nobody signed on, from its own pages alone and not ever more often", async () => {
    const tablet = await enrolled("TABLET");
    expect(await call(forTablets, { headers: tablet.headers })).toMatchObject({ status: 200, body: { recorded: "7" } });
    expect(await call(forTablets, { headers: { ...tablet.headers, "sec-fetch-site": "cross-site" } })).toMatchObject({ status: 403, body: { code: "CROSS_ORIGIN" } });
    for (let count = 0; count < 2; count += 1) await call(forTablets, { headers: tablet.headers });
    expect(await call(forTablets, { headers: tablet.headers })).toMatchObject({ status: 429 });
    await tablet.revoke();
    expect(await call(forTablets, { headers: tablet.headers })).toMatchObject({ status: 401 });
  });

  it("SEC-03 refuses everybody else, and opens nothing but what is for tablets", async () => {
    const [tablet, wall] = [await enrolled("TABLET"), await enrolled("WALL")];
    for (const headers of [person(), machine(), wall.headers, {}]) expect(await call(forTablets, { headers })).toMatchObject({ status: 401 });
    for (const handler of [forEither, forFinance]) expect(await call(handler, { headers: tablet.headers })).toMatchObject({ status: 401 });
  });
});

describe("machine access", () => {
  it("runs with a valid key", async () => {
    expect(await call(forMachines, { headers: machine() })).toMatchObject({ status: 200, body: { recorded: "7" } });
  });

  it("SEC-03 refuses without a key, with a wrong one and without the scope, as problem details", async () => {
    expect(await call(forMachines)).toMatchObject({ status: 401, type: "application/problem+json", body: { code: "UNAUTHENTICATED", rule: "SEC-03" } });
    expect(await call(forMachines, { headers: { authorization: "Bearer mr_00000000_x" } })).toMatchObject({ status: 401 });
    expect(await call(forEither, { headers: machine() })).toMatchObject({ status: 403, body: { code: "FORBIDDEN", params: { permission: "plan.read" } } });
    const denied = await database.db.select().from(auditEntry).where(eq(auditEntry.action, "api.call"));
    expect(denied).toMatchObject([{ outcome: "DENIED", subject: "/api/v1/test" }]);
  });

  it("names the fields that do not fit, and the limits", async () => {
    expect(await call(forMachines, { headers: machine(), body: { quantity: "a few", extra: 1 } })).toMatchObject({
      status: 400,
      body: { code: "INVALID_INPUT", fields: { quantity: expect.any(String) } },
    });
    expect(await call(forMachines, { headers: machine(), body: { quantity: "1".repeat(300) } })).toMatchObject({ status: 413, body: { rule: "SEC-15" } });
    expect(await call(forMachines, { headers: { ...machine(), "content-type": "text/plain" } })).toMatchObject({ status: 415 });
  });

  it("EX-07 tells a refusal with its rule and figures", async () => {
    expect(await call(forMachines, { headers: machine(), body: { quantity: "205" } })).toMatchObject({
      status: 422,
      type: "application/problem+json",
      body: { code: "ABOVE_TOLERANCE", rule: "EX-07", params: { max: "204", asked: "205" } },
    });
  });

  it("SEC-16 tells a fault as a reference, never as its message", async () => {
    const answer = await call(forMachines, { headers: machine(), body: { quantity: "13" } });
    expect(answer).toMatchObject({ status: 500, body: { code: "FAULT", reference: expect.stringMatching(/^[0-9a-f]{12}$/) } });
    expect(JSON.stringify(answer.body)).not.toContain("hunter2");
  });

  it("says that it is worth asking again while the database is away, and takes the next once it is back", async () => {
    const there = composition();
    const away = compose("postgres://nobody@127.0.0.1:9/none", SECRET);
    try {
      provide(away);
      const answer = await call(forMachines, { headers: machine() });
      expect(answer).toMatchObject({ status: 503, body: { code: "UNAVAILABLE", rule: "IN-09" } });
      expect(answer.headers.get("retry-after")).toBe("5");
    } finally {
      provide(there);
      await away.close();
    }
    expect(await call(forMachines, { headers: machine() })).toMatchObject({ status: 200 });
  });

  it("limits how often one caller may come, and says when to come back", async () => {
    const handler = defineHandler({ name: "test.slow", access: { who: "machine", permission: "telemetry.write" }, perMinute: 3, run: async () => null });
    const answers: number[] = [];
    for (let i = 0; i < 4; i++) answers.push((await call(handler, { headers: machine() })).status);
    expect(answers).toEqual([200, 200, 200, 429]);
    expect((await call(handler, { headers: machine() })).headers.get("retry-after")).toBe("20");
  });
});

describe("access by session", () => {
  it("SEC-15 limits how much one caller may send, says how much that is and when to come back; others are let through", async () => {
    const handler = defineHandler({ name: "test.large", access: { who: "machine", permission: "telemetry.write" }, body: Body, bytesPerMinute: 60, run });
    const other = (await issueMachineKey(composition().auth, { name: "Another", scopes: ["telemetry.write"], siteIds: [siteId] })).token;
    const quantity = "7".repeat(100);
    expect((await call(handler, { headers: machine(), body: { quantity } })).status).toBe(200);
    const refused = await call(handler, { headers: machine() });
    expect(refused).toMatchObject({ status: 429, body: { code: "TOO_MANY_REQUESTS", rule: "SEC-15", params: { limit: "60 bytes a minute" } } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(30);
    expect((await call(handler, { headers: { authorization: `Bearer ${other}` } })).status).toBe(200);
  });

  it("runs for a signed-in person with the permission", async () => {
    expect(await call(forEither, { headers: person() })).toMatchObject({ status: 200 });
    expect(await call(forFinance, { method: "GET", headers: person() })).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  });

  it("SEC-08 refuses a change that another site sends along with the cookie", async () => {
    expect(await call(forEither, { headers: person({ "sec-fetch-site": "cross-site" }) })).toMatchObject({ status: 403, body: { code: "CROSS_ORIGIN" } });
    expect(await call(forEither, { headers: { cookie, origin: "https://evil.example" } })).toMatchObject({ status: 403 });
    expect(await call(forEither, { headers: { cookie } })).toMatchObject({ status: 403 });
    expect(await call(forEither, { headers: { cookie, origin: "http://millrace.example" } })).toMatchObject({ status: 200 });
  });

  it("SEC-07 what a screen fetches by itself does not keep the session open, opening a page does", async () => {
    const long = new Date(Date.now() - 10 * 60_000);
    const lastSeen = async () => (await database.db.select().from(session).where(eq(session.id, sessionId)))[0]?.lastSeenAt.getTime() ?? 0;
    await database.db.update(session).set({ lastSeenAt: long }).where(eq(session.id, sessionId));
    await call(forEither, { headers: person() });
    expect(await lastSeen()).toBe(long.getTime());
    await call(forEither, { headers: person({ "sec-fetch-mode": "navigate" }) });
    expect(await lastSeen()).toBeGreaterThan(long.getTime());
  });

  it("does not believe a forged cookie, nor one that was signed elsewhere", async () => {
    const elsewhere = await sessionCookie("another secret, thirty-two characters..", sessionId);
    for (const forged of ["millrace.session=x", `millrace.session=${elsewhere}`])
      expect(await call(forEither, { headers: person({ cookie: forged }) })).toMatchObject({ status: 401 });
  });

  it("SEC-07 a session that was ended is nobody on the next request", async () => {
    await database.db.update(session).set({ endedAt: new Date() }).where(eq(session.id, sessionId));
    expect(await call(forEither, { headers: person() })).toMatchObject({ status: 401 });
  });
});
