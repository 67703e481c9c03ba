import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { connect, type Connection } from "@/db/client";
import { migrate } from "@/db/migrate";
import { connection as connectionTable, outboxMessage, workerHeartbeat } from "@/db/schema/integration";
import { claimHeads } from "@/lib/integration/outbox/claim";
import { wakeDispatchers } from "@/lib/integration/outbox/wake";
import { channelPlant, type ChannelPlant, status } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { startWorker, type WorkerProcess } from "@/lib/processes/testing/worker-process";
import { type Figure, median, percentile } from "./figure";
import { startInstantErp } from "./instant-erp";
import { openServer } from "./server";
import { until } from "./until";

const LANES = 100;
const PER_LANE = 20;
const WRITERS = 8;
const BARE = 500;
const PER_SECOND = 50;
const SECONDS = 15;
const FEW = 1_000;
const MANY = 1_000_000;
const CLAIMS = 60;
const WARM_UP = 10;
const HEADS = 8;
const PATIENCE_MS = 120_000;
const BARE_IS = "one HTTP post and one committed row after the other";
/** Nothing listens there: these workers hear no machines. */
const NO_BROKER = "mqtt://127.0.0.1:9";

type Field = { readonly url: string; readonly connection: Connection; readonly owner: Connection; readonly plant: ChannelPlant; readonly erp: string };

/**
 * The way out to an ERP that answers at once: how many messages of a full outbox one worker and two get accepted in a second, against bare posts with
 * one committed row each, in the same run; how long a message takes from its event to its acceptance; and what finding the next ones costs among a
 * million that are delivered, against a thousand. Workers, adapter and database are the product's own, the ERP a process of its own.
 */
export async function erp(): Promise<Figure[]> {
  const server = await openServer();
  const instant = await startInstantErp();
  try {
    const sending = await onField(server.url, instant.url, async (field) => {
      const bareMs = await bare(field);
      const rates = [await accepted(field, 1), await accepted(field, 2)] as const;
      return [...rateFigures(bareMs, rates), ...lagFigures(bareMs, await paced(field))];
    });
    // What was tried is never deleted, so that an empty outbox takes a database of its own.
    const other = new URL(server.url);
    other.pathname = "/claims";
    const maker = connect(server.url, { max: 1, role: null });
    await maker.sql`create database claims`;
    await maker.close();
    return [...sending, await onField(other.href, instant.url, claims)];
  } finally {
    await instant.stop();
    await server.stop();
  }
}

/** A migrated database with one connection to the ERP. */
async function onField<Result>(url: string, instantErp: string, measure: (field: Field) => Promise<Result>): Promise<Result> {
  await migrate(url);
  const connection = connect(url);
  const owner = connect(url, { role: null });
  try {
    const plant = await channelPlant(connection.db, { url: instantErp, key: "key-of-this-benchmark", webhookSecret: "webhook-secret-of-this-benchmark" });
    // It has nothing to tell: the workers only send.
    await connection.db.update(connectionTable).set({ pollSeconds: 86_400, lastPolledAt: new Date() });
    return await measure({ url, connection, owner, plant, erp: instantErp });
  } finally {
    await Promise.all([connection.close(), owner.close()]);
  }
}

function rateFigures(bareMs: readonly number[], [one, two]: readonly [number, number]): Figure[] {
  const limit = (1000 * bareMs.length) / bareMs.reduce((sum, ms) => sum + ms, 0);
  const figure = (name: string, value: number, share: number): Figure => {
    return { name, value, unit: "/s", limit, limitIs: BARE_IS, goal: `>= ${share.toFixed(2)} of it`, holds: value >= share * limit };
  };
  return [figure("erp.accepted.1-worker", one, 0.5), figure("erp.accepted.2-workers", two, 0.8)];
}

function lagFigures(bareMs: readonly number[], lags: readonly number[]): Figure[] {
  const figure = (name: string, share: number, goalMs: number): Figure => {
    const value = percentile(lags, share);
    const limitIs = `${BARE_IS}; ${PER_SECOND} messages/s`;
    return { name, value, unit: "ms", limit: percentile(bareMs, share), limitIs, goal: `<= ${goalMs} ms`, holds: value <= goalMs };
  };
  return [figure("erp.latency.p50", 0.5, 250), figure("erp.latency.p95", 0.95, 1000)];
}

const Booked = z.object({ document: z.string() });

