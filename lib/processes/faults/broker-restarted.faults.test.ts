import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { testBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { type SandboxErp, startSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { type Floor, openFloor, until } from "./floor";
import { speak } from "./machines";
import { inWords, type Reckoning, reckonCommands, reckonMachines } from "./reckoning";
import { workShift } from "./tablets";

type Broker = { readonly url: string; restart(downMs: number): Promise<void>; stop(): Promise<void> };

const NONE: Reckoning = { lost: 0, doubled: 0, outOfOrder: 0 };
const path = mosquittoPath;
const brokers: [string, () => Promise<Broker>][] = [["the embedded broker", embedded]];
if (path !== null) brokers.push(["mosquitto", () => startMosquitto(path)]);

/** The embedded broker keeps everything in memory: after a restart it knows neither sessions nor subscriptions. */
async function embedded(): Promise<Broker> {
  const broker = await testBroker();
  return {
    url: broker.url,
    stop: () => broker.stop(),
    async restart(downMs) {
      await broker.stop();
      await pause(downMs);
      await broker.restart();
    },
  };
}

describe.each(brokers)("%s", (name, start) => {
  let database: TestDatabase;
  let broker: Broker;
  let erp: SandboxErp;
  let floor: Floor;
  beforeAll(async () => {
    [database, broker, erp] = await Promise.all([testDatabase(), start(), startSandboxErp()]);
    floor = await openFloor(database, database.url, broker.url, erp, { orders: 5, operationsPerOrder: 2 });
  }, 120_000);
  afterAll(async () => {
    await floor.worker.stop();
    await Promise.all([database.close(), broker.stop(), erp.stop()]);
  });

  it("restarted twice while machines speak: the worker says so and subscribes again, nothing is lost, tablets notice nothing", async () => {
    const load = Promise.all([
      workShift(floor.services, floor.running, { each: 10, pauseMs: 2000, random: seededRandom(5) }),
      speak(broker.url, floor.running, { each: 300, everyMs: 50, random: seededRandom(6) }),
    ]);
    await pause(2_000);
    await broker.restart(6_000);
    await pause(1_500);
    await broker.restart(300);
    const [shift, told] = await load;
    expect([shift.resent, shift.confirmed.length]).toEqual([0, 100]);
    const machines = (): Promise<Reckoning> => reckonMachines(database.sql, told);
    await until("the machines' messages are stored", async () => (await machines()).lost === 0, floor.worker, 20_000).catch(() => undefined);
    const found = { commands: await reckonCommands(database.sql, shift.confirmed), machines: await machines() };
    for (const [what, reckoning] of Object.entries(found)) console.log(inWords(`${name} restarted, ${what}`, reckoning));
    expect(found).toEqual({ commands: NONE, machines: NONE });
    await until("the worker hears again", async () => (await floor.hearing()) > 0, floor.worker);
    expect([floor.worker.alive, floor.worker.starts]).toEqual([true, 1]);
  }, 120_000);
});

it.skipIf(path === null)("MQTT 5: mosquitto is installed; where it is not, the above ran with the embedded broker (MQTT 3.1.1) alone", () => expect(path).not.toBeNull());
