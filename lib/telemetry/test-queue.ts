import { setTimeout as wait } from "node:timers/promises";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { QUEUE_TEST_MESSAGES, type QueueTestProblemCode } from "@/lib/domain/equipment/broker-queue";
import type { BrokerAccess } from "./broker-access";
import { brokerProblem, HANGS_UP } from "./broker-problem";
import { brokerVersion, type MqttVersion } from "./broker-version";
import { drop, endSession } from "./json-connection";

/** How many of the messages that were `said` while nobody listened the broker had `kept`; or why that could not be found out. */
export type QueueTest = { readonly said: number; readonly kept: number } | { readonly code: QueueTestProblemCode; readonly detail: string };

export type QueueTestOptions = {
  readonly url: string;
  readonly mqtt?: BrokerAccess;
  /** Of this installation and broker, the same at each test: what a test leaves behind that was cut off, the next one clears away. */
  readonly id: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** All of it takes no longer. */
  readonly patienceMs?: number;
  /** A message to ourselves is there by then, or the broker does not bring it. */
  readonly broughtMs?: number;
};

const PATIENCE_MS = 120_000;
/** Messages that are under way to the broker at once: no broker takes fewer from one client by default. */
const AT_ONCE = 10;
const BROUGHT_MS = 5_000;
/** The last message is said so often until it is heard: a broker whose queue is full drops it, too. */
const LAST_AGAIN_MS = 250;
/** A broker that speaks MQTT 5 forgets the session by itself when this process cannot end it. */
const SESSION_SECONDS = 300;

const BEGIN = "begin";
const LAST = "last";

/** Where a test speaks, to be allowed at the broker for writing and reading; no source may listen there. */
export function queueTestTopic(id: string): string {
  return `millrace/queue-test/${id}`;
}

class Undone extends Error {
  constructor(readonly problem: { readonly code: QueueTestProblemCode; readonly detail: string }) {
    super(problem.code);
  }
}

/**
 * Finds out whether the broker keeps what is said while a worker is away: subscribes with a session of its own, leaves, says 2,000 messages (QoS 1) and
 * comes back to count them. Nothing stays at the broker: no session, and no message is retained. Rejects only when `signal` is aborted.
 */
export async function testQueue(options: QueueTestOptions): Promise<QueueTest> {
  const { url, mqtt, id, log, signal, patienceMs = PATIENCE_MS, broughtMs = BROUGHT_MS } = options;
  const clientId = `millrace-queue-test-${id}`;
  const over = promised<never>();
  const stop = (): void => over.reject(signal.reason);
  const late = setTimeout(() => over.reject(new Undone({ code: "TOO_SLOW", detail: String(patienceMs / 1000) })), patienceMs);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const clients = new Set<MqttClient>();
  const within = <T>(work: Promise<T>): Promise<T> => Promise.race([work, over.promise]);
  let version: MqttVersion | null = null;
  try {
    version = await within(brokerVersion(url, mqtt?.()));
    await within(endSession({ ...options, version, clientId }));
    return await askQueue({ url, mqtt, version, clientId, topic: queueTestTopic(id), clients, broughtMs, within, fail: over.reject });
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof Undone) return error.problem;
    return brokerProblem(error instanceof Error ? error : new Error("the test of the queue failed", { cause: error }));
  } finally {
    clearTimeout(late);
    signal.removeEventListener("abort", stop);
    for (const client of clients) drop(client);
    if (version !== null) await clearAway({ ...options, version, clientId }, log);
  }
}

type Asked = {
  readonly url: string;
  readonly mqtt: BrokerAccess | undefined;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly topic: string;
  /** The connections that are open; whoever ends the test closes them. */
  readonly clients: Set<MqttClient>;
  readonly broughtMs: number;
  readonly within: <T>(work: Promise<T>) => Promise<T>;
  readonly fail: (error: Error) => void;
};

