import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { connect, connectAsync } from "mqtt";
import { startBroker } from "@/lib/processes/broker";
import { startWorker } from "@/lib/processes/testing/worker-process";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { decodePayload } from "@/lib/telemetry/sparkplug/decode-payload";
import { encodePayload } from "@/lib/telemetry/sparkplug/encode-payload";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { type Figure, median, percentile } from "./figure";
import { startGateway } from "./gateway";
import { growth } from "./growth";
import { ingest } from "./ingest";
import { type Installation, openInstallation } from "./installation";
import { NODE_RED_ID, startNodeRed } from "./node-red";
import { arrivals, endWorker, hearsMachines, lastStored, memoryMb, received, stored, WORKSHOP_TOPICS } from "./through-broker";
import { until } from "./until";

const BARE_MESSAGES = 40_000;
const BACKLOG = 200_000;
const MOST_MB = 300;
/** Rounds in a steady state, of which the CPU is read. */
const ROUNDS = 4;
const PROBES = 300;
const KILL = { seconds: 8, awayMs: 2_000 } as const;
const METRICS = 5;
const DECODES = 200_000;

/** `connectedAt`: when a client of this id, or one that begins with it, was first let in since an instant. */
type Peer = { readonly url: string; readonly name: string; connectedAt(clientId: string, since: number): number; stop(): Promise<void> };

/**
 * What the table of goals of `docs/telemetry.md` asks, each beside its limit of the same run: writing, sustained rate, memory (all as `ingest`), a backlog that is caught up, CPU a
 * message, publish to commit, a killed worker, decoding, and how cost grows with what is stored and with the machines. Publish to pixel (`latency`) follows in the same command.
 */
export async function* telemetry(): AsyncGenerator<Figure> {
  yield decoding();
  yield* ingest();
  const plant = await openInstallation({ orders: 10, operationsPerOrder: 2 });
  const broker = await quickestBroker();
  try {
    const topics = topicsOf(plant);
    const bare = await bareRate(broker, topics);
    const peer = await nodeRed(plant, broker, topics);
    yield* await catchingUp(plant, broker, { topics, peer: peer?.rate ?? null });
    yield* await steady(plant, broker, { topics, bare, peerCpu: peer?.cpu ?? null });
    yield await killed(plant, broker, { topics, bare });
  } finally {
    await plant.close();
    await broker.stop();
  }
  yield* growth();
}

/** Of these, what a worker does in a steady state: CPU a message, and publish to commit at shares of what a bare subscriber receives. */
export async function* commit(): AsyncGenerator<Figure> {
  yield* await withBroker(async (plant, broker, topics) => steady(plant, broker, { topics, bare: await bareRate(broker, topics), peerCpu: null }));
}

/** Of these, a worker that is killed. */
export async function* kill(): AsyncGenerator<Figure> {
  yield* await withBroker(async (plant, broker, topics) => [await killed(plant, broker, { topics, bare: await bareRate(broker, topics) })]);
}

/** Of these, a backlog that is caught up beside a Node-RED flow, and the memory that it takes. */
export async function* catchup(): AsyncGenerator<Figure> {
  yield* await withBroker(async (plant, broker, topics) => {
    const peer = await nodeRed(plant, broker, topics);
    return catchingUp(plant, broker, { topics, peer: peer?.rate ?? null });
  });
}

async function withBroker(measure: (plant: Installation, broker: Peer, topics: Topics) => Promise<Figure[]>): Promise<Figure[]> {
  const plant = await openInstallation({ orders: 10, operationsPerOrder: 2 });
  const broker = await quickestBroker();
  try {
    return await measure(plant, broker, topicsOf(plant));
  } finally {
    await plant.close();
    await broker.stop();
  }
}

const topicsOf = ({ running }: Installation): Topics => running.map(({ address }) => ({ topic: `${address}/param`, parameter: "temp" }));

/** Messages a second that a bare subscriber receives as fast as they are published. */
export function bareRate({ url }: Peer, topics: Topics, filter?: string): Promise<number> {
  return received(url, () => startGateway({ url, topics, count: BARE_MESSAGES, perSecond: 0 }).done, BARE_MESSAGES, filter);
}

