import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "@/lib/platform/clock";
import { inTime } from "@/lib/platform/in-time";
import type { TelemetryBatch } from "./batch";
import type { BatchLimits } from "./batcher";
import type { BrokerAccess } from "./broker-access";
import { type BrokerProblem, brokerProblem, BrokerRefusal } from "./broker-problem";
import { brokerVersion, type MqttVersion } from "./broker-version";
import { endSession, openJsonConnection, type TelemetryConnection } from "./json-connection";
import { type Lease, LeaseLost } from "./lease";
import { LEASE_MS, openLeases } from "./leases";
import type { HostPatience } from "./sparkplug/effects";
import type { KnownNode } from "./sparkplug/host";
import { watchAbsence } from "./sparkplug-absence";
import { openSparkplugConnection } from "./sparkplug-connection";

/** A topic filter that one worker at a time subscribes to. What OPC UA servers say is published as plain JSON by a process of its own. */
export type TelemetrySource = {
  readonly id: string;
  readonly kind: "PLAIN_JSON" | "SPARKPLUG" | "OPC_UA";
  /** Null for one that is listened to no longer, and may have a session at the broker. */
  readonly topicFilter: string | null;
  /** Filters to which its session may be subscribed, as they were remembered last. */
  readonly subscribed?: readonly string[];
};

export type SubscriberOptions = {
  readonly url: string;
  readonly databaseUrl: string;
  /** The sources as configured now; asked again at every round. */
  readonly sources: () => Promise<readonly TelemetrySource[]>;
  /** Remembers to what the session of a source may be subscribed from now on, whatever happens to this process. */
  readonly remember?: (sourceId: string, subscribed: readonly string[]) => Promise<void>;
  /** The one ingest function. It resolves after commit, and stores nothing when the lease is lost. */
  readonly write: (batch: TelemetryBatch, lease: Lease) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Sparkplug host id of this installation; edge nodes name it as their primary host. */
  readonly hostId?: string;
  /** The edge nodes that the database takes for alive: whoever becomes the host next has heard none of their births. */
  readonly aliveNodes?: () => Promise<readonly KnownNode[]>;
  /** Until when any worker is known to have listened to Sparkplug; null: of none is it known. */
  readonly listenedUntil?: () => Promise<Date | null>;
  /** How often leases are balanced: a dead worker's sources are taken over within this time, those of one that stands still `LEASE_MS` later. */
  readonly roundMs?: number;
  readonly limits?: BatchLimits;
  readonly patience?: HostPatience;
  readonly mqtt?: BrokerAccess;
  /** How long the broker may take to answer a subscription, in ms. */
  readonly answerMs?: number;
};

/** How one leased source is doing, for health and the connections screen. */
export type SourceStatus = { readonly key: string; readonly filters: readonly string[]; readonly connected: boolean; readonly waiting: number };

export type Subscriber = {
  status(): readonly SourceStatus[];
  /** Why the broker is not heard; null when nothing is known to be wrong with it. */
  readonly problem: BrokerProblem | null;
  /** Why the last round failed; null when it did not. */
  readonly fault: Error | null;
  close(): Promise<void>;
};

/** The longest pause before a source is opened again that failed time after time. */
const LONGEST_PAUSE_MS = 60_000;
/** How often a worker looks whether it stood still. */
const LOOK_MS = 500;

/** `subscribed`: what the session may be subscribed to; Sparkplug keeps none. No filters: its session is to be ended. */
type Wanted = { readonly key: string; readonly kind: "PLAIN_JSON" | "SPARKPLUG"; readonly filters: readonly string[]; readonly subscribed: readonly string[] };
/** A source that could not be heard so often in a row; it is not opened again before `until`. */
type Failure = { readonly times: number; readonly until: number; readonly problem: BrokerProblem | null };
type Open = Wanted & { readonly token: number; readonly connection: TelemetryConnection; broken: boolean };

/**
 * Subscribes to the sources that this worker has leased. The client id belongs to the source, not to the worker: whoever holds the lease
 * continues the session, and with it the messages that a dead worker left unacknowledged; a second holder would be thrown out by the
 * broker. All Sparkplug groups go with one lease, because one host application has one STATE.
 */
