import { setTimeout as wait } from "node:timers/promises";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Clock } from "@/lib/platform/clock";
import { emptyBatch } from "./batch";
import { Batcher, DEFAULT_LIMITS } from "./batcher";
import { renewAccess } from "./broker-access";
import { RECONNECT_MS, watchProblem } from "./broker-problem";
import { type ConnectionOptions, drop, leave, type TelemetryConnection } from "./json-connection";
import { received } from "./message";
import { addSparkplug } from "./normalise";
import { type HostEffect, type HostPatience, weightOf } from "./sparkplug/effects";
import { encodeRebirthRequest } from "./sparkplug/encode-payload";
import { DEFAULT_PATIENCE, type KnownNode, mostBytes, SparkplugHost } from "./sparkplug/host";
import { encodeHostState, saysOffline } from "./sparkplug/host-state";
import { subscribe } from "./subscribe";
import { hostStateTopic, nodeCommandTopic } from "./topics";
import { watchWrites } from "./watch-writes";
import { writeBatch } from "./write-batch";

/** What a host knows of nodes before it listens. */
export type HostMemory = {
  readonly clock: Clock;
  readonly patience?: HostPatience;
  readonly aliveNodes?: () => Promise<readonly KnownNode[]>;
  /** Until when a host of this installation is known to have listened; null: of none is it known. */
  readonly listenedUntil?: () => Promise<Date | null>;
};

/** A clock that is corrected in passing goes back by less. */
const CLOCK_BACK_MS = 2_000;
/** How long the broker may take to hear that the host leaves. */
const FAREWELL_MS = 2_000;

export type SparkplugOptions = ConnectionOptions & HostMemory & { readonly hostId: string };

/** A host that knows who was alive when one of this installation was last there. */
export async function hostThatRemembers({ patience, aliveNodes, listenedUntil }: HostMemory): Promise<SparkplugHost> {
  const host = new SparkplugHost(patience ?? DEFAULT_PATIENCE);
  host.remember((await aliveNodes?.()) ?? [], (await listenedUntil?.())?.getTime() ?? null);
  return host;
}

/**
 * The Sparkplug B host application: a connection of its own with a clean session, STATE birth and will with the same timestamp, the
 * namespace subscribed before STATE is published, rebirth requests. Data is QoS 0; gaps are found by sequence number.
 */