/** A mosquitto where there is one, and the embedded broker elsewhere. */
export async function quickestBroker(): Promise<Peer> {
  const connections: { readonly clientId: string; readonly at: number }[] = [];
  const connected = (clientId: string): void => void connections.push({ clientId, at: performance.now() });
  const broker = mosquittoPath === null ? await startBroker({ port: 0, connected }) : await startMosquitto(mosquittoPath, undefined, connected);
  return {
    url: broker.url,
    name: mosquittoPath === null ? "the embedded broker" : "mosquitto",
    connectedAt: (start, since) => connections.find(({ clientId, at }) => at >= since && clientId.startsWith(start))?.at ?? Number.NaN,
    stop: () => broker.stop(),
  };
}

type Topics = readonly { readonly topic: string; readonly parameter: string }[];

const publishBacklog = (url: string, topics: Topics) => startGateway({ url, topics, count: BACKLOG, perSecond: 0 }).done;

/**
 * Rows a second at which a batched Node-RED flow catches up with a backlog, and its CPU a message in microseconds. The clock runs from the moment that the broker lets it in until the
 * last row is there: it hears nearly all of the backlog before it commits the first of it.
 */
async function nodeRed(
  { owner, url: databaseUrl }: Installation,
  { url, connectedAt }: Peer,
  topics: Topics,
): Promise<{ readonly rate: number; readonly cpu: number | null } | null> {
  const peer = await startNodeRed({ mqttUrl: url, databaseUrl, topics: topics.map(({ topic }) => topic), sql: owner.sql });
  if (peer === null) return null;
  const probe = await connectAsync(url);
  await until("Node-RED hears the broker", async () => {
    for (let row = 0; row < 1_000; row += 1) void probe.publish(topics[0]?.topic ?? "", JSON.stringify({ ts: new Date().toISOString(), value: row }), { qos: 1 });
    await pause(1_000);
    return (await peer.rows()) > 0;
  });
  await probe.endAsync();
  await peer.stop();
  await publishBacklog(url, topics);
  const before = await peer.rows();
  const start = performance.now();
  peer.start();
  await until("Node-RED has its session back", () => Promise.resolve(connectedAt(NODE_RED_ID, start) >= start), 120_000);
  const cpu = cpuMicros(peer.pid);
  await until("Node-RED has caught up", async () => (await peer.rows()) >= before + BACKLOG - 1_000, 120_000);
  const [last, seconds, used] = [await peer.rows(), (performance.now() - connectedAt(NODE_RED_ID, start)) / 1_000, cpuMicros(peer.pid)];
  await peer.stop();
  return { rate: (last - before) / seconds, cpu: cpu === null || used === null ? null : (used - cpu) / (last - before) };
}

/** A worker that was away while 200,000 messages came: how quickly it has them, by the same clock, and what it holds in memory meanwhile. */
async function catchingUp(plant: Installation, broker: Peer, { topics, peer }: { readonly topics: Topics; readonly peer: number | null }): Promise<Figure[]> {
  const away = startWorker({ databaseUrl: plant.url, mqttUrl: broker.url });
  await hearsMachines(plant);
  await endWorker(plant, away);
  const bare = await bareCatchUp(broker.url, topics);
  await publishBacklog(broker.url, topics);
  const start = performance.now();
  const worker = startWorker({ databaseUrl: plant.url, mqttUrl: broker.url });
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, memoryMb(worker))), 250);
  try {
    const [source] = await plant.owner.sql<{ id: string }[]>`select id from telemetry.source where kind = 'PLAIN_JSON'`;
    const { at } = await lastStored(plant, () => Promise.resolve(), BACKLOG);
    const value = (BACKLOG * 1_000) / (at - broker.connectedAt(`millrace-${source?.id ?? ""}`, start));
    const unit = "rows/s";
    const beside =
      peer === null
        ? { limit: bare, limitIs: `a bare subscriber that was away as long, ${broker.name}; Node-RED could not be had from npm`, goal: null, holds: true }
        : { limit: peer, limitIs: `a batched Node-RED flow, ${broker.name}; a bare subscriber ${Math.round(bare)}`, goal: ">= 2.0 of Node-RED", holds: value >= 2 * peer };
    return [
      { name: "telemetry.catchup", value, unit, ...beside },
      {
        name: "telemetry.catchup.memory",
        value: most,
        unit: "MB",
        limit: null,
        limitIs: `most of the worker with ${BACKLOG} queued at the broker`,
        goal: `<= ${MOST_MB} MB`,
        holds: most <= MOST_MB,
      },
    ];
  } finally {
    clearInterval(watching);
    await endWorker(plant, worker);
  }
}

