import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { session } from "@/db/schema/identity";
import { workerHeartbeat } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { createEnrolmentCode, enrolDevice, revokeDevice } from "@/lib/auth/devices";
import { personActor } from "@/lib/auth/person-actor";
import type { Role } from "@/lib/auth/permissions";
import { startSession } from "@/lib/auth/sessions";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { systemActor } from "@/lib/auth/system-actor";
import { mayWatch } from "@/lib/auth/topic-permissions";
import { wallActor } from "@/lib/auth/wall-actor";
import { compose, composition, provide } from "@/lib/composition";
import { TOPIC_KINDS } from "@/lib/live/topics";
import { openLiveStream, type Untold } from "./live-stream";

let database: TestDatabase;
let a: Awaited<ReturnType<typeof makeSite>>;
let b: Awaited<ReturnType<typeof makeSite>>;
beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  a = await makeSite(database.db, "LA");
  b = await makeSite(database.db, "LB");
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

const wait = (condition: () => unknown) => vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 12_000, interval: 20 });

async function stream(role: Role) {
  const { auth } = composition();
  const accountId = await makeAccount(database.db, { siteId: a.siteId, roles: [role] });
  const sessionId = await startSession(auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
  const person = await personActor(auth, sessionId);
  if (person === null) throw new Error("the session should hold");
  return { ...(await listen(person.actor)), sessionId };
}

async function listen(actor: Actor, untold?: Untold) {
  const leave = new AbortController();
  const response = openLiveStream(new Request("http://millrace.example/api/stream", { signal: leave.signal }), actor, undefined, untold);
  const heard: { event: string; data: unknown }[] = [];
  let closed = false;
  void (async () => {
    for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      const text = new TextDecoder().decode(bytes);
      const [, event, data] = /^event: (.*)\ndata: (.*)\n\n$/.exec(text) ?? [];
      if (event !== undefined && data !== undefined) heard.push({ event, data: JSON.parse(data) as unknown });
    }
    closed = true;
  })();
  await wait(() => heard.some((one) => one.event === "hello"));
  await wait(() => composition().fanOut().sourceUp());
  return { heard, leave, response, isClosed: () => closed, topics: () => JSON.stringify(heard.filter((one) => one.event === "changed").map((one) => one.data)) };
}

/** A beat before its time, as each stream has one when the database is there again. */
const beat = () => composition().fanOut().publish({ type: "source", up: true });

const tell = (siteId: string, kind: string, id: string, orderId: string | null = null) => composition().services.tellLive([{ siteId, kind, id, orderId }]);