export async function openSparkplugConnection(options: SparkplugOptions): Promise<TelemetryConnection> {
  const { clock, log, write, onFault, hostId } = options;
  const ending = new AbortController();
  const host = await hostThatRemembers(options);
  /** The namespace is subscribed and STATE said, on the connection that stands. */
  let listening = false;
  const unasked = new Map<string, Extract<HostEffect, { type: "rebirth" }>>();
  /** Packets that the broker has to confirm. */
  const unconfirmed = new Set<number>();
  const stateTopic = hostStateTopic(hostId);
  let timestamp = clock.now().getTime();
  let closing = false;
  const client = connect(options.url, { ...mqttOptions(options), manualConnect: true });
  renewAccess(client, options.mqtt, log);
  const problem = watchProblem(client);
  const troubles = watchWrites(() => batcher.busyMs);
  const batcher = new Batcher<HostEffect>(
    options.limits ?? DEFAULT_LIMITS,
    async (effects) => {
      const batch = emptyBatch();
      addSparkplug(batch, effects);
      await writeBatch(batch, write, log, ending.signal, troubles.met);
    },
    (error) => {
      if (!ending.signal.aborted) onFault(error instanceof Error ? error : new Error("telemetry could not be written", { cause: error }));
    },
    weightOf,
  );

  function carryOut(effects: readonly HostEffect[]): void {
    for (const effect of effects) {
      if (effect.type !== "rebirth") batcher.add(effect);
      else if (listening) askRebirth(client, effect.group, effect.node, clock.now().getTime());
      // Its first word is STATE, on every connection.
      else unasked.set(nodeCommandTopic(effect.group, effect.node), effect);
    }
  }

  let lastMs = clock.now().getTime();

  function tick(): void {
    const nowMs = clock.now().getTime();
    const backMs = lastMs - nowMs;
    lastMs = nowMs;
    // Whatever it waits for would take so much longer, requests for births among it: it begins anew, with what the database knows.
    if (backMs > CLOCK_BACK_MS) return onFault(new Error(`the clock of this machine was set back by ${Math.round(backMs / 1000)} s`));
    carryOut(listening ? host.tick(nowMs) : host.unheard(nowMs));
  }

  function beginToListen(): void {
    const nowMs = clock.now().getTime();
    carryOut(host.unheard(nowMs));
    sayOnline();
    listening = true;
    host.listens(nowMs);
    const owed = [...unasked.values()];
    unasked.clear();
    carryOut(owed);
  }

  function listenNoMore(): void {
    // What was not confirmed would be said again before anything else on the next connection, with the timestamp of this one.
    for (const messageId of unconfirmed) client.removeOutgoingMessage(messageId);
    unconfirmed.clear();
    if (!listening) return;
    listening = false;
    carryOut(host.leaves(clock.now().getTime()));
  }

  /** The will of a CONNECT and the STATE after it carry one timestamp, a new one for every connection. */
  function renewWill(): void {
    timestamp = clock.now().getTime();
    client.options.will = { topic: stateTopic, payload: Buffer.from(encodeHostState(false, timestamp)), qos: 1, retain: true };
  }

  const sayOnline = (): void => {
    client.publish(stateTopic, encodeHostState(true, timestamp), { qos: 1, retain: true });
  };

  async function sayOffline(): Promise<void> {
    try {
      await client.publishAsync(stateTopic, encodeHostState(false, clock.now().getTime()), { qos: 1, retain: true });
    } catch (error) {
      log.debug({ err: error, hostId }, "the broker was gone before it had heard that the host leaves; its will says so");
    }
  }

  client.on("connect", () => {
    subscribe(client, { filters: [stateTopic, ...options.filters], answerMs: options.answerMs, done: beginToListen, failed: onFault });
  });
  client.on("packetsend", (packet) => {
    if (packet.cmd === "publish" && packet.qos > 0 && packet.messageId !== undefined) unconfirmed.add(packet.messageId);
  });
  client.on("close", listenNoMore);
  client.on("close", renewWill);
  client.on("close", () => options.onClosed?.());
  client.on("error", (error) => log.warn({ err: error, hostId }, "Sparkplug connection failed"));
  client.on("message", (topic, payload) => {
    const nowMs = clock.now().getTime();
    if (topic !== stateTopic) carryOut(host.receive(received(topic, payload, nowMs, mostBytes(topic, payload.length)), nowMs));
    else if (saysOffline(payload) && !closing) sayOnline();
  });
  client.handleMessage = (_packet, callback) => batcher.whenRoom(() => callback());
  const ticking = setInterval(tick, 100);
  renewWill();
  client.connect();

  return {
    get connected() {
      return listening;
    },
    get waiting() {
      return batcher.size;
    },
    get problem() {
      return problem.now ?? troubles.now;
    },
    abandon() {
      closing = true;
      clearInterval(ticking);
      client.removeListener("close", listenNoMore);
      ending.abort(new Error("the connection is abandoned"));
      batcher.forget();
      drop(client);
    },
    async close() {
      closing = true;
      clearInterval(ticking);
      client.removeListener("close", renewWill);
      client.options.reconnectPeriod = 0;
      // A broker that does not answer has our will.
      if (client.connected) await Promise.race([sayOffline(), wait(FAREWELL_MS, undefined, { ref: false })]);
      await leave(client);
      // Nobody sends QoS 0 data again: what was received is written before the end, unless the database is away.
      const writing = setTimeout(() => ending.abort(new Error("the connection is closing")), 5000);
      await batcher.close(true);
      clearTimeout(writing);
      ending.abort();
    },
  };
}

function mqttOptions({ clientId, version, mqtt }: SparkplugOptions): IClientOptions {
  return {
    ...mqtt?.(),
    clientId,
    clean: true,
    protocolVersion: version,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: false,
    queueQoSZero: false,
    ...(version === 5 ? { properties: { sessionExpiryInterval: 0 } } : {}),
  };
}

function askRebirth(client: MqttClient, group: string, node: string, nowMs: number): void {
  client.publish(nodeCommandTopic(group, node), Buffer.from(encodeRebirthRequest(nowMs)), { qos: 0, retain: false });
}