/** Messages a second that a bare subscriber receives of a backlog of its own. */
async function bareCatchUp(url: string, topics: Topics): Promise<number> {
  const session = { clientId: "bare-away", clean: false } as const;
  const before = await connectAsync(url, session);
  await before.subscribeAsync(WORKSHOP_TOPICS, { qos: 1 });
  await before.endAsync();
  await publishBacklog(url, topics);
  const client = connect(url, session);
  const arrival = arrivals(client);
  await until("the bare subscriber has caught up", () => Promise.resolve(arrival.count() >= BACKLOG), 120_000);
  await client.unsubscribeAsync(WORKSHOP_TOPICS);
  await client.endAsync();
  return arrival.rate();
}

/** CPU of the worker for each message at full rate, and how long one message takes from publishing until others see its row, at shares of what a bare subscriber receives. */
async function steady(
  plant: Installation,
  broker: Peer,
  { topics, bare, peerCpu }: { readonly topics: Topics; readonly bare: number; readonly peerCpu: number | null },
): Promise<Figure[]> {
  const worker = startWorker({ databaseUrl: plant.url, mqttUrl: broker.url });
  try {
    await hearsMachines(plant);
    const everything = { url: broker.url, topics, count: BARE_MESSAGES, perSecond: 0 };
    const round = () => stored(plant, () => startGateway(everything).done, BARE_MESSAGES);
    for (let warmUp = 0; warmUp < ROUNDS; warmUp += 1) await round();
    const before = cpuMicros(worker.pid);
    for (let done = 0; done < ROUNDS; done += 1) await round();
    const after = cpuMicros(worker.pid);
    const value = before === null || after === null ? Number.NaN : (after - before) / (ROUNDS * BARE_MESSAGES);
    const cpu: Figure = {
      name: "telemetry.cpu",
      value,
      unit: "us",
      limit: peerCpu,
      limitIs: peerCpu === null ? "CPU of the worker a message; no peer" : "CPU a message of the batched Node-RED flow",
      goal: "<= 15 us",
      holds: value <= 15,
    };
    return [
      cpu,
      await committed(plant, broker, { topics, perSecond: 0.1 * bare, share: "0.1", goalMs: 40 }),
      await committed(plant, broker, { topics, perSecond: 0.4 * bare, share: "0.4", goalMs: 100 }),
    ];
  } finally {
    await endWorker(plant, worker);
  }
}

/** A worker that is killed in the middle and is away for two seconds: what is missing or there twice afterwards, in the samples and in what was reckoned from them. */
async function killed(plant: Installation, { url }: Peer, { topics, bare }: { readonly topics: Topics; readonly bare: number }): Promise<Figure> {
  const perSecond = 0.1 * bare;
  const count = Math.ceil(perSecond * KILL.seconds);
  const first = startWorker({ databaseUrl: plant.url, mqttUrl: url });
  await hearsMachines(plant);
  const [samples, counted] = await storedNow(plant);
  const load = startGateway({ url, topics, count, perSecond });
  await until("half of it is stored", async () => (await storedNow(plant))[0] - samples > count / 2);
  process.kill(first.pid, "SIGKILL");
  await pause(KILL.awayMs);
  await endWorker(plant, first);
  const second = startWorker({ databaseUrl: plant.url, mqttUrl: url });
  try {
    await load.done;
    await until("all of it is stored", async () => (await storedNow(plant))[0] - samples >= count);
    const [all, reckoned] = await storedNow(plant);
    const wrong = Math.abs(all - samples - count) + Math.abs(reckoned - counted - count);
    return {
      name: "telemetry.killed",
      value: wrong,
      unit: "rows",
      limit: null,
      limitIs: `of ${count.toLocaleString("en-GB")} lost or counted twice; the worker killed in the middle, ${KILL.awayMs / 1_000} s away, at 0.1 of bare`,
      goal: "0",
      holds: wrong === 0,
    };
  } finally {
    await endWorker(plant, second);
  }
}

