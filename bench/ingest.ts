import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { systemActor } from "@/lib/auth/system-actor";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { startBroker } from "@/lib/processes/broker";
import { startWorker, type WorkerProcess } from "@/lib/processes/testing/worker-process";
import { emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { type Figure, median } from "./figure";
import { startGateway } from "./gateway";
import { type Installation, openInstallation } from "./installation";
import { copyRate, type PlainRow } from "./plain-copy";
import { until } from "./until";

const ROWS = 5_000;
const BATCHES = 12;
const MESSAGES = 40_000;
/** Rounds of as many messages, after each of which the memory is read. */
const ROUNDS = 24;
/** Rounds before the first reading: until its heap has the size that it keeps. */
const WARM_UP = 6;
const MOST_MB = 300;
const MOST_SLOPE = 5;

type Broker = { readonly url: string; stop(): Promise<void> };

/**
 * Samples into the database: the whole write step against COPY of as many rows, then broker to committed row through a real worker against
 * what a bare subscriber receives of the same messages, and against COPY of the very rows that were committed; and the slope of the worker's
 * memory over all that.
 */
export async function* ingest(): AsyncGenerator<Figure> {
  const plant = await openInstallation({ orders: 10, operationsPerOrder: 2 });
  try {
    yield await writeStep(plant);
    yield* await throughBroker(plant, "embedded", () => startBroker({ port: 0 }));
    const path = mosquittoPath;
    if (path !== null) yield* await throughBroker(plant, "mosquitto", () => startMosquitto(path));
  } finally {
    await plant.close();
  }
}

/** Dedupe, attribution, rollup, latest values and notice of 5,000-row batches, one at a time as the worker does. */
async function writeStep({ owner, services, running }: Installation): Promise<Figure> {
  const actor = systemActor("telemetry", ["telemetry.write"], []);
  const limits: number[] = [];
  const values: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const limit = await copyRate(
      owner.sql,
      Array.from({ length: BATCHES }, (_, batch) => plainRows(batch)),
    );
    const batches = Array.from({ length: BATCHES }, (_, batch) => sampleBatch(running, round * BATCHES + batch));
    const since = performance.now();
    for (const batch of batches) await ingestBatch(services, actor, batch);
    const value = (ROWS * BATCHES * 1000) / (performance.now() - since);
    // The first round warms up both.
    if (round > 0) {
      limits.push(limit);
      values.push(value);
    }
  }
  const [value, limit] = [median(values), median(limits)];
  return { name: "ingest.write", value, unit: "rows/s", limit, limitIs: "binary COPY into a plain table, 5,000-row batches", goal: ">= 0.10 of COPY", holds: value >= 0.1 * limit };
}

function plainRows(batch: number): PlainRow[] {
  return Array.from({ length: ROWS }, (_, row) => ({ atMs: Date.now() + row, equipment: row % 20, tag: row % 20, value: batch + row / 10 }));
}

function sampleBatch(running: Installation["running"], number: number): TelemetryBatch {
  const batch = emptyBatch();
  const text = new TextEncoder();
  for (let row = 0; row < ROWS; row += 1) {
    const machine = running[row % running.length];
    const seq = number * ROWS + row;
    const payload = text.encode(JSON.stringify({ seq, ts: new Date().toISOString(), parameter: "temp", value: row / 10 }));
    if (machine !== undefined) addPlain(batch, { topic: `${machine.address}/param`, payload, receivedAtMs: Date.now() });
  }
  return batch;
}

