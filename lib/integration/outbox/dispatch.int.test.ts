import { eq, sql as raw } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connection, messageAttempt, outboxMessage } from "@/db/schema/integration";
import { exception } from "@/db/schema/exception";
import type { Sql } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { approveMessageResolution } from "@/lib/commands/integration/approve-message-resolution";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import { resolveMessage } from "@/lib/commands/integration/resolve-message";
import { syncConnection } from "@/lib/commands/integration/sync-connection";
import { execute } from "@/lib/commands/execute";
import type { ErpAdapter } from "@/lib/erp/port";
import { channelPlant, type ChannelPlant, lineDown, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { deliver } from "./deliver";
import { claim } from "./claim";
import { onOutboxWritten, wakeDispatchers } from "./wake";
import { MAX_TRIES } from "./backoff";
import { TIMING } from "./timing";

const ORDERS = ["PO-1001", "PO-1002", "PO-1003", "PO-1004", "PO-1005"];
let erp: SandboxErp;
let plant: ChannelPlant;
let adapter: ErpAdapter;
let sql: Sql;

beforeAll(async () => {
  erp = await openSandboxErp();
  for (const { type, data } of [...example1(SITE), ...ORDERS.slice(1).map((number) => exampleOrder(SITE, number))]) await erp.clerk("POST", "objects", { type, data });
});
afterAll(() => erp.stop());

let round = 0;
beforeEach(async () => {
  const database = await testDatabase();
  sql = database.sql;
  await erp.clerk("DELETE", "faults");
  let wrapped: ErpAdapter | null = null;
  plant = await channelPlant(database.db, erp, (source) => ({ adapterFor: async (id) => (wrapped ??= await source.adapterFor(id)) }));
  adapter = await plant.adapters.adapterFor(plant.connectionId);
  // The ERP outlives a test, and each test counts its lanes from 1: orders of its own keep them apart.
  round += 1;
  for (const number of ORDERS) await erp.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, own(number)).data });
  return () => database.close();
});

const CLOSED = { failures: 0, openUntil: null };
const own = (number: string): string => `${number}/${round}`;
const dispatcher = (name = "worker") => plant.channel.dispatcher(name, { random: () => 0, leaseSeconds: 600, parallel: 4 });
const fault = (kind: string, more: object = {}) => erp.clerk("POST", "faults", { kind, ...more });
const now = () => plant.clock.now();
const postings = async () => {
  const all = (await erp.clerk("GET", "postings")) as { message: { id: string; subject: string; sequence: number }; receipt: { document: string } }[];
  return all.filter(({ message }) => message.subject.endsWith(`/${round}`));
};
const attemptsOf = (id: string) => plant.db.select().from(messageAttempt).where(eq(messageAttempt.messageId, id)).orderBy(messageAttempt.startedAt, messageAttempt.id);
const circuit = async () => (await plant.db.select().from(connection).where(eq(connection.id, plant.connectionId)))[0];
const person = (name: string): Actor => ({
  ...systemActor(name, [], []),
  kind: "PERSON",
  accountId: newId(),
  sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT", "FINANCE"] }],
});
/** Drains again and again while only waiting times stand between the messages and the ERP. */
async function drainAll(workers = [dispatcher()]): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    await Promise.all(workers.map((worker) => worker.drain()));
    if ((await plant.outbox()).every((row) => row.state === "ACCEPTED")) return;
    plant.clock.advance(31);
  }
  throw new Error(
    `not all accepted: ${JSON.stringify((await plant.outbox()).filter((row) => row.state !== "ACCEPTED").map((row) => [row.laneKey, row.sequence, row.state, row.reason]))}`,
  );
}

