import { setTimeout as wait } from "node:timers/promises";
import { connect, connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import type { Logger } from "pino";
import type { Clock } from "@/lib/platform/clock";
import { emptyBatch, type TelemetryBatch } from "./batch";
import { Batcher, type BatchLimits, DEFAULT_LIMITS } from "./batcher";
import { type BrokerAccess, renewAccess } from "./broker-access";
import { type BrokerProblem, RECONNECT_MS, watchProblem } from "./broker-problem";
import type { MqttVersion } from "./broker-version";
import { type HeldAck, holdAcks } from "./held-acks";
import { type Message, quarantine, received } from "./message";
import { addTold, readPlain, type Told } from "./normalise";
import { subscribe } from "./subscribe";
import { watchWrites } from "./watch-writes";
import { writeBatch } from "./write-batch";

/** How many unacknowledged messages a broker may send us ahead (MQTT 5): a batch that is written and one that gathers meanwhile. */
const RECEIVE_MAXIMUM = 20_000;
/** So many messages are read before others have their turn: the answers of the database, which wait for nothing else, would wait for all that a socket holds. */
const AT_ONCE = 64;
/** The broker keeps our queue for a week: longer than any restart, shorter than for ever. */
const SESSION_SECONDS = 7 * 86_400;

/** How long an end waits for the write that runs. */
const WRITE_PATIENCE_MS = 5000;

export type ConnectionOptions = {
  readonly url: string;
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly filters: readonly string[];
  /** What the session may still be subscribed to and is given up, once the filters are subscribed. */
  readonly left?: readonly string[];
  /** The session is subscribed to the filters and to nothing else. */
  readonly onSubscribed?: () => void;
  readonly write: (batch: TelemetryBatch) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: BatchLimits;
  readonly mqtt?: BrokerAccess;
  /** The broker refused us or a write failed for good: the connection is of no use any more. */
  readonly onFault: (error: Error) => void;
  /** It is lost, and made again unless it is abandoned in this call. */
  readonly onClosed?: () => void;
  /** How long the broker may take to answer a subscription, in ms. */
  readonly answerMs?: number;
};

/** An open connection and how it is doing. `connected`: what is told from now on reaches it. */
export type TelemetryConnection = {
  readonly connected: boolean;
  readonly waiting: number;
  /** Why it is not connected, as far as that is known. */
  readonly problem: BrokerProblem | null;
  close(): Promise<void>;
  /** Lets everything fall at once, because it is somebody else's by now: nothing is said, written or tried again. */
  abandon(): void;
};

/** How long the last batch may take when the connection is closed. */
const FAREWELL_MS = 2_000;
/** How long a broker may take to end a connection with us. */
const LEAVE_MS = 2_000;

type Received = { readonly told: Told; readonly bytes: number; readonly ack: HeldAck | null };

/**
 * Plain JSON topics: fixed client id, persistent session, QoS 1, acknowledged after commit. A message is either stored or still with the
 * broker, whatever happens to this process.
 */
export function openJsonConnection(options: ConnectionOptions): TelemetryConnection {
  const { clock, log, write, onFault } = options;
  const ending = new AbortController();
  const client = connect(options.url, mqttOptions(options));
  renewAccess(client, options.mqtt, log);
  const acks = holdAcks(client);
  const limits = options.limits ?? DEFAULT_LIMITS;
  const troubles = watchWrites(() => batcher.busyMs);
  const batcher = new Batcher<Received>(
    { ...limits, maxItems: Math.min(limits.maxItems, RECEIVE_MAXIMUM / 2) },
    store,
    (error) => {
      if (!ending.signal.aborted) onFault(error instanceof Error ? error : new Error("telemetry could not be written", { cause: error }));
    },
    ({ bytes }) => bytes,
  );

  async function store(taken: readonly Received[]): Promise<void> {
    const batch = emptyBatch();
    for (const { told } of taken) addTold(batch, told);
    await writeBatch(batch, write, log, ending.signal, troubles.met);
    acks.release(taken.flatMap(({ ack }) => (ack === null ? [] : [ack])));
  }

  function read(message: Message): Told {
    try {
      return readPlain(message);
    } catch (fault) {
      // A fault of ours: the message would end this process again and again.
      log.error({ err: fault, topic: message.topic.slice(0, 512) }, "a message could not be read and is put aside");
      return { list: "quarantined", row: quarantine(message, `could not be read: ${fault instanceof Error ? fault.message : "an unknown fault"}`) };
    }
  }

  client.on("message", (topic, payload, packet: IPublishPacket) => {
    // Read as it comes, while the database is at work: read together before they are written, they would keep it waiting.
    batcher.add({ told: read(received(topic, payload, clock.now().getTime())), bytes: payload.length, ack: acks.hold(packet) });
  });
  let taken = 0;
  // Backpressure: holding this callback stops the reading of the socket; the broker keeps the rest.
  client.handleMessage = (_packet, callback) => {
    taken += 1;
    if (taken % AT_ONCE === 0) setImmediate(() => batcher.whenRoom(() => callback()));
    else batcher.whenRoom(() => callback());
  };
  // What waits is written although its connection is gone: a broker with a session sends it again, which is absorbed, and one without does not.
  const subscription = subscribeOnConnect(client, options, () => batcher.holds);
  client.on("close", () => options.onClosed?.());
  const problem = watchProblem(client);

  return {
    get connected() {
      return client.connected && subscription.stands;
    },
    get waiting() {
      return batcher.size;
    },
    get problem() {
      return problem.now ?? troubles.now;
    },
    abandon() {
      ending.abort(new Error("the connection is abandoned"));
      batcher.forget();
      drop(client);
    },
    async close() {
      // What waits is written and acknowledged where the database answers: a broker without a memory of its own would not send it again.
      await Promise.race([batcher.close(true), wait(FAREWELL_MS, undefined, { ref: false })]);
      ending.abort(new Error("the connection is closing"));
      // Whoever holds the lease next uses the same client id: a connection that is thrown out must not come back.
      client.options.reconnectPeriod = 0;
      // The write that runs is finished and acknowledged, unless it hangs; the rest stays with the broker.
      await Promise.race([batcher.close(false), wait(WRITE_PATIENCE_MS, undefined, { ref: false })]);
      await leave(client);
    },
  };
}

/** Ends a connection as is proper. A broker that answers nothing more would have us wait for it: its connection is broken off. */
export async function leave(client: MqttClient): Promise<void> {
  client.options.reconnectPeriod = 0;
  await Promise.race([client.endAsync(!client.connected), wait(LEAVE_MS, undefined, { ref: false })]);
  client.stream.destroy();
}

/** Ends a connection without a word, for good. */
export function drop(client: MqttClient): void {
  client.options.reconnectPeriod = 0;
  client.end(true);
}

/** Ends the session of a source that is no longer listened to: the broker forgets its subscriptions and what it kept for it. Rejects when the broker is not there. */
export async function endSession({ url, version, clientId, mqtt }: Pick<ConnectionOptions, "url" | "version" | "clientId" | "mqtt">): Promise<void> {
  const options: IClientOptions = {
    ...mqtt?.(),
    clientId,
    clean: true,
    protocolVersion: version,
    reconnectPeriod: 0,
    ...(version === 5 ? { properties: { sessionExpiryInterval: 0 } } : {}),
  };
  await leave(await connectAsync(url, options, false));
}

function mqttOptions({ clientId, version, mqtt }: ConnectionOptions): IClientOptions {
  return {
    ...mqtt?.(),
    clientId,
    clean: false,
    protocolVersion: version,
    reconnectPeriod: RECONNECT_MS,
    resubscribe: false,
    // Its own asks for each packet, several times, whether anybody wants to read it.
    log: () => undefined,
    ...(version === 5 ? { properties: { receiveMaximum: RECEIVE_MAXIMUM, sessionExpiryInterval: SESSION_SECONDS } } : {}),
  };
}

/** `stands` once the broker has confirmed the subscription of this connection. */
function subscribeOnConnect(
  client: MqttClient,
  { filters, left = [], onSubscribed, log, clientId, onFault, answerMs }: ConnectionOptions,
  holds: () => boolean,
): { readonly stands: boolean } {
  const subscription = { stands: false };
  client.on("close", () => {
    subscription.stands = false;
  });
  client.on("connect", ({ sessionPresent }) => {
    subscribe(client, { filters, continues: true, answerMs, holds, done: () => giveUp(sessionPresent), failed: onFault });
  });
  // First the new, then the old: what both take in is missed at no moment.
  const giveUp = (sessionPresent: boolean): void => {
    const done = (): void => {
      subscription.stands = true;
      onSubscribed?.();
      log.info({ clientId, filters, left, sessionPresent }, "telemetry is subscribed");
    };
    if (left.length === 0) return done();
    client.unsubscribe([...left], (error) => {
      if (error === undefined || error === null) done();
      else if (client.connected) onFault(error);
    });
  };
  client.on("error", (error) => log.warn({ err: error, clientId }, "telemetry connection failed"));
  return subscription;
}