/** Samples that are stored, and how many their rollups count. */
async function storedNow({ owner }: Installation): Promise<[number, number]> {
  const [row] = await owner.sql<{ samples: number; counted: number }[]>`
    select (select count(*)::int from telemetry.sample) as samples, (select coalesce(sum(count), 0)::int from telemetry.rollup_minute) as counted`;
  return [row?.samples ?? 0, row?.counted ?? 0];
}

type Load = { readonly topics: Topics; readonly perSecond: number; readonly share: string; readonly goalMs: number };

async function committed({ owner }: Installation, { url }: Peer, { topics, perSecond, share, goalMs }: Load): Promise<Figure> {
  const [probe, ...others] = topics;
  const [tag] = await owner.sql<{ id: number }[]>`select id from telemetry.tag where kind = 'PARAMETER' and address || '/param' = ${probe?.topic ?? ""}`;
  if (probe === undefined || tag === undefined) throw new Error("no machine to ask");
  const load = startGateway({ url, topics: others, count: Math.ceil(perSecond * (5 + PROBES * 0.06)), perSecond });
  const machine = await connectAsync(url);
  const heard = await connectAsync(url);
  const received = new Map<number, number>();
  heard.on("message", (_topic, payload) => received.set(Number(/"value":([0-9]+)/.exec(payload.toString())?.[1]), performance.now()));
  await heard.subscribeAsync(probe.topic, { qos: 1 });
  const seen: number[] = [];
  const bare: number[] = [];
  try {
    await pause(2_000);
    for (let seq = 1; seq <= PROBES; seq += 1) {
      const value = 1_000_000 + seq;
      const sent = performance.now();
      await machine.publishAsync(probe.topic, JSON.stringify({ seq, ts: new Date().toISOString(), parameter: probe.parameter, value, uom: "CEL" }), { qos: 1 });
      for (;;) {
        const [row] = await owner.sql<{ value: number }[]>`select value from telemetry.latest_value where tag_id = ${tag.id}`;
        if (row?.value === value) break;
        if (performance.now() - sent > 10_000) throw new Error("a message was not committed within 10 s");
        await pause(1);
      }
      seen.push(performance.now() - sent);
      bare.push((received.get(value) ?? Number.NaN) - sent);
      await pause((seq * 7) % 40);
    }
  } finally {
    await load.stop();
    await Promise.all([machine.endAsync(), heard.endAsync()]);
  }
  const value = percentile(seen, 0.99);
  return {
    name: `telemetry.commit.p99.${share}`,
    value,
    unit: "ms",
    limit: percentile(bare, 0.99),
    limitIs: `publish to a bare subscriber, at ${Math.round(perSecond)} messages/s (${share} of bare); p50 ${percentile(seen, 0.5).toFixed(1)} ms`,
    goal: `<= ${goalMs} ms`,
    holds: value <= goalMs,
  };
}

/** A Sparkplug message of some metrics by their aliases, against JSON.parse of the same content. */
function decoding(): Figure {
  const at = Date.UTC(2026, 0, 5, 6);
  const metrics = Array.from({ length: METRICS }, (_, index) => ({ alias: index + 1, timestamp: at + index, dataType: DataType.Double, value: 20 + index / 8 }));
  const wire = encodePayload({ timestamp: at, seq: 7, metrics });
  const text = JSON.stringify({ timestamp: at, seq: 7, metrics: metrics.map(({ alias, timestamp, value }) => ({ alias, timestamp, value })) });
  const timed = (decode: () => unknown): number => {
    const since = performance.now();
    for (let done = 0; done < DECODES; done += 1) decode();
    return ((performance.now() - since) * 1_000) / DECODES;
  };
  const rounds = Array.from({ length: 7 }, () => [timed(() => decodePayload(wire)), timed(() => JSON.parse(text))] as const).slice(2);
  const [value, limit] = [median(rounds.map(([ours]) => ours)), median(rounds.map(([, json]) => json))];
  return { name: "telemetry.decode", value, unit: "us", limit, limitIs: `JSON.parse of the same ${METRICS} metrics`, goal: "<= 1.0 of JSON.parse", holds: value <= limit };
}

/** CPU that a process has used, in microseconds; null where the system does not tell it. */
function cpuMicros(pid: number): number | null {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  // Fields 14 and 15 (user and system, in ticks of 10 ms), counted behind the name, which may hold blanks.
  const fields = readFileSync(path, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
