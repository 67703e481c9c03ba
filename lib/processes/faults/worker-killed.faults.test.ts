import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { allAccepted, type Floor, openFloor, until } from "./floor";
import { speak } from "./machines";
import { inWords, Postings, type Reckoning, reckonCommands, reckonErp, reckonMachines } from "./reckoning";
import { workShift } from "./tablets";

const KILLS = 6;
const NONE: Reckoning = { lost: 0, doubled: 0, outOfOrder: 0 };
let database: TestDatabase;
let broker: TestBroker;
let erp: SandboxErp;
let floor: Floor;

beforeAll(async () => {
  [database, broker, erp] = await Promise.all([testDatabase(), testBroker(), startSandboxErp()]);
  floor = await openFloor(database, database.url, broker.url, erp, { orders: 10, operationsPerOrder: 2 });
}, 120_000);
afterAll(async () => {
  await floor.worker.stop();
  await Promise.all([database.close(), broker.stop(), erp.stop()]);
});

it("kill -9 of the worker during a thousand confirmations and ten thousand samples, counts beside them: every fact is in the database once and in the ERP once", async () => {
  const random = seededRandom(20_260_105);
  let working = true;
  const load = Promise.all([
    workShift(floor.services, floor.running, { each: 50, pauseMs: 900, random: seededRandom(1) }),
    speak(broker.url, floor.running, { each: 625, everyMs: 40, random: seededRandom(2) }),
  ]).finally(() => (working = false));
  while (working && floor.worker.starts <= KILLS) {
    await pause(500 + random() * 5000);
    if (working) await floor.worker.killAndRestart();
  }
  const [shift, told] = await load;
  expect(shift.confirmed).toHaveLength(1000);
  expect(told.reduce((sum, one) => sum + one.samples, 0)).toBe(10_000);
  expect(told.reduce((sum, one) => sum + one.counts, 0)).toBe(2_500);
  expect(floor.worker.starts).toBeGreaterThan(3);

  const machines = (): Promise<Reckoning> => reckonMachines(database.sql, told);
  await until("the machines' messages are stored", async () => (await machines()).lost === 0, floor.worker, 60_000).catch(() => undefined);
  // A message that was under way when its worker died waits for the lease of that worker to end.
  await until("the ERP took everything", () => allAccepted(database), floor.worker, 180_000).catch(() => undefined);
  const found = {
    commands: await reckonCommands(database.sql, shift.confirmed),
    machines: await machines(),
    erp: await reckonErp(database.sql, Postings.parse(await erp.clerk("GET", "postings"))),
  };
  for (const [what, reckoning] of Object.entries(found)) console.log(inWords(`worker killed ${floor.worker.starts - 1} times, ${what}`, reckoning));
  expect(found).toEqual({ commands: NONE, machines: NONE, erp: NONE });
  expect(await floor.unsettled()).toEqual({});
}, 290_000);