describe("IN-04 lanes", () => {
  it.each([
    ["two", ["a", "b"]],
    ["three", ["a", "b", "c"]],
    ["four", ["a", "b", "c", "d"]],
  ])("keeps every lane in order and lands each message once, with %s dispatchers and answers lost, refused and garbled", async (_, names) => {
    const messages = ORDERS.flatMap((number) => Array.from({ length: 12 }, () => status(own(number), now())));
    await Promise.all(messages.map((message) => plant.say(message)));
    for (const each of [
      { kind: "drop-answer", count: 6 },
      { kind: "garbage", count: 3 },
      { kind: "unavailable", count: 3 },
      { kind: "drop-answer", count: 4 },
    ])
      await fault(each.kind, { count: each.count });
    await fault("unavailable", { on: "look-up", count: 3 });
    await drainAll(names.map((name) => dispatcher(name)));
    const booked = await postings();
    expect(booked).toHaveLength(60);
    for (const number of ORDERS)
      expect(booked.filter(({ message }) => message.subject === own(number)).map(({ message }) => message.sequence)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const documents = new Map(booked.map(({ message, receipt }) => [message.id, receipt.document]));
    for (const row of await plant.outbox()) expect(row.document).toBe(documents.get(row.id));
  });

  it("S18 parks the lane of a rejected message and no other, raises it, and goes on behind it after a replay of the same id", async () => {
    const [first = "", second = ""] = await plant.say(status(own("PO-1001"), now()), status(own("PO-1001"), now()));
    await fault("reject");
    await dispatcher().drain();
    const [other = ""] = await plant.say(status(own("PO-1002"), now()));
    await dispatcher().drain();
    expect(await plant.message(first)).toMatchObject({ state: "REJECTED", reasonCode: "PERIOD_CLOSED", reason: "The posting period is closed." });
    expect([(await plant.message(second)).state, (await plant.message(other)).state]).toEqual(["NEW", "ACCEPTED"]);
    expect(await plant.db.select({ class: exception.class, subject: exception.subject, state: exception.state }).from(exception)).toEqual([
      { class: "MESSAGE_DEAD", subject: `${own("PO-1001")} #1`, state: "RAISED" },
    ]);
    const replayed = await execute(plant.services, person("IT A"), replayMessage, { commandId: newId(), messageId: first, reason: "Period opened" });
    expect(replayed).toMatchObject({ ok: true });
    await dispatcher().drain();
    expect([(await plant.message(first)).state, (await plant.message(second)).state]).toEqual(["ACCEPTED", "ACCEPTED"]);
    expect((await attemptsOf(first)).map((row) => [row.action, row.outcome])).toEqual([
      ["POST", "rejected"],
      ["REPLAY", "replayed"],
      ["LOOK_UP", "absent"],
      ["POST", "accepted"],
    ]);
    expect((await plant.db.select().from(exception))[0]?.state).toBe("RESOLVED");
    expect(await execute(plant.services, person("IT A"), replayMessage, { commandId: newId(), messageId: first })).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
  });

  it("sends priority 0 at once while slow messages fill every other place", async () => {
    const slow = await plant.say(...ORDERS.map((number) => status(own(number), now())));
    await fault("slow", { count: 5, milliseconds: 1500 });
    const worker = plant.channel.dispatcher("worker", { parallel: 5, urgentParallel: 1, idleMs: 20 });
    worker.start();
    await expect.poll(async () => (await plant.outbox()).filter((row) => row.state === "SENDING").length).toBe(5);
    const [urgent = ""] = await plant.say(lineDown(own("MACH-1"), now()));
    worker.wake();
    await expect.poll(async () => (await plant.message(urgent)).state, { timeout: 1200, interval: 20 }).toBe("ACCEPTED");
    expect((await plant.message(slow[0] ?? "")).state).toBe("SENDING");
    await worker.stop();
    expect((await plant.outbox()).map((row) => row.state)).toEqual(Array.from({ length: 6 }, () => "ACCEPTED"));
  });
});

describe("IN-04 priority 0 has places of its own", () => {
  it("goes at once while hundreds of others are due and slow answers fill every place that they may take", async () => {
    const slowly = await channelOf({}, (full) => ({
      ...full,
      async post(message, delivery) {
        // The others take longer than this test waits, and end with it.
        if (message.type === "mes.order.status.v1") await new Promise((resolve) => setTimeout(resolve, 5_000));
        return message.type === "mes.order.status.v1" ? { kind: "accepted", document: "S-0", parts: [] } : full.post(message, delivery);
      },
    }));
    const drafts = Array.from({ length: 300 }, (_, index) => status(`PO-${index % 60}`, now()));
    await Promise.all(drafts.map((draft) => plant.say(draft)));
    for (const priority of [1, 2, 3])
      await plant.db
        .update(outboxMessage)
        .set({ priority })
        .where(raw`${outboxMessage.sequence} % 3 = ${priority - 1}`);
    const worker = slowly.dispatcher("worker", { idleMs: 20 });
    worker.start();
    await expect.poll(async () => (await plant.outbox()).filter((row) => row.state === "SENDING").length).toBe(8);
    for (const unit of ["MACH-1", "MACH-2", "MACH-3"]) {
      const [urgent = ""] = await plant.say(lineDown(own(unit), now()));
      worker.wake();
      await expect.poll(async () => (await plant.message(urgent)).state, { timeout: 4_000, interval: 10 }).toBe("ACCEPTED");
    }
    await worker.stop();
    expect((await plant.outbox()).filter((row) => row.priority > 0 && row.state === "ACCEPTED").length).toBeLessThan(60);
  });
});

describe("IN-05 retries", () => {
  it("waits as long as the ERP asks", async () => {
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    await fault("unavailable", { retryAfterSeconds: 90 });
    await dispatcher().drain();
    const row = await plant.message(id);
    expect(row).toMatchObject({ state: "RETRY_WAIT", attempts: 1, reasonCode: "RETRY" });
    const waits = (row.nextAt.getTime() - now().getTime()) / 1000;
    expect(waits).toBeGreaterThan(80);
    expect(waits).toBeLessThanOrEqual(90);
    const sync = await execute(plant.services, person("IT A"), syncConnection, { commandId: newId(), connectionId: plant.connectionId });
    expect(sync).toMatchObject({ ok: true, data: { due: 1 } });
    await dispatcher().drain();
    expect((await plant.message(id)).state).toBe("ACCEPTED");
  });

  it("S17 an outage of hours makes no message dead: the circuit opens after five failures, tries stop counting, one probe at a time", async () => {
    const gone = await openSandboxErp();
    await gone.stop();
    await plant.db
      .update(connection)
      .set({ settings: { baseUrl: gone.url, timeoutSeconds: 5 } })
      .where(eq(connection.id, plant.connectionId));
    const offline = await channelOf();
    const ids = await plant.say(...ORDERS.map((number) => status(own(number), now())));
    const worker = offline.dispatcher("worker", { random: () => 0, parallel: 1 });
    await worker.drain();
    expect(await circuit()).toMatchObject({ failures: 5, lastError: "Nothing listens at the address." });
    const tried = (await plant.db.select().from(messageAttempt)).length;
    expect(await worker.drain()).toBe(0);
    for (let probe = 0; probe < 40; probe += 1) {
      plant.clock.advance(31);
      expect(await worker.drain()).toBe(1);
    }
    expect((await plant.db.select().from(messageAttempt)).length).toBeGreaterThanOrEqual(tried + 40);
    const rows = await Promise.all(ids.map((id) => plant.message(id)));
    expect(rows.every((row) => row.state === "RETRY_WAIT" || row.state === "NEW")).toBe(true);
    expect(Math.max(...rows.map((row) => row.attempts))).toBeLessThanOrEqual(5);
    await plant.db
      .update(connection)
      .set({ settings: { baseUrl: erp.url, timeoutSeconds: 5 } })
      .where(eq(connection.id, plant.connectionId));
    const back = await channelOf();
    plant.clock.advance(31);
    await back.dispatcher("worker", { random: () => 0 }).drain();
    expect((await plant.outbox()).map((row) => row.state)).toEqual(Array.from({ length: 5 }, () => "ACCEPTED"));
    expect(await circuit()).toMatchObject({ failures: 0, openUntil: null, lastError: null });
    expect(await postings()).toHaveLength(5);
  });

  it("is DEAD after twelve tries while the ERP otherwise answers", async () => {
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    const deaf = await channelOf({}, (full) => ({
      ...full,
      post: (message, delivery) => (message.subject === own("PO-1001") ? Promise.resolve({ kind: "unknown", reason: "No answer in time." }) : full.post(message, delivery)),
    }));
    const worker = deaf.dispatcher("worker", { random: () => 0.5 });
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      expect((await plant.message(id)).attempts).toBe(tries);
      // Another order gets through each time, so the circuit stays closed.
      await plant.say(status(own("PO-1002"), now()));
      await worker.drain();
      plant.clock.advance(301);
    }
    expect(await plant.message(id)).toMatchObject({ state: "DEAD", attempts: 12 });
    expect((await plant.db.select().from(exception)).map((row) => row.class)).toEqual(["MESSAGE_DEAD"]);
  });

  it("stops the connection at once when its key is refused, and loses no try", async () => {
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    const strict = await channelOf({ apiKey: "another-key" });
    await strict.dispatcher("worker").drain();
    expect(await plant.message(id)).toMatchObject({ state: "RETRY_WAIT", attempts: 0, reasonCode: "AUTHENTICATION" });
    expect((await circuit())?.openUntil?.getTime()).toBeGreaterThan(now().getTime() + 200_000);
  });
});

