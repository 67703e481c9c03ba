import { setTimeout as pause } from "node:timers/promises";
import { eq, inArray, ne } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { connection, messageAttempt, outboxMessage, policy } from "@/db/schema/integration";
import { systemActor } from "@/lib/auth/system-actor";
import type { Actor } from "@/lib/auth/actor";
import { acknowledgement, channelPlant, lineDown, SITE, status } from "@/lib/integration/testing/channel-plant";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { channelTrouble, channelWords } from "@/lib/format/channel-words";
import { formatTime } from "@/lib/format/instant";
import { newId } from "@/lib/platform/ids";
import { channelLanes } from "@/lib/queries/admin/lanes";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { type SandboxErpProcess, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { allAccepted, deadMessages, type Floor, openFloor, until } from "./floor";
import { inWords, Postings, type Reckoning, reckonCommands, reckonErp } from "./reckoning";
import { type Confirmed, workShift } from "./tablets";

const NONE: Reckoning = { lost: 0, doubled: 0, outOfOrder: 0 };
/** What the slowest tap may take longer than the slowest one while the ERP is well: a machine that others use as well has its moods. The ERP's own timeout is longer. */
const MOODS_MS = 4_000;
let database: TestDatabase;
let broker: TestBroker;
let erp: SandboxErpProcess;
let floor: Floor;
let usualMs = 0;
let confirmed: readonly Confirmed[] = [];

beforeAll(async () => {
  [database, broker, erp] = await Promise.all([testDatabase(), testBroker(), startSandboxErp()]);
  floor = await openFloor(database, database.url, broker.url, erp, { orders: 8, operationsPerOrder: 2 });
}, 120_000);
afterAll(async () => {
  await floor.worker.stop();
  await Promise.all([database.close(), broker.stop(), erp.stop()]);
});

const work = async (each: number, seed: number): Promise<number> => {
  const shift = await workShift(floor.services, floor.running, { each, pauseMs: 1000, random: seededRandom(seed) });
  confirmed = [...confirmed, ...shift.confirmed];
  return shift.slowestMs;
};

async function settled(what: string): Promise<void> {
  await until("the ERP took everything", () => allAccepted(database), floor.worker, 130_000).catch(() => undefined);
  const found = { commands: await reckonCommands(database.sql, confirmed), erp: await reckonErp(database.sql, Postings.parse(await erp.clerk("GET", "postings"))) };
  for (const [side, reckoning] of Object.entries(found)) console.log(inWords(`${what}, ${side}`, reckoning));
  expect(found).toEqual({ commands: NONE, erp: NONE });
  expect([await floor.unsettled(), await deadMessages(database)]).toEqual([{}, 0]);
}

it("ERP killed while tablets work: they notice nothing, its circuit is open for people to see, and afterwards it has everything once and in order", async () => {
  usualMs = await work(5, 6);
  const first = work(10, 7);
  await pause(1_500);
  const port = Number(new URL(erp.url).port);
  const { state } = erp;
  await erp.kill();
  expect(await first).toBeLessThan(2 * usualMs + MOODS_MS);
  expect(await work(10, 8)).toBeLessThan(2 * usualMs + MOODS_MS);
  await until("the circuit is open", async () => (await database.db.select().from(connection))[0]?.openUntil !== null, floor.worker);
  const [row] = await database.db.select().from(connection);
  expect(row?.lastError).toBe("Nothing listens at the address.");
  erp = await startSandboxErp({ state, port });
  await settled("ERP killed");
}, 240_000);

it("ERP in trouble: busy, garbled, and answers lost after the booking; nothing is booked twice and nothing is given up", async () => {
  // Five failures in a row open the circuit for some seconds, so these few fill a while.
  for (const fault of [
    { kind: "drop-answer", count: 6 },
    { kind: "unavailable", count: 2 },
    { kind: "unavailable", on: "look-up", count: 1 },
    { kind: "garbage", count: 2 },
  ]) {
    await erp.clerk("POST", "faults", fault);
  }
  expect(await work(10, 9)).toBeLessThan(2 * usualMs + MOODS_MS);
  await until("every fault was met", async () => JSON.stringify(await erp.clerk("GET", "faults")) === "[]", floor.worker, 150_000);
  await settled("ERP in trouble");
}, 290_000);

it("IN-09 ERP down for two hours: nothing is given up, the monitor says since when and how much waits, and the backlog drains by priority", async () => {
  const own = await testDatabase();
  let away = await startSandboxErp();
  const { state } = away;
  const port = Number(new URL(away.url).port);
  try {
    for (const { type, data } of example1(SITE)) await away.clerk("POST", "objects", { type, data });
    for (let order = 0; order < 48; order += 1) await away.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, `PO-${4000 + order}`).data });
    const plant = await channelPlant(own.db, away);
    const now = () => plant.clock.now();
    const workers = ["a", "b"].map((name) => plant.channel.dispatcher(name, { parallel: 1, urgentParallel: 1 }));
    const drain = () => Promise.all(workers.map((worker) => worker.drain()));
    await own.db.update(policy).set({ priority: 2 }).where(eq(policy.messageType, "mes.order.status.v1"));
    await plant.say(status("PO-4000", now()));
    await drain();
    await away.kill();
    const downAt = now().getTime();

    // Half a minute at a time for two hours; the floor goes on all the while, the less urgent first.
    let said = 0;
    let slowestMs = 0;
    for (let half = 0; half < 240; half += 1) {
      if (half % 10 === 5) {
        const [order, other] = [(half - 5) / 10, (half - 5) / 10 + 24].map((number) => `PO-${4000 + number}`) as [string, string];
        const since = performance.now();
        said += (await plant.say(status(order, now()), lineDown(`U-${half}`, now()), acknowledgement(other, now()))).length;
        slowestMs = Math.max(slowestMs, performance.now() - since);
      }
      await drain();
      plant.clock.advance(30);
    }
    expect(await own.db.$count(outboxMessage, inArray(outboxMessage.state, ["DEAD", "REJECTED"]))).toBe(0);
    expect(slowestMs).toBeLessThan(MOODS_MS);
    // One probe at a time: two workers, two hours, and no more calls than half minutes.
    expect(await own.db.$count(messageAttempt)).toBeLessThan(300);

    const person: Actor = { ...systemActor("IT A", [], []), kind: "PERSON", accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT"] }] };
    const reader = { db: own.db, now: now() };
    const scope = await channelScope(reader, person);
    const [erpConnection] = scope.connections;
    expect(erpConnection).toMatchObject({ lastError: "Nothing listens at the address." });
    expect(["OPEN", "HALF_OPEN"]).toContain(erpConnection?.circuit);
    expect(now().getTime() - Date.parse(erpConnection?.lastAcceptedAt ?? "")).toBeGreaterThanOrEqual(now().getTime() - downAt);
    const { total } = await channelLanes(reader, scope);
    expect(total.messages).toBe(said);
    // What people read above every list of messages. The workers of this test run within it, so none of them has a heartbeat.
    const trouble = channelTrouble({ ...scope, workers: workers.length }, now().getTime());
    const since = formatTime(erpConnection?.lastAcceptedAt ?? "", { timeZone: "Europe/Berlin" });
    expect(trouble === null ? "" : channelWords(trouble, total.messages, now().getTime())).toMatch(
      new RegExp(
        `^The ERP has not answered since (?:\\d+ \\w+ )?${since}, for 2:0\\d\u00a0h\\. ${said} messages wait in order and none is lost; the floor works on\\. Next try in .+\\.$`,
      ),
    );

    away = await startSandboxErp({ state, port });
    for (let turn = 0; turn < 6; turn += 1) {
      plant.clock.advance(301);
      await drain();
    }
    expect(await own.db.$count(outboxMessage, ne(outboxMessage.state, "ACCEPTED"))).toBe(0);
    const booked = Postings.parse(await away.clerk("GET", "postings")).slice(1);
    expect(await reckonErp(own.sql, Postings.parse(await away.clerk("GET", "postings")))).toMatchObject(NONE);
    const priorities = new Map((await plant.outbox()).map((row) => [row.id, row.priority]));
    const drained = booked.map(({ message }) => priorities.get(message.id) ?? 9);
    const wanted = drained.toSorted((a, b) => a - b);
    expect(wanted).toEqual([0, 1, 2].flatMap((priority) => Array.from({ length: 24 }, () => priority)));
    // Four places work side by side, so that the last ones of a priority and the first ones of the next may change places.
    expect(drained.filter((priority, at) => priority !== wanted[at]).length).toBeLessThanOrEqual(8);
  } finally {
    await Promise.all([own.close(), away.stop()]);
  }
}, 240_000);