async function throughBroker(plant: Installation, name: string, start: () => Promise<Broker>): Promise<Figure[]> {
  const broker = await start();
  const topics = plant.running.map(({ address }) => ({ topic: `${address}/param`, parameter: "temp" }));
  const load = { url: broker.url, topics, count: MESSAGES, perSecond: 0 };
  const limit = await received(broker.url, () => startGateway(load).done);
  const worker = startWorker({ databaseUrl: plant.url, mqttUrl: broker.url });
  try {
    await until("the worker hears the broker", async () => (await hearing(plant)) > 0);
    for (let round = 0; round < WARM_UP; round += 1) await stored(plant, () => startGateway(load).done, MESSAGES);
    const rates: number[] = [];
    const points = [memoryMb(worker)];
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.push(await stored(plant, () => startGateway(load).done, MESSAGES));
      points.push(memoryMb(worker));
    }
    const value = median(rates);
    const slope = slopeOf(points) / (MESSAGES / 100_000);
    return [
      { name: `ingest.broker.${name}`, value, unit: "rows/s", limit, limitIs: "a bare subscriber, same messages", goal: ">= 0.70 of bare", holds: value >= 0.7 * limit },
      {
        name: `ingest.committed.${name}`,
        value,
        unit: "rows/s",
        limit: await copyRate(plant.owner.sql, batchesOf(await lastRows(plant))),
        limitIs: "binary COPY of the very same rows into a plain table, 5,000-row batches",
        goal: null,
        holds: true,
      },
      {
        name: `ingest.memory.${name}`,
        value: slope,
        unit: "MB per 100,000 rows",
        limit: null,
        limitIs: `RSS ${points.map((mb) => Math.round(mb)).join(", ")} MB, ${MESSAGES} rows apart`,
        goal: `<= ${MOST_SLOPE}, never above ${MOST_MB} MB`,
        holds: slope <= MOST_SLOPE && Math.max(...points) <= MOST_MB,
      },
    ];
  } finally {
    await worker.stop();
    await plant.connection.sql`delete from integration.worker_heartbeat`;
    await broker.stop();
  }
}

/** The rows that the last round committed, as they stand in the samples. */
async function lastRows({ owner }: Installation): Promise<PlainRow[]> {
  const found = await owner.sql<PlainRow[]>`
    select (extract(epoch from at) * 1000)::float8 as "atMs", equipment_number as equipment, tag_id as tag, value from telemetry.sample order by at desc, seq desc limit ${MESSAGES}`;
  if (found.length < MESSAGES) throw new Error(`only ${found.length} of ${MESSAGES} rows are there`);
  return found.map(({ atMs, ...row }) => ({ ...row, atMs: Math.round(atMs) }));
}

function batchesOf(all: readonly PlainRow[]): PlainRow[][] {
  return Array.from({ length: Math.ceil(all.length / ROWS) }, (_, batch) => all.slice(batch * ROWS, (batch + 1) * ROWS));
}

/** Growth from one point to the next: the median over all pairs of points, so that a collection of garbage in between does not tilt it. */
function slopeOf(points: readonly number[]): number {
  return median(points.flatMap((later, at) => points.slice(0, at).map((earlier, before) => (later - earlier) / (at - before))));
}

/** Messages a second that a bare subscriber receives, from the first to the last. */
async function received(url: string, publish: () => Promise<void>): Promise<number> {
  const client = await connectAsync(url, { clientId: "bare", clean: true });
  let count = 0;
  let first = 0;
  let last = 0;
  client.on("message", () => {
    count += 1;
    last = performance.now();
    if (count === 1) first = last;
  });
  await client.subscribeAsync("site-w/#", { qos: 1 });
  await publish();
  await until("all messages are received", () => Promise.resolve(count >= MESSAGES));
  await client.endAsync();
  return ((count - 1) * 1000) / (last - first);
}

/** Rows a second that become visible to others, from the first to the last; throws when some are missing. */
async function stored(plant: Installation, publish: () => Promise<void>, count: number): Promise<number> {
  const before = await rows(plant);
  let first: { readonly at: number; readonly rows: number } | null = null;
  const publishing = publish();
  for (;;) {
    const now = await rows(plant);
    const at = performance.now();
    if (first === null && now > before) first = { at, rows: now };
    if (first !== null && now >= before + count) {
      await publishing;
      return ((now - first.rows) * 1000) / (at - first.at);
    }
    await pause(20);
  }
}

/** Samples so far: the rollup has one row per tag and minute, so asking costs the worker next to nothing. */
async function rows({ owner }: Installation): Promise<number> {
  const [row] = await owner.sql<{ rows: number }[]>`select coalesce(sum(count), 0)::int as rows from telemetry.rollup_minute`;
  return row?.rows ?? 0;
}

async function hearing({ owner }: Installation): Promise<number> {
  const [row] = await owner.sql<
    { sources: number }[]
  >`select count(*)::int as sources from integration.worker_heartbeat w, jsonb_array_elements(w.detail->'sources') s where (s->>'connected')::bool`;
  return row?.sources ?? 0;
}

function memoryMb({ pid }: WorkerProcess): number {
  return Number(spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim()) / 1024;
}