describe("live stream", () => {
  it("SEC-02 tells of the person's sites and kinds alone", async () => {
    const operator = await stream("OPERATOR");
    const finance = await stream("FINANCE");
    tell(b.siteId, "operation", "of-b", "order-b");
    tell(a.siteId, "operation", "of-a", "order-a");
    await wait(() => operator.topics().includes("of-a") && finance.topics().includes("of-a"));
    expect(operator.topics()).not.toContain("of-b");
    expect(operator.topics()).not.toContain(`"cost"`);
    expect(finance.topics()).toContain(`["cost","${a.siteId}","order-a"]`);
    operator.leave.abort();
    finance.leave.abort();
    await wait(() => operator.isClosed() && finance.isClosed());
  });

  it("sends nothing that a proxy would hold back or keep", async () => {
    const one = await stream("PLANNER");
    expect(one.response.headers.get("content-type")).toContain("text/event-stream");
    expect(one.response.headers.get("cache-control")).toContain("no-transform");
    one.leave.abort();
  });

  it.concurrent("SEC-02 tells a wall display of its lines, and ends when it is taken out of use", async () => {
    const { auth } = composition();
    const admin = systemActor("it", ["device.manage"], [a]);
    const code = await createEnrolmentCode(auth, admin, { kind: "WALL", siteId: a.siteId, workCentreId: null, name: "Hall" });
    const device = await enrolDevice(auth, { code: code.ok ? code.value.code : "", address: "10.0.0.7" });
    const actor = device.ok ? await wallActor(auth, device.value.token) : null;
    if (!device.ok || actor === null) throw new Error("the display should be one");
    const wall = await listen(actor);
    tell(b.siteId, "line", "line-of-b");
    tell(a.siteId, "message", "message-of-a");
    tell(a.siteId, "line", "line-of-a");
    await wait(() => wall.topics().includes("line-of-a"));
    expect(wall.topics()).not.toMatch(/line-of-b|message-of-a|"cost"/);
    // A beat finds it enrolled still.
    await wait(() => wall.heard.some(({ event }) => event === "beat"));
    expect(wall.isClosed()).toBe(false);
    await revokeDevice(auth, admin, device.value.deviceId);
    await wait(wall.isClosed);
    expect(wall.heard.at(-1)?.event).toBe("ended");
  }, 30_000);

  it.concurrent("beats with the server's time, and closes when the session ends", async () => {
    const one = await stream("PLANNER");
    await wait(() => one.heard.some((each) => each.event === "beat"));
    await database.db.update(session).set({ endedAt: new Date() }).where(eq(session.id, one.sessionId));
    await wait(() => one.isClosed());
    expect(one.heard.at(-1)?.event).toBe("ended");
  });

  it("tells since when no worker has listened to the machines, which no change can tell", async () => {
    const seenAt = new Date(Date.now() - 60_000);
    await database.db.insert(workerHeartbeat).values({ worker: "gone", startedAt: seenAt, seenAt, detail: {} });
    const one = await stream("PLANNER");
    beat();
    await wait(() => one.heard.some(({ event, data }) => event === "beat" && JSON.stringify(data).includes(`"deaf":"${seenAt.toISOString()}"`)));
    await database.db.update(workerHeartbeat).set({ seenAt: new Date() });
    const before = one.heard.length;
    beat();
    beat();
    await wait(() => one.heard.slice(before + 1).some(({ event, data }) => event === "beat" && !JSON.stringify(data).includes("deaf")));
    one.leave.abort();
  }, 30_000);

  it.concurrent("tells a desk once that what no fact tells of is another, so that no page has to ask", async () => {
    const { auth } = composition();
    const accountId = await makeAccount(database.db, { siteId: a.siteId, roles: ["PLANNER"] });
    const sessionId = await startSession(auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
    const actor = (await personActor(auth, sessionId))?.actor;
    if (actor === undefined) throw new Error("the session should hold");
    let says = "well";
    const desk = await listen(actor, async () => says);
    const told = () => desk.topics().split(`["exception","${a.siteId}",null]`).length - 1;
    await wait(() => told() === 1);
    says = "the ERP does not answer";
    await wait(() => {
      beat();
      return told() === 2;
    });
    desk.leave.abort();
  }, 30_000);

  it("says at once that the database is away, without asking it anything: it may not answer for a while", async () => {
    const one = await stream("PLANNER");
    const away = () => one.heard.some(({ event, data }) => event === "beat" && JSON.stringify(data).includes('"up":false'));
    await database.sql.begin(async (tx) => {
      await tx`lock table identity.session in access exclusive mode`;
      composition().fanOut().publish({ type: "source", up: false });
      await vi.waitFor(() => expect(away()).toBe(true), { timeout: 4_000, interval: 20 });
    });
    composition().fanOut().publish({ type: "source", up: true });
    one.leave.abort();
  });

  it("tells to refetch after the database was away, and leaves no subscriber behind", async () => {
    const before = composition().fanOut().size();
    const one = await stream("PLANNER");
    composition().fanOut().publish({ type: "resync" });
    await wait(() => one.heard.some((each) => each.event === "resync"));
    one.leave.abort();
    await wait(() => one.isClosed());
    expect(composition().fanOut().size()).toBe(before);
  });

  it("closes when the process ends", async () => {
    const one = await stream("PLANNER");
    composition().fanOut().publish({ type: "closing" });
    await wait(() => one.isClosed());
  });

  it("every kind of topic has somebody who may watch it, and an unknown one nobody", async () => {
    const roles: Role[] = ["OPERATOR", "PLANNER", "FINANCE", "IT"];
    const actor = { ...(await import("@/lib/auth/system-actor")).systemActor("x", [], []), kind: "PERSON" as const, sites: [{ siteId: a.siteId, code: "LA", roles }] };
    expect(TOPIC_KINDS.filter((kind) => !mayWatch(actor, kind, a.siteId))).toEqual([]);
    expect(mayWatch(actor, "salary", a.siteId)).toBe(false);
  });
});