describe("exactly once", () => {
  it("a worker that dies after the ERP booked leaves a lease; the next one looks up and does not post again", async () => {
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    const [claimed] = await claim(plant.db, { connectionId: plant.connectionId, circuit: CLOSED, limit: 1, maxPriority: 3, now: now(), leaseSeconds: 60, claimant: "dead worker" });
    if (claimed === undefined) throw new Error("nothing was claimed");
    await adapter.post(claimed.payload as never, { memory: null, remember: () => Promise.resolve(), original: null });
    await dispatcher().drain();
    expect((await plant.message(id)).state).toBe("SENDING");
    plant.clock.advance(61);
    await dispatcher().drain();
    expect((await plant.message(id)).state).toBe("ACCEPTED");
    expect((await attemptsOf(id)).map((row) => [row.action, row.outcome])).toEqual([["LOOK_UP", "accepted"]]);
    expect(await postings()).toHaveLength(1);
  });

  it("is woken by whoever wrote to the outbox, long before its timer", async () => {
    const worker = plant.channel.dispatcher("worker", { idleMs: 600_000 });
    worker.start();
    const stopListening = await onOutboxWritten(sql, worker.wake);
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    await wakeDispatchers(sql);
    await expect.poll(async () => (await plant.message(id)).state).toBe("ACCEPTED");
    await stopListening();
    await worker.stop();
  });

  it("two workers never hold the same message", async () => {
    await plant.say(...ORDERS.map((number) => status(own(number), now())));
    const ask = (claimant: string) => claim(plant.db, { connectionId: plant.connectionId, circuit: CLOSED, limit: 3, maxPriority: 3, now: now(), leaseSeconds: 60, claimant });
    const taken = (await Promise.all(["a", "b", "c", "d"].map(ask))).flat().map((row) => row.id);
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length + (await ask("e")).length).toBe(5);
  });

  it("what an adapter remembers is stored before it goes on, and handed back at the next attempt", async () => {
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    const seen: unknown[] = [];
    const forgetful: ErpAdapter = {
      ...adapter,
      findByKey: (message, delivery) => {
        seen.push(delivery.memory);
        return adapter.findByKey(message, delivery);
      },
      async post(_, delivery) {
        await delivery.remember({ draft: "D-1" });
        throw new Error("killed here");
      },
    };
    const half = await channelOf({}, () => forgetful);
    await half.dispatcher("worker", { random: () => 0 }).drain();
    expect((await plant.message(id)).memory).toEqual({ draft: "D-1" });
    plant.clock.advance(6);
    await half.dispatcher("worker", { random: () => 0 }).drain();
    expect(seen[0]).toEqual({ draft: "D-1" });
    expect((await attemptsOf(id))[0]).toMatchObject({ action: "POST", outcome: "unknown" });
  });

  it("an adapter whose lease ran out may not go on, although nobody has taken the message over yet", async () => {
    const [id = ""] = await plant.say(status(own("PO-1001"), now()));
    const [claimed] = await claim(plant.db, { connectionId: plant.connectionId, circuit: CLOSED, limit: 1, maxPriority: 3, now: now(), leaseSeconds: 30, claimant: "slow" });
    if (claimed === undefined) throw new Error("nothing was claimed");
    const reached: string[] = [];
    const slow: ErpAdapter = {
      ...adapter,
      async post(_, delivery) {
        await delivery.remember({ draft: "D-2" });
        reached.push("the ERP");
        throw new Error("never");
      },
    };
    const later = new Date(now().getTime() + 60_000);
    await deliver({ db: plant.db, clock: { now: () => later }, random: () => 0, timing: TIMING }, slow, claimed, new AbortController().signal);
    expect(reached).toEqual([]);
    expect((await plant.message(id)).memory).toBeNull();
  });
});

