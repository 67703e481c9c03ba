import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { telemetryPlant } from "./testing/telemetry-plant";

const HOUR_MS = 3_600_000;
/** How often a worker dies while the clock is ahead, and once it was put right. */
const KILLS = { ahead: 5, right: 2 };
const EVERY_MS = 5;
/** A piece in 0.8 s, whatever is read together after the death of a worker. */
const READINGS_A_PIECE = 40;
/** Where the counter stands at first. */
const FIRST = 5_000;
const ADDRESS = "site-a/filling/l1/filler";

/** Sources that the plant has. */
const SOURCES = 3;

/** `hears`: how many sources. */
type Worker = { readonly process: ChildProcess; commits: number; hears: number };

let broker: TestBroker;
let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
const workers: Worker[] = [];

beforeAll(async () => {
  [broker, database] = await Promise.all([testBroker(), testDatabase()]);
  plant = await telemetryPlant(database.db);
  await database.db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
});
afterAll(async () => {
  for (const { process } of workers) process.kill("SIGKILL");
  await database.close();
  await broker.stop();
});

function employ(): Worker {
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "lib/commands/telemetry/testing/mortal-worker.ts"], {
    env: { ...process.env, DATABASE_URL: database.url, MQTT_URL: broker.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const worker: Worker = { process: child, commits: 0, hears: 0 };
  child.stdout.on("data", (chunk: Buffer) => {
    const said = chunk.toString();
    worker.commits += said.split("committed").length - 1;
    worker.hears = Number(/connected (\d+)(?!.*connected)/s.exec(said)?.[1] ?? worker.hears);
  });
  workers.push(worker);
  return worker;
}

/** The worker that commits next. */
async function committing(): Promise<Worker> {
  const before = new Map(workers.map((worker) => [worker, worker.commits]));
  return vi.waitFor(
    () => {
      const found = workers.find((worker) => worker.commits > (before.get(worker) ?? 0));
      if (found === undefined) throw new Error("nobody commits");
      return found;
    },
    { timeout: 30_000, interval: 2 },
  );
}

it("an hour ahead, with one of two workers killed in mid-stream again and again, and put right in mid-run: every sample is stored once and every piece counted once", async () => {
  const random = seededRandom(20_261_130);
  const { operationId } = await plant.loadOperation("L1.FILLER", Date.now() - 60_000);
  const machine = await connectAsync(broker.url, { clientId: "gateway" });
  employ();
  employ();
  // A broker keeps for a worker what comes after it was heard for the first time.
  await vi.waitFor(() => expect(workers.reduce((sum, { hears }) => sum + hears, 0)).toBe(SOURCES), { timeout: 30_000 });
  const told = { samples: 0, sum: 0, readings: 0, states: 0 };
  const say = (kind: string, seq: number, aheadMs: number, fields: object): void => {
    machine.publish(`${ADDRESS}/${kind}`, JSON.stringify({ seq, ts: new Date(Date.now() + aheadMs).toISOString(), ...fields }), { qos: 1 });
  };
  let killed = 0;
  const speak = async (aheadMs: number, from: number, until: number): Promise<number> => {
    let seq = from;
    for (; killed < until; seq += 1) {
      if (seq % 4 === 0) {
        say("count", seq, aheadMs, { counter: "GOOD", value: FIRST + Math.floor(told.readings / READINGS_A_PIECE) });
        told.readings += 1;
      } else if (seq % 40 === 1) {
        told.states += 1;
        say("state", seq, aheadMs, { state: told.states % 2 === 0 ? "PRODUCING" : "HELD" });
      } else {
        const temperature = Math.floor(random() * 100);
        told.samples += 1;
        told.sum += temperature;
        say("param", seq, aheadMs, { parameter: "fill-temp", value: temperature });
      }
      await pause(EVERY_MS);
    }
    return seq;
  };
  const kill = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      const victim = await committing();
      victim.process.kill("SIGKILL");
      await once(victim.process, "exit");
      employ();
      killed += 1;
    }
  };
  const [seq] = await Promise.all([speak(HOUR_MS, 0, KILLS.ahead), kill(KILLS.ahead)]);
  // Nobody sets a clock while what it said waits in the gateway.
  await vi.waitFor(async () => expect(await stored()).toMatchObject(told), { timeout: 30_000, interval: 250 });
  await Promise.all([speak(0, seq, KILLS.ahead + KILLS.right), kill(KILLS.right)]);
  const counted = Math.floor((told.readings - 1) / READINGS_A_PIECE);
  const wanted = { ...told, counted, proposed: counted, rolled: told.samples, suspect: 0, future: 0 };
  await vi.waitFor(async () => expect(await stored()).toEqual(wanted), { timeout: 40_000, interval: 250 });
  await machine.endAsync();

  async function stored() {
    const [row] = await database.sql`
      select (select count(*)::int from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.address = ${ADDRESS}) as samples,
        (select coalesce(sum(s.value), 0)::float8 from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.address = ${ADDRESS}) as sum,
        (select coalesce(sum(r.count), 0)::int from telemetry.rollup_minute r join telemetry.tag t on t.id = r.tag_id where t.address = ${ADDRESS}) as rolled,
        (select count(*)::int from telemetry.counter_reading c join telemetry.tag t on t.id = c.tag_id where t.address = ${ADDRESS}) as readings,
        (select coalesce(sum(c.delta), 0)::int from telemetry.counter_reading c join telemetry.tag t on t.id = c.tag_id where t.address = ${ADDRESS}) as counted,
        (select count(*)::int from telemetry.counter_reading c where c.verdict = 'SUSPECT') as suspect,
        (select count(*)::int from telemetry.state_sample s join telemetry.tag t on t.equipment_number = s.equipment_number and t.kind = 'STATE' where t.address = ${ADDRESS}) as states,
        (select good::float8 from execution.count_proposal where operation_id = ${operationId}) as proposed,
        (select count(*)::int from telemetry.sample where at > now() + interval '5 seconds') as future`;
    return row;
  }
}, 240_000);