export function startSubscriber(options: SubscriberOptions): Subscriber {
  const { log, roundMs = 2000 } = options;
  const leases = openLeases(options.databaseUrl, log);
  const absence = watchAbsence(options);
  const open = new Map<string, Open>();
  const ending = new AbortController();
  let fault: Error | null = null;
  let unmet: BrokerProblem | null = null;
  let held: ReadonlyMap<string, number> = new Map();
  const failures = new Map<string, Failure>();

  async function round(): Promise<void> {
    // A connection to the database that is lost without a word answers nothing for a quarter of an hour: the next round asks on another.
    const wanted = toWanted(await inTime(options.sources(), LEASE_MS));
    held = await leases.balance(
      wanted.map(({ key }) => key),
      closeKey,
    );
    for (const one of open.values()) if (!held.has(one.key)) abandon(one);
    await closeAll(({ key, broken, token, filters }) => broken || held.get(key) !== token || wanted.find((one) => one.key === key)?.filters.join() !== filters.join());
    for (const { key, connection } of open.values()) if (connection.connected) failures.delete(key);
    const missing = wanted.flatMap((one) => {
      const token = held.get(one.key);
      return token === undefined || open.has(one.key) || performance.now() < (failures.get(one.key)?.until ?? 0) ? [] : [{ ...one, token }];
    });
    const host = missing.find(({ kind }) => kind === "SPARKPLUG");
    if (host === undefined) absence.ends();
    if (missing.length === 0) return;
    const version = await askVersion(host);
    for (const one of missing) if (one.filters.length > 0) open.set(one.key, await openSource(one, version));
    for (const one of missing) if (one.filters.length === 0) await endSource(one, version);
  }

  /** Nobody listens to it any more: what the broker would keep for it, it would pour out once somebody does again. */
  async function endSource({ key }: Wanted, version: MqttVersion): Promise<void> {
    await endSession({ ...options, version, clientId: clientIdOf(key) });
    await options.remember?.(key, []);
    log.info({ source: key }, "the session of a source is ended");
  }

  /** `host`: the Sparkplug host, where it is to be opened. What follows from nobody listening is told although there is no connection that could. */
  async function askVersion(host: Wanted | undefined): Promise<MqttVersion> {
    try {
      const version = await brokerVersion(options.url, options.mqtt?.());
      unmet = null;
      absence.ends();
      return version;
    } catch (error) {
      unmet = error instanceof Error ? brokerProblem(error) : null;
      if (host !== undefined) await absence.tell((batch) => writeUnderLease(host.key, batch));
      throw error;
    }
  }

  async function openSource(wanted: Wanted & Pick<Open, "token">, version: MqttVersion): Promise<Open> {
    const onFault = (error: Error): void => {
      log.error({ err: error, source: wanted.key }, "telemetry source failed; it is opened again");
      failures.set(wanted.key, failed(failures.get(wanted.key), error, roundMs));
      const one = open.get(wanted.key);
      if (one !== undefined) one.broken = true;
    };
    // Whoever does not know whether it is still the holder would throw the next one out, and be thrown out, again and again.
    const onClosed = (): void => {
      const one = open.get(wanted.key);
      if (leases.sure || one === undefined) return;
      log.warn({ source: wanted.key }, "its connection is lost while the database does not answer; it is left to whoever holds it");
      abandon(one);
    };
    const common = {
      ...options,
      write: (batch: TelemetryBatch) => writeUnderLease(wanted.key, batch),
      version,
      filters: wanted.filters,
      clientId: clientIdOf(wanted.key),
      onFault,
      onClosed,
    };
    if (wanted.kind === "SPARKPLUG") return { ...wanted, connection: await openSparkplugConnection({ ...common, hostId: options.hostId ?? "millrace" }), broken: false };
    const { key, filters, subscribed } = wanted;
    const left = subscribed.filter((filter) => !filters.includes(filter));
    const remember = async (all: readonly string[]): Promise<void> => {
      if (all.join() !== subscribed.join()) await options.remember?.(key, all);
    };
    // Before the broker is asked: a worker that dies in between leaves a session behind of which somebody knows.
    await remember([...new Set([...subscribed, ...filters])]);
    const onSubscribed = (): void => void options.remember?.(key, filters).catch(onFault);
    return { ...wanted, connection: openJsonConnection({ ...common, left, ...(left.length === 0 ? {} : { onSubscribed }) }), broken: false };
  }

  /** Its source is somebody else's, who has the same client id. */
  function abandon(one: Open): void {
    open.delete(one.key);
    one.connection.abandon();
  }

  /** What came before the database was away for a moment is still ours to write, if nobody has taken the source meanwhile: the token is that of now. */
  async function writeUnderLease(key: string, batch: TelemetryBatch): Promise<void> {
    const token = held.get(key);
    if (token === undefined) throw new LeaseLost(key);
    await options.write(batch, { key, token });
  }

  async function close(one: Open): Promise<void> {
    open.delete(one.key);
    await one.connection.close();
  }

  /** Side by side: all of them together have the time that one has. */
  async function closeAll(isMeant: (one: Open) => boolean = () => true): Promise<void> {
    await Promise.all([...open.values()].filter(isMeant).map(close));
  }

  async function closeKey(key: string): Promise<void> {
    const one = open.get(key);
    if (one !== undefined) await close(one);
  }

  // Whoever stood still for as long as a lease lasts must not fight with the next holder over a client id: what it still holds it takes up anew.
  let lastMs = performance.now();
  const watching = setInterval(() => {
    const stoodMs = performance.now() - lastMs;
    lastMs += stoodMs;
    if (stoodMs < LEASE_MS - LOOK_MS) return;
    log.error({ stoodMs: Math.round(stoodMs), sources: [...open.keys()] }, "this process stood still; its sources are let go");
    for (const one of open.values()) abandon(one);
  }, LOOK_MS);

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await round();
        fault = null;
      } catch (error) {
        fault = error instanceof Error ? error : new Error("telemetry round failed", { cause: error });
        log.warn({ err: fault }, "telemetry sources could not be balanced; tried again");
        // Without the database nobody knows who holds what: whatever was leased may be somebody else's by now.
        if (!(await leases.stand())) await closeAll();
      }
      await wait(roundMs, undefined, { signal: ending.signal }).catch((error: unknown) => {
        if (!ending.signal.aborted) throw error;
      });
    }
  }

  const running = run();
  return {
    status: () => [...open.values()].map(({ key, filters, connection }) => ({ key, filters, connected: connection.connected, waiting: connection.waiting })),
    get problem() {
      const known = [...open.values()].map(({ key, connection }) => connection.problem ?? (connection.connected ? null : failures.get(key)?.problem));
      const paused = [...failures].map(([key, { problem }]) => (held.has(key) && !open.has(key) ? problem : null));
      return unmet ?? [...known, ...paused].find((problem) => problem !== null && problem !== undefined) ?? null;
    },
    get fault() {
      return fault;
    },
    async close() {
      ending.abort();
      clearInterval(watching);
      await running;
      await closeAll();
      await leases.close();
    },
  };
}

