import { startBroker } from "@/lib/processes/broker";
import { startWorker } from "@/lib/processes/testing/worker-process";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { type Figure, median } from "./figure";
import { startGateway } from "./gateway";
import type { Installation } from "./installation";
import { copyRate, type PlainRow } from "./plain-copy";
import { endWorker, hearsMachines, memoryMb, received, stored } from "./through-broker";
import { openPlant, ROUNDS as WRITE_ROUNDS, writeStep } from "./write-step";

const MESSAGES = 40_000;
/** Rounds of as many messages, after each of which the memory is read. */
const ROUNDS = 24;
/** Rounds before the first reading: until its heap has the size that it keeps. */
const WARM_UP = 6;
/** Batches of a COPY that is compared with: 200,000 rows, as where its rate was first measured; of fewer it lasts no longer than a pause of the machine. */
const COPIES = 40;
/** Rows of each of these. */
const ROWS = 5_000;
const MOST_MB = 300;
const MOST_SLOPE = 5;

type Broker = { readonly url: string; stop(): Promise<void> };

/**
 * Samples into the database: the whole write step against COPY of as many rows, then broker to committed row through a real worker against
 * what a bare subscriber receives of the same messages, and against COPY of the very rows that were committed; and the slope of the worker's
 * memory over all that.
 */
export async function* ingest(): AsyncGenerator<Figure> {
  const plant = await openPlant(10);
  try {
    yield await written(plant);
    yield* await throughBroker(plant, "embedded", () => startBroker({ port: 0 }));
    const path = mosquittoPath;
    if (path !== null) yield* await throughBroker(plant, "mosquitto", () => startMosquitto(path));
  } finally {
    await plant.close();
  }
}

/** Of these, the write step alone. */
export async function write(): Promise<Figure[]> {
  const plant = await openPlant(10);
  try {
    return [await written(plant)];
  } finally {
    await plant.close();
  }
}

/** The whole write step beside COPY. */
async function written(plant: Installation): Promise<Figure> {
  const step = writeStep(plant);
  const limits: number[] = [];
  const values: number[] = [];
  for (let round = 0; round < WRITE_ROUNDS; round += 1) {
    const limit = await copyRate(
      plant.owner.sql,
      Array.from({ length: COPIES }, (_, batch) => plainRows(batch)),
    );
    const value = await step.round();
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

async function throughBroker(plant: Installation, name: string, start: () => Promise<Broker>): Promise<Figure[]> {
  const broker = await start();
  const topics = plant.running.map(({ address }) => ({ topic: `${address}/param`, parameter: "temp" }));
  const load = { url: broker.url, topics, count: MESSAGES, perSecond: 0 };
  const limit = await received(broker.url, () => startGateway(load).done, MESSAGES);
  const worker = startWorker({ databaseUrl: plant.url, mqttUrl: broker.url });
  try {
    await hearsMachines(plant);
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
    await endWorker(plant, worker);
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
