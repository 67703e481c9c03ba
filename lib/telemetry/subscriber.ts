import { setTimeout as wait } from "node:timers/promises";
import type { IClientOptions } from "mqtt";
import type { Logger } from "pino";
import type { Clock } from "@/lib/platform/clock";
import type { TelemetryBatch } from "./batch";
import type { BatchLimits } from "./batcher";
import { brokerVersion, type MqttVersion } from "./broker-version";
import { openJsonConnection, type TelemetryConnection } from "./json-connection";
import { openLeases } from "./leases";
import type { HostPatience } from "./sparkplug/effects";
import type { KnownNode } from "./sparkplug/host";
import { openSparkplugConnection } from "./sparkplug-connection";

/** A topic filter that one worker at a time subscribes to. What OPC UA servers say is published as plain JSON by a process of its own. */
export type TelemetrySource = { readonly id: string; readonly kind: "PLAIN_JSON" | "SPARKPLUG" | "OPC_UA"; readonly topicFilter: string };

export type SubscriberOptions = {
  readonly url: string;
  readonly databaseUrl: string;
  /** The sources as configured now; asked again at every round. */
  readonly sources: () => Promise<readonly TelemetrySource[]>;
  /** The one ingest function. It resolves after commit. */
  readonly write: (batch: TelemetryBatch) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Sparkplug host id of this installation; edge nodes name it as their primary host. */
  readonly hostId?: string;
  /** The edge nodes that the database takes for alive: whoever becomes the host next has heard none of their births. */
  readonly aliveNodes?: () => Promise<readonly KnownNode[]>;
  /** How often leases are balanced: a dead worker's sources are taken over within this time. */
  readonly roundMs?: number;
  readonly limits?: BatchLimits;
  readonly patience?: HostPatience;
  readonly mqtt?: IClientOptions;
};

/** How one leased source is doing, for health and the connections screen. */
export type SourceStatus = { readonly key: string; readonly filters: readonly string[]; readonly connected: boolean; readonly waiting: number };

export type Subscriber = {
  status(): readonly SourceStatus[];
  /** Why the last round failed; null when it did not. */
  readonly fault: Error | null;
  close(): Promise<void>;
};

type Wanted = { readonly key: string; readonly kind: "PLAIN_JSON" | "SPARKPLUG"; readonly filters: readonly string[] };
type Open = Wanted & { readonly connection: TelemetryConnection; broken: boolean };

/**
 * Subscribes to the sources that this worker has leased. The client id belongs to the source, not to the worker: whoever holds the lease
 * continues the session, and with it the messages that a dead worker left unacknowledged; a second holder would be thrown out by the
 * broker. All Sparkplug groups go with one lease, because one host application has one STATE.
 */
export function startSubscriber(options: SubscriberOptions): Subscriber {
  const { log, roundMs = 2000 } = options;
  const leases = openLeases(options.databaseUrl, log);
  const open = new Map<string, Open>();
  const ending = new AbortController();
  let fault: Error | null = null;

  async function round(): Promise<void> {
    const wanted = toWanted(await options.sources());
    const held = await leases.balance(wanted.map(({ key }) => key));
    for (const one of open.values()) {
      const still = wanted.find(({ key }) => key === one.key);
      if (one.broken || !held.has(one.key) || still?.filters.join() !== one.filters.join()) await close(one);
    }
    const missing = wanted.filter(({ key }) => held.has(key) && !open.has(key));
    if (missing.length === 0) return;
    const version = await brokerVersion(options.url, options.mqtt);
    for (const one of missing) open.set(one.key, await openSource(one, version));
  }

  async function openSource(wanted: Wanted, version: MqttVersion): Promise<Open> {
    const onFault = (error: Error): void => {
      log.error({ err: error, source: wanted.key }, "telemetry source failed; it is opened again");
      const one = open.get(wanted.key);
      if (one !== undefined) one.broken = true;
    };
    const common = { ...options, version, filters: wanted.filters, clientId: `millrace-${wanted.key}`, onFault };
    const connection = wanted.kind === "SPARKPLUG" ? await openSparkplugConnection({ ...common, hostId: options.hostId ?? "millrace" }) : openJsonConnection(common);
    return { ...wanted, connection, broken: false };
  }

  async function close(one: Open): Promise<void> {
    open.delete(one.key);
    await one.connection.close();
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await round();
        fault = null;
      } catch (error) {
        fault = error instanceof Error ? error : new Error("telemetry round failed", { cause: error });
        log.warn({ err: fault }, "telemetry sources could not be balanced; tried again");
        // Without the database nobody knows who holds what: whatever was leased may be somebody else's by now.
        if (!(await leases.stand())) for (const one of open.values()) await close(one);
      }
      await wait(roundMs, undefined, { signal: ending.signal }).catch((error: unknown) => {
        if (!ending.signal.aborted) throw error;
      });
    }
  }

  const running = run();
  return {
    status: () => [...open.values()].map(({ key, filters, connection }) => ({ key, filters, connected: connection.connected, waiting: connection.waiting })),
    get fault() {
      return fault;
    },
    async close() {
      ending.abort();
      await running;
      for (const one of open.values()) await close(one);
      await leases.close();
    },
  };
}

function toWanted(sources: readonly TelemetrySource[]): Wanted[] {
  const sparkplug = sources.filter(({ kind }) => kind === "SPARKPLUG");
  const host: Wanted[] = sparkplug.length === 0 ? [] : [{ key: "sparkplug", kind: "SPARKPLUG", filters: sparkplug.map(({ topicFilter }) => topicFilter).sort() }];
  return [...sources.filter(({ kind }) => kind !== "SPARKPLUG").map(({ id, topicFilter }): Wanted => ({ key: id, kind: "PLAIN_JSON", filters: [topicFilter] })), ...host];
}