/** The first time it is opened again at once: what failed may have been the lease. Then after pauses that grow. */
function failed(before: Failure | undefined, error: Error, roundMs: number): Failure {
  const times = (before?.times ?? 0) + 1;
  const pauseMs = times === 1 ? 0 : Math.min(roundMs * 2 ** (times - 1), LONGEST_PAUSE_MS);
  return { times, until: performance.now() + pauseMs, problem: error instanceof BrokerRefusal ? error.problem : null };
}

/** A session belongs to its source, whoever holds it. */
function clientIdOf(key: string): string {
  return `millrace-${key}`;
}

function toWanted(sources: readonly TelemetrySource[]): Wanted[] {
  const groups = sources.flatMap(({ kind, topicFilter }) => (kind === "SPARKPLUG" && topicFilter !== null ? [topicFilter] : []));
  const host: Wanted[] = groups.length === 0 ? [] : [{ key: "sparkplug", kind: "SPARKPLUG", filters: groups.sort(), subscribed: [] }];
  const plain = sources.flatMap(({ id, kind, topicFilter, subscribed = [] }): Wanted[] => {
    if (kind === "SPARKPLUG" || (topicFilter === null && subscribed.length === 0)) return [];
    return [{ key: id, kind: "PLAIN_JSON", filters: topicFilter === null ? [] : [topicFilter], subscribed }];
  });
  return [...plain, ...host];
}
