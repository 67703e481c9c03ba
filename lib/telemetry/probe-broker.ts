import { randomUUID } from "node:crypto";
import { connect, type MqttClient } from "mqtt";
import type { BrokerAccess } from "./broker-access";
import type { BrokerProblem } from "./broker-problem";
import { drop } from "./json-connection";
import { queueTestTopic } from "./test-queue";

export type ProbeOptions = {
  readonly url: string;
  readonly mqtt?: BrokerAccess;
  /** Whether nobody of ours listens to the topic of the probe; asked before each connection. */
  readonly isFree: (topic: string) => Promise<boolean>;
  /** How often something is said, in ms. */
  readonly everyMs?: number;
  /** After how long without an acknowledgement machines wait, too, in ms. */
  readonly patienceMs?: number;
};

export type BrokerProbe = { /** Machines wait for the broker; null while they do not, or it is not known. */ readonly problem: BrokerProblem | null; close(): void };

/** Where the probe speaks: to be allowed with the test of the queue. */
export const PROBE_TOPIC = queueTestTopic("probe");

const NOTHING = "";
const EVERY_MS = 5_000;
const PATIENCE_MS = 10_000;
/** A connection that has waited for so long is made again: it may be the one that is dead. */
const RENEW_MS = 30_000;
/** A broker that ends the connection of whoever says this is not asked again for so long. */
const REST_MS = 600_000;

/**
 * Finds out whether the broker takes what machines say, as they do: it says something without content every few seconds and waits to have it acknowledged. A broker that is up and brings everything may all the same acknowledge
 * nothing, because one of its subscribers reads no more or it has no room left, and nobody but the machines would know.
 */
export function probeBroker({ url, mqtt, isFree, everyMs = EVERY_MS, patienceMs = PATIENCE_MS }: ProbeOptions): BrokerProbe {
  let client: MqttClient | null = null;
  let opening = false;
  let nextAt = 0;
  let saidAt = 0;
  /** Since when an acknowledgement is missing, over all connections. */
  let owedSince: number | null = null;

  const owedMs = (): number => (owedSince === null ? 0 : performance.now() - owedSince);

  async function open(): Promise<void> {
    opening = true;
    try {
      if (!(await isFree(PROBE_TOPIC))) return void (nextAt = performance.now() + REST_MS);
      const own = connect(url, { ...mqtt?.(), clientId: `millrace-probe-${randomUUID()}`, clean: true, reconnectPeriod: 0, keepalive: 0, log: () => undefined });
      client = own;
      own.on("connect", () => say(own));
      // It is the subscriber's to tell what is wrong with connections.
      own.on("error", () => undefined);
      own.on("close", () => void (client === own && lost()));
    } catch {
      nextAt = performance.now() + everyMs;
    } finally {
      opening = false;
    }
  }

  function lost(): void {
    client = null;
    // Ended over what it said: it is not allowed to.
    const forbidden = owedSince !== null && owedMs() < patienceMs;
    nextAt = performance.now() + (forbidden ? REST_MS : everyMs);
    owedSince = null;
  }

  function say(own: MqttClient): void {
    saidAt = performance.now();
    owedSince ??= saidAt;
    own.publish(PROBE_TOPIC, NOTHING, { qos: 1 }, (error) => {
      // A refusal is an answer as well; that the connection ended is none.
      if (client === own && (error === undefined || error === null || "code" in error)) owedSince = null;
    });
  }

  function look(): void {
    const now = performance.now();
    if (client === null) {
      if (!opening && now >= nextAt) void open();
      return;
    }
    if (owedSince === null) {
      if (client.connected && now - saidAt >= everyMs) say(client);
    } else if (now - saidAt >= RENEW_MS) {
      const silent = client;
      client = null;
      nextAt = 0;
      drop(silent);
    }
  }

  const looking = setInterval(look, Math.min(1_000, everyMs));
  return {
    get problem(): BrokerProblem | null {
      const ms = owedMs();
      return ms < patienceMs ? null : { code: "TAKES_NOTHING", detail: String(Math.round(ms / 1000)) };
    },
    close() {
      clearInterval(looking);
      const own = client;
      client = null;
      if (own !== null) drop(own);
    },
  };
}
