import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { connection, cursor, inboxMessage } from "@/db/schema/integration";
import { lot, lotStock } from "@/db/schema/materials";
import { price } from "@/db/schema/reference";
import { commitment } from "@/db/schema/demand";
import { calendarWindow } from "@/db/schema/calendar";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { seedDemo } from "@/db/seed/demo";
import { compose } from "@/lib/composition";
import type { Composition } from "@/lib/composition";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter } from "@/lib/erp/port";
import { restSystem } from "@/lib/erp/rest/adapter";
import { pollConnection } from "@/lib/integration/inbox/poll";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { systemClock } from "@/lib/platform/clock";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";

const SECRET = "a-master-secret-of-these-tests-0001";
let database: TestDatabase;
let erp: SandboxErp;
let made: Composition;

beforeAll(async () => {
  [database, erp] = await Promise.all([testDatabase(), openSandboxErp({ company: "demo" })]);
  await seedDemo({ databaseUrl: database.url, secret: SECRET, speed: 1, erp: { url: erp.url, key: erp.key, webhookSecret: erp.webhookSecret } });
  made = compose(database.url, SECRET);
});
afterAll(async () => {
  await made.close();
  await Promise.all([erp.stop(), database.close()]);
});

const inbox = () => database.db.select().from(inboxMessage);
const orders = () => database.db.select().from(productionOrder).orderBy(productionOrder.number);
async function poll(): Promise<number> {
  await database.db.update(connection).set({ lastPolledAt: null, readWaitUntil: null });
  return made.channel.poller().round();
}
function signed(body: string, secret = erp.webhookSecret): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return { "millrace-timestamp": timestamp, "millrace-signature": `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}` };
}

describe("the demo company's ERP", () => {
  it("brings everything by polling: every message applied, orders planned and released, stock and calendar there", async () => {
    const fresh = await poll();
    const rows = await inbox();
    expect(rows.filter((row) => row.state !== "APPLIED").map((row) => [row.type, row.subject, row.state, row.reason])).toEqual([]);
    expect(rows).toHaveLength(fresh);
    const all = await orders();
    expect(all).toHaveLength(20);
    expect(new Set(all.map((row) => row.state))).toEqual(new Set(["CREATED", "RELEASED"]));
    const first = all.find((row) => row.number === "4711-0082");
    const operations = await database.db
      .select()
      .from(orderOperation)
      .where(eq(orderOperation.orderId, first?.id ?? ""))
      .orderBy(orderOperation.opNo);
    expect(operations.map((op) => [op.opNo, op.state, op.workUnitId !== null])).toEqual([
      [10, "READY", true],
      [20, "PENDING", true],
      [30, "PENDING", true],
      [40, "PENDING", true],
    ]);
    expect(
      (
        await database.db
          .select()
          .from(orderComponent)
          .where(eq(orderComponent.orderId, first?.id ?? ""))
      ).every((line) => line.standardPrice.gt(0) && line.required.gt(0)),
    ).toBe(true);
    expect((await database.db.select().from(lotStock)).length).toBeGreaterThan(30);
    expect((await database.db.select().from(lot)).some((row) => row.erpStatus === "ON_HOLD")).toBe(true);
    expect(await database.db.select().from(commitment)).toHaveLength(19);
    expect((await database.db.select().from(price)).length).toBeGreaterThan(0);
    expect((await database.db.select().from(calendarWindow)).length).toBeGreaterThan(100);
  }, 60_000);

  it("keeps the cursor, and the inclusive repeat of its last entry changes nothing", async () => {
    const before = (await inbox()).length;
    expect(await poll()).toBe(0);
    expect((await inbox()).length).toBe(before);
    expect(await database.db.select().from(cursor)).toHaveLength(1);
    await erp.clerk("POST", "orders/4711-0088/release");
    expect(await poll()).toBe(1);
    expect((await orders()).find((row) => row.number === "4711-0088")?.state).toBe("RELEASED");
  });

  it("does not poll before its time, and one worker alone takes the turn", async () => {
    await database.db.update(connection).set({ lastPolledAt: null });
    await erp.clerk("POST", "orders/4712-0035/release");
    const fresh = await Promise.all([made.channel.poller().round(), made.channel.poller().round(), made.channel.poller().round()]);
    expect(fresh.toSorted()).toEqual([0, 0, 1]);
    expect(await made.channel.poller().round()).toBe(0);
  });

  it("gives an ERP's cursor back as it was given, even when it is JSON itself", async () => {
    const [demo] = await database.db.select().from(connection);
    const given = '{"after":"2026-05-01T10:00:00.000001Z","page":7}';
    const asked: (string | null)[] = [];
    const rest = restSystem.create({ baseUrl: erp.url }, { apiKey: erp.key, webhookSecrets: [erp.webhookSecret] }, fetchHttp);
    const poll: ErpAdapter["poll"] = (from) => {
      asked.push(from);
      return Promise.resolve({ kind: "page", messages: [], unreadable: [], cursor: given, more: false });
    };
    const ask = () => pollConnection({ db: database.db, clock: systemClock, inbox: made.channel.inbox, adapterFor: () => Promise.resolve({ ...rest, poll }) }, demo?.id ?? "");
    const [kept] = await database.db.select().from(cursor);
    await ask();
    await ask();
    expect(asked[1]).toBe(given);
    await database.db.update(cursor).set({ value: kept?.value });
  });

  it("keeps the cursor where it was when the ERP does not answer, and says so", async () => {
    const [kept] = await database.db.select().from(cursor);
    await erp.clerk("POST", "faults", { kind: "garbage", on: "changes" });
    await poll();
    expect((await database.db.select().from(connection))[0]?.readError).toContain("502");
    expect((await database.db.select().from(cursor))[0]?.value).toEqual(kept?.value);
    await poll();
    expect((await database.db.select().from(connection))[0]?.readError).toBeNull();
  });
});

