import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { BrokerAccess } from "@/lib/telemetry/broker-access";
import type { Clock } from "@/lib/platform/clock";
import { OPCUA_LEASES, openLeases } from "@/lib/telemetry/leases";
import { type Link, type LinkStatus, openLink } from "./link";
import { willOf } from "./loss-message";
import { openPublisher } from "./publisher";
import type { OpcuaAccess } from "./settings";

/** A source as it is configured now. `version` is another one after each change of it. */
export type OpcuaSource = { readonly id: string; readonly prefix: string; readonly version: string; readonly access: () => OpcuaAccess };

export type BridgeOptions = {
  readonly url: string;
  readonly access?: BrokerAccess;
  readonly databaseUrl: string;
  /** The active sources; asked again at every round. */
  readonly sources: () => Promise<readonly OpcuaSource[]>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly roundMs?: number;
  /** The pause after the first failure of a server. */
  readonly firstPauseMs?: number;
  /** Values of a source that may wait for the broker. */
  readonly mostWaiting?: number;
};

export type Bridge = {
  /** The sources that this process holds. */
  status(): ReadonlyMap<string, LinkStatus>;
  close(): Promise<void>;
};

/**
 * Listens to the OPC UA servers that this process has leased, one session a source, and publishes what they say to the broker. Several processes share the sources
 * out; those of one that dies are taken over at the next round.
 */
export function startBridge(options: BridgeOptions): Bridge {
  const { log, roundMs = 2000 } = options;
  const leases = openLeases(options.databaseUrl, log, OPCUA_LEASES);
  const open = new Map<string, { readonly version: string; readonly link: Link }>();
  const ending = new AbortController();

  async function round(): Promise<void> {
    const wanted = await options.sources();
    const held = await leases.balance(
      wanted.map(({ id }) => id),
      close,
    );
    for (const [id, { version }] of open) {
      if (!held.has(id) || wanted.find((source) => source.id === id)?.version !== version) await close(id);
    }
    for (const source of wanted) if (held.has(source.id) && !open.has(source.id)) open.set(source.id, { version: source.version, link: openSource(source) });
  }

  function openSource({ id, prefix, access }: OpcuaSource): Link {
    const { url, clock, firstPauseMs, mostWaiting } = options;
    const publisher = openPublisher({
      url,
      clientId: `millrace-opcua-${id}`,
      will: willOf(prefix),
      log,
      access: options.access ?? (() => ({})),
      ...(mostWaiting === undefined ? {} : { mostWaiting }),
    });
    return openLink({ prefix, access: access(), publisher, clock, log, ...(firstPauseMs === undefined ? {} : { firstPauseMs }) });
  }

  async function close(id: string): Promise<void> {
    const one = open.get(id);
    open.delete(id);
    await one?.link.close();
  }

  async function closeAll(): Promise<void> {
    await Promise.all([...open.keys()].map(close));
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await round();
      } catch (error) {
        log.warn({ err: error }, "OPC UA sources could not be shared out; tried again");
        // Without the database nobody knows who holds what.
        if (!(await leases.stand())) await closeAll();
      }
      await wait(roundMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    status: () => new Map([...open].map(([id, { link }]) => [id, link.status()])),
    async close() {
      ending.abort();
      await running;
      await closeAll();
      await leases.close();
    },
  };
}