describe("IN-06 settled by people", () => {
  it("takes two people for a message with quantity, sends a tombstone at the same place, and never changes the payload", async () => {
    const order = own("PO-1001");
    const confirmation = {
      confirmationId: newId(),
      order,
      operation: 10,
      workUnit: "MACH-1",
      final: false,
      origin: "TYPED" as const,
      quantity: { uom: "EA", good: "1", scrap: "0", rework: "0" },
      scrapReasons: [],
      time: [],
      consumption: [],
      output: [],
      genealogyRun: null,
      reverses: null,
    };
    const [id = "", next = ""] = await plant.say(
      { type: "mes.production.confirmed.v1", subject: order, orderId: null, eventId: newId(), eventTime: now(), data: confirmation },
      status(order, now()),
    );
    await fault("reject");
    await dispatcher().drain();
    const before = await plant.message(id);
    const [it1, finance] = [person("IT A"), person("Finance A")];
    const input = (reason: string) => ({ commandId: newId(), messageId: id, reason });
    expect(await execute(plant.services, finance, approveMessageResolution, input("Not proposed"))).toMatchObject({ ok: false, code: "NOT_PROPOSED" });
    expect(await execute(plant.services, it1, resolveMessage, input("Booked by hand"))).toMatchObject({ ok: true, data: { state: "PROPOSED" } });
    await dispatcher().drain();
    expect((await plant.message(id)).state).toBe("REJECTED");
    expect(await execute(plant.services, it1, approveMessageResolution, input("Myself"))).toMatchObject({ ok: false, code: "SAME_PERSON" });
    expect(await execute(plant.services, finance, approveMessageResolution, input("Checked"))).toMatchObject({ ok: true, data: { state: "RESOLVING" } });
    await dispatcher().drain();
    const after = await plant.message(id);
    expect(after).toMatchObject({ state: "RESOLVED", settledBy: it1.accountId, settledSecond: finance.accountId, payload: before.payload });
    expect((await plant.message(next)).state).toBe("ACCEPTED");
    const booked = (await postings()).map(({ message }) => message);
    expect(booked).toEqual([
      expect.objectContaining({ type: "mes.message.resolved.v1", sequence: 1, data: { resolvedId: id, resolvedType: "mes.production.confirmed.v1", reason: "Booked by hand" } }),
      expect.objectContaining({ type: "mes.order.status.v1", sequence: 2 }),
    ]);
  });

  it("passes over what an ERP has no place for, and says so", async () => {
    const [id = "", next = ""] = await plant.say(lineDown(own("PO-1001"), now()), status(own("PO-1001"), now()));
    const narrow = await channelOf({}, (full) => ({ ...full, capabilities: () => ({ ...full.capabilities(), outbound: ["mes.order.status.v1"] as const }) }));
    await fault("reject");
    await narrow.dispatcher("worker").drain();
    expect(await plant.message(id)).toMatchObject({ state: "RESOLVED", reasonCode: "NOT_SUPPORTED", attempts: 0 });
    expect((await plant.message(next)).state).toBe("REJECTED");
  });
});

/** A channel beside the plant's own, on changed credentials or another adapter. */
async function channelOf(secrets: { apiKey?: string } = {}, change: (adapter: ErpAdapter) => ErpAdapter = (same) => same) {
  const { erpChannel } = await import("@/lib/commands/integration/erp-channel");
  const { restSystem } = await import("@/lib/erp/rest/adapter");
  const { fetchHttp } = await import("@/lib/erp/http/fetch-http");
  const row = await circuit();
  const opened = restSystem.create(row?.settings, { apiKey: secrets.apiKey ?? erp.key, webhookSecrets: [erp.webhookSecret] }, fetchHttp);
  return erpChannel(plant.services, { adapterFor: () => Promise.resolve(change(opened)) });
}