describe("the webhook door", () => {
  const body = (version: number) =>
    JSON.stringify({ messages: [{ ...exampleOrder("SITE-A", "9001", { erpVersion: version, item: "OAT-BASE", uom: "LTR", qty: "500" }) }, { id: "x", type: "erp.future.v1" }] });

  it("takes what is signed, applies it at once, and keeps what it can't read", async () => {
    const answer = await made.channel.webhook("demo", { headers: signed(body(1)), rawBody: body(1) });
    expect(answer).toEqual({ status: 200, body: { received: 1, repeated: 0, unreadable: 1, conflicts: 0 } });
    expect((await orders()).find((row) => row.number === "9001")).toMatchObject({ state: "RELEASED" });
    expect((await inbox()).find((row) => row.code === "SCHEMA")).toMatchObject({ state: "REFUSED", type: "erp.future.v1" });
    expect(await made.channel.webhook("demo", { headers: signed(body(1)), rawBody: body(1) })).toMatchObject({ status: 200, body: { received: 0, repeated: 1 } });
  });

  it.each([
    ["another signature", "demo", "some-other-secret-entirely", 401],
    ["an unknown connection", "nobody", undefined, 404],
  ] as const)("refuses %s and stores nothing", async (_, code, secret, status) => {
    const before = (await inbox()).length;
    expect((await made.channel.webhook(code, { headers: signed(body(2), secret ?? erp.webhookSecret), rawBody: body(2) })).status).toBe(status);
    expect((await inbox()).length).toBe(before);
  });

  it("the same change through both doors at once is applied once", async () => {
    const text = body(3);
    const answers = await Promise.all(Array.from({ length: 6 }, () => made.channel.webhook("demo", { headers: signed(text), rawBody: text })));
    expect(answers.reduce((total, answer) => total + ("body" in answer ? answer.body.received : 0), 0)).toBe(1);
    expect((await inbox()).filter((row) => row.subject === "9001" && row.version === 3).map((row) => row.state)).toEqual(["APPLIED"]);
  });
});