async function askQueue(asked: Asked): Promise<QueueTest> {
  const { version, clientId, topic, within, clients, broughtMs } = asked;
  const speaker = await join(asked, { clientId: `${clientId}-says`, clean: true }, () => undefined);
  const say = (payload: string): Promise<unknown> => within(speaker.client.publishAsync(topic, payload, { qos: 1 }));
  const session: IClientOptions = { clientId, clean: false, ...(version === 5 ? { properties: { sessionExpiryInterval: SESSION_SECONDS } } : {}) };

  const brought = promised();
  const first = await join(asked, session, (payload) => {
    if (payload === BEGIN) brought.resolve();
  });
  const notBrought = new Undone({ code: "NOT_BROUGHT", detail: topic });
  try {
    const granted = await within(first.client.subscribeAsync(topic, { qos: 1 }));
    if (granted.some(({ qos }) => qos !== 1)) throw notBrought;
    await say(BEGIN);
  } catch (error) {
    throw isRefusal(error) ? notBrought : error;
  }
  await within(soon(brought.promise, broughtMs, notBrought));
  clients.delete(first.client);
  await within(first.client.endAsync());

  // A full queue may be told to whoever speaks: what is refused is not kept either.
  const offer = (payload: string): Promise<unknown> =>
    say(payload).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
  // One after the other in each lane: together, each ten would wait for the acknowledgement that the network holds back.
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < QUEUE_TEST_MESSAGES) await offer(String(next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));

  const kept = new Set<string>();
  const heardAll = promised();
  const second = await join(asked, session, (payload) => {
    if (payload !== LAST && payload !== BEGIN) kept.add(payload);
    if (payload === LAST || kept.size === QUEUE_TEST_MESSAGES) heardAll.resolve();
  });
  // What one client says to one topic comes in its order: after the last one nothing of before is under way any more.
  if (second.sessionPresent) await within(sayUntil(heardAll.promise, () => offer(LAST)));
  return { said: QUEUE_TEST_MESSAGES, kept: kept.size };
}

/** A broker that does not do what it is asked says so with a number, or not at all. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "number";
}

/** Says something again and again until `heard`. */
async function sayUntil(heard: Promise<void>, say: () => Promise<unknown>): Promise<void> {
  let done = false;
  const ended = heard.then(() => (done = true));
  while (!done) {
    await say();
    await Promise.race([ended, wait(LAST_AGAIN_MS)]);
  }
}

/** The work, if it is done in time; rejects with `otherwise`. */
async function soon(work: Promise<void>, inMs: number, otherwise: Error): Promise<void> {
  const patience = new AbortController();
  const late = wait(inMs, true, { signal: patience.signal }).catch(() => false);
  try {
    if (await Promise.race([work.then(() => false), late])) throw otherwise;
  } finally {
    patience.abort();
  }
}

/** Connects once, without trying again; one that breaks while it is needed ends the test. */
function join(
  { url, mqtt, version, clients, within, fail }: Asked,
  options: IClientOptions,
  heard: (payload: string) => void,
): Promise<{ client: MqttClient; sessionPresent: boolean }> {
  const client = connect(url, { ...mqtt?.(), ...options, protocolVersion: version, reconnectPeriod: 0, resubscribe: false, log: () => undefined });
  clients.add(client);
  client.on("message", (_topic, payload) => heard(payload.toString()));
  client.on("error", fail);
  client.on("close", () => {
    if (clients.has(client)) fail(new Undone(HANGS_UP));
  });
  return within(new Promise((resolve) => client.once("connect", ({ sessionPresent }) => resolve({ client, sessionPresent }))));
}

/** Ends the session, and with it what the broker still keeps for it. */
async function clearAway(session: Parameters<typeof endSession>[0], log: Logger): Promise<void> {
  try {
    await soon(endSession(session), BROUGHT_MS, new Error("the broker does not answer"));
  } catch (error) {
    log.warn({ err: error, clientId: session.clientId }, "the session of the test of the queue could not be ended; the next test does so");
  }
}

/** A promise that is settled from outside. */
function promised<T = void>() {
  let resolve!: (value: T) => void;
  let reject!: (fault: unknown) => void;
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject } as const;
}
