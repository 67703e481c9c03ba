import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { emptyBatch } from "./batch";
import { Batcher, DEFAULT_LIMITS } from "./batcher";
import { renewAccess } from "./broker-access";
import { watchProblem } from "./broker-problem";
import { type ConnectionOptions, drop, type TelemetryConnection } from "./json-connection";
import { received } from "./message";
import { addSparkplug } from "./normalise";
import type { HostEffect, HostPatience } from "./sparkplug/effects";
import { encodeRebirthRequest } from "./sparkplug/encode-payload";
import { DEFAULT_PATIENCE, type KnownNode, SparkplugHost } from "./sparkplug/host";
import { encodeHostState, saysOffline } from "./sparkplug/host-state";
import { hostStateTopic, nodeCommandTopic } from "./topics";
import { writeBatch } from "./write-batch";

export type SparkplugOptions = ConnectionOptions & { readonly hostId: string; readonly patience?: HostPatience; readonly aliveNodes?: () => Promise<readonly KnownNode[]> };

/**
 * The Sparkplug B host application: a connection of its own with a clean session, STATE birth and will with the same timestamp, the
 * namespace subscribed before STATE is published, rebirth requests. Data is QoS 0; gaps are found by sequence number.
 */
export async function openSparkplugConnection(options: SparkplugOptions): Promise<TelemetryConnection> {
  const { clock, log, write, onFault, hostId } = options;
  const ending = new AbortController();
  const host = new SparkplugHost(options.patience ?? DEFAULT_PATIENCE);
  host.remember((await options.aliveNodes?.()) ?? []);
  const stateTopic = hostStateTopic(hostId);
  let timestamp = clock.now().getTime();
  let closing = false;
  const client = connect(options.url, { ...mqttOptions(options), manualConnect: true });
  renewAccess(client, options.mqtt, log);
  const problem = watchProblem(client);
  const batcher = new Batcher<HostEffect>(
    options.limits ?? DEFAULT_LIMITS,
    async (effects) => {
      const batch = emptyBatch();
      addSparkplug(batch, effects);
      await writeBatch(batch, write, log, ending.signal);
    },
    (error) => {
      if (!ending.signal.aborted) onFault(error instanceof Error ? error : new Error("telemetry could not be written", { cause: error }));
    },
    weightOf,
  );

  function carryOut(effects: readonly HostEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "rebirth") askRebirth(client, effect.group, effect.node, clock.now().getTime());
      else batcher.add(effect);
    }
  }

  /** The will of a CONNECT and the STATE after it carry one timestamp, a new one for every connection. */
  function renewWill(): void {
    timestamp = clock.now().getTime();
    client.options.will = { topic: stateTopic, payload: Buffer.from(encodeHostState(false, timestamp)), qos: 1, retain: true };
  }

  const sayOnline = (): void => {
    client.publish(stateTopic, encodeHostState(true, timestamp), { qos: 1, retain: true });
  };

  client.on("connect", () => {
    client.subscribe([stateTopic, ...options.filters], { qos: 1 }, (error) => {
      if (error === null) {
        sayOnline();
        host.listens(clock.now().getTime());
      } else if (client.connected) onFault(error);
    });
  });
  client.on("close", renewWill);
  client.on("error", (error) => log.warn({ err: error, hostId }, "Sparkplug connection failed"));
  client.on("message", (topic, payload) => {
    const nowMs = clock.now().getTime();
    if (topic !== stateTopic) carryOut(host.receive(received(topic, payload, nowMs), nowMs));
    else if (saysOffline(payload) && !closing) sayOnline();
  });
  client.handleMessage = (_packet, callback) => batcher.whenRoom(() => callback());
  const ticking = setInterval(() => carryOut(host.tick(clock.now().getTime())), 100);
  renewWill();
  client.connect();

  return {
    get connected() {
      return client.connected;
    },
    get waiting() {
      return batcher.size;
    },
    get problem() {
      return problem.now;
    },
    abandon() {
      closing = true;
      clearInterval(ticking);
      ending.abort(new Error("the connection is abandoned"));
      batcher.forget();
      drop(client);
    },
    async close() {
      closing = true;
      clearInterval(ticking);
      client.removeListener("close", renewWill);
      client.options.reconnectPeriod = 0;
      if (client.connected) await client.publishAsync(stateTopic, encodeHostState(false, clock.now().getTime()), { qos: 1, retain: true });
      await client.endAsync(!client.connected);
      // Nobody sends QoS 0 data again: what was received is written before the end, unless the database is away.
      const patience = setTimeout(() => ending.abort(new Error("the connection is closing")), 5000);
      await batcher.close(true);
      clearTimeout(patience);
      ending.abort();
    },
  };
}

/** A metric that has its name and meaning takes some 200 bytes, whatever it took on the wire. */
function weightOf(effect: HostEffect): number {
  switch (effect.type) {
    case "metrics":
      return effect.message.payload.length + effect.metrics.length * METRIC_BYTES;
    case "born":
      return effect.message.payload.length + effect.declared.length * METRIC_BYTES;
    case "died":
    case "unreadable":
      return effect.message.payload.length;
    case "rebirth":
      return 0;
  }
}

const METRIC_BYTES = 200;

function mqttOptions({ clientId, version, mqtt }: SparkplugOptions): IClientOptions {
  return { ...mqtt?.(), clientId, clean: true, protocolVersion: version, reconnectPeriod: 1000, ...(version === 5 ? { properties: { sessionExpiryInterval: 0 } } : {}) };
}

function askRebirth(client: MqttClient, group: string, node: string, nowMs: number): void {
  client.publish(nodeCommandTopic(group, node), Buffer.from(encodeRebirthRequest(nowMs)), { qos: 0, retain: false });
}