/** Milliseconds of each post of a message with its committed row. */
async function bare({ erp: url, owner }: Field): Promise<number[]> {
  await owner.sql`create table public.bare (id uuid primary key, document text not null)`;
  const took: number[] = [];
  for (let number = 0; number < BARE; number += 1) {
    const since = performance.now();
    const id = newId();
    const body = JSON.stringify({ id, ...status("PO-0", new Date()) });
    const answer = await fetch(`${url}/v1/messages`, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { document } = Booked.parse(await answer.json());
    await owner.sql`insert into public.bare values (${id}, ${document})`;
    took.push(performance.now() - since);
  }
  // The first ones find everything cold.
  return took.slice(BARE / 10);
}

/** Messages accepted in a second, from the first to the last, while so many workers empty a full outbox of orders with several messages each. */
async function accepted(field: Field, count: number): Promise<number> {
  const { connection, owner, plant } = field;
  const name = `R${count}`;
  await connection.db.update(connectionTable).set({ enabled: false });
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let turn = 0; turn < PER_LANE; turn += 1) for (let lane = writer; lane < LANES; lane += WRITERS) await plant.say(status(`${name}-${lane}`, new Date()));
    }),
  );
  await owner.sql`analyze integration.outbox_message`;
  return withWorkers(field, count, async () => {
    await connection.db.update(connectionTable).set({ enabled: true });
    await wakeDispatchers(connection.sql);
    await until("all are accepted", async () => (await open(connection)) === 0, PATIENCE_MS);
    const [row] = await owner.sql<{ rate: number }[]>`
      select (count(*) - 1) / extract(epoch from max(accepted_at) - min(accepted_at))::float8 as rate from integration.outbox_message where lane_key like ${`${name}-%`}`;
    return row?.rate ?? 0;
  });
}

/** Milliseconds from the event to its acceptance, of messages that come one by one. */
function paced(field: Field): Promise<number[]> {
  const { connection, owner, plant } = field;
  return withWorkers(field, 1, async () => {
    const begin = performance.now();
    const saying: Promise<unknown>[] = [];
    for (let number = 0; number < PER_SECOND * SECONDS; number += 1) {
      await pause(Math.max(0, begin + (number * 1000) / PER_SECOND - performance.now()));
      saying.push(plant.say(status(`P-${(number * 37) % LANES}`, new Date())).then(() => wakeDispatchers(connection.sql)));
    }
    await Promise.all(saying);
    await until("all are accepted", async () => (await open(connection)) === 0, PATIENCE_MS);
    const rows = await owner.sql<{ ms: number }[]>`
      select extract(epoch from accepted_at - event_time)::float8 * 1000 as ms from integration.outbox_message where lane_key like 'P-%' order by event_time offset ${PER_SECOND}`;
    return rows.map(({ ms }) => ms);
  });
}

/** What a claim costs with a million delivered messages in the table, against a thousand. */
async function claims(field: Field): Promise<Figure> {
  await deliveredBefore(field, 1, FEW);
  const drafts = Array.from({ length: CLAIMS * HEADS }, (_, lane) => status(`C-${lane}`, new Date()));
  await field.plant.say(...drafts);
  const limit = median(await claimMs(field));
  await deliveredBefore(field, FEW + 1, MANY);
  const value = median(await claimMs(field));
  const limitIs = `with ${FEW.toLocaleString("en-GB")} delivered messages in the table instead of ${MANY.toLocaleString("en-GB")}`;
  return { name: "erp.claim", value, unit: "ms", limit, limitIs, goal: "<= 1.5 x", holds: value <= 1.5 * limit };
}

/** Delivered messages as they stand in the table, a hundred to an order. Their references are known to be there. */
async function deliveredBefore({ owner, plant }: Field, from: number, to: number): Promise<void> {
  await owner.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into integration.outbox_message (id, site_id, connection_id, lane_key, sequence, priority, type, subject, event_id, payload, state, next_at, event_time, record_time, accepted_at, document)
      select uuidv7(), ${plant.siteId}, ${plant.connectionId}, 'D-' || (n / 100), n % 100 + 1, 1, 'mes.order.status.v1', 'D-' || (n / 100), uuidv7(), '{"data": {}}', 'ACCEPTED', t, t, t, t, 'S-' || n
      from generate_series(${from}::int, ${to}::int) n, lateral (select now() - interval '30 days' + make_interval(secs => n) as t)`;
  });
  await owner.sql`vacuum analyze integration.outbox_message`;
}

/** Claims of as many heads as one worker sends at once, each of others than the one before; then all of them are given back. */
async function claimMs({ connection, plant }: Field): Promise<number[]> {
  const request = {
    connectionId: plant.connectionId,
    circuit: { failures: 0, openUntil: null },
    limit: HEADS,
    maxPriority: 3,
    now: new Date(),
    leaseSeconds: 60,
    claimant: "bench",
  };
  const took: number[] = [];
  const givenBack = new Error("given back");
  await connection.db
    .transaction(async (tx) => {
      for (let turn = 0; turn < CLAIMS; turn += 1) {
        const since = performance.now();
        const claimed = await claimHeads(tx, request);
        took.push(performance.now() - since);
        if (claimed.length !== HEADS) throw new Error(`only ${claimed.length} messages were claimed`);
      }
      throw givenBack;
    })
    .catch((error: unknown) => {
      if (error !== givenBack) throw error;
    });
  return took.slice(WARM_UP);
}

/** Runs something while so many workers are at work, each an operating system's process. */
async function withWorkers<Result>({ url, connection }: Field, count: number, measure: () => Promise<Result>): Promise<Result> {
  const workers = Array.from({ length: count }, (): WorkerProcess => startWorker({ databaseUrl: url, mqttUrl: NO_BROKER }));
  try {
    await until("the workers are there", async () => (await connection.db.$count(workerHeartbeat)) >= count, PATIENCE_MS);
    return await measure();
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await connection.sql`delete from integration.worker_heartbeat`;
  }
}

function open({ db }: Connection): Promise<number> {
  return db.$count(outboxMessage, sql`state not in ('ACCEPTED', 'RESOLVED')`);
}
