import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { connection } from "@/db/schema/integration";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { allAccepted, deadMessages, type Floor, openFloor, until } from "./floor";
import { inWords, Postings, type Reckoning, reckonCommands, reckonErp } from "./reckoning";
import { type Confirmed, workShift } from "./tablets";

const NONE: Reckoning = { lost: 0, doubled: 0, outOfOrder: 0 };
/** What the slowest tap may take longer than the slowest one while the ERP is well: a machine that others use as well has its moods. The ERP's own timeout is longer. */
const MOODS_MS = 4_000;
let database: TestDatabase;
let broker: TestBroker;
let erp: SandboxErp;
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
  // Five failures in a row open the circuit for half a minute, so these few fill a while.
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
