import { setTimeout as wait } from "node:timers/promises";
import { connect } from "mqtt";
import type { Logger } from "pino";
import { type BrokerAccess, renewAccess } from "@/lib/telemetry/broker-access";

/** Messages that may be on their way to the broker, or wait for it, at once: of numbers and short texts some 3 MB. */
const MOST_WAITING = 10_000;
/** Their topics and payloads together: long texts and lists would take ten times that. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const LONGEST_PAUSE_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const FAREWELL_MS = 1_000;

export type Publisher = {
  /** False, and the message is not taken, when too many wait for the broker already. */
  publish(topic: string, payload: string): boolean;
  /** Called whenever there is room again after a message was not taken. */
  onRoom(told: () => void): void;
  /** Called whenever the broker is there, again or for the first time. */
  onConnect(told: () => void): void;
  readonly connected: boolean;
  close(): Promise<void>;
};

export type PublisherOptions = {
  readonly url: string;
  readonly clientId: string;
  readonly will: { readonly topic: string; readonly payload: string };
  readonly log: Logger;
  /** By what the broker knows us, and we it. */
  readonly access?: BrokerAccess;
  readonly mostWaiting?: number;
  readonly mostWaitingBytes?: number;
};

/** A connection to the broker that publishes at QoS 1. What it has taken goes out once the broker is there, in its order; it takes a bounded number, of bounded size. */
export function openPublisher({ url, clientId, will, log, access, mostWaiting = MOST_WAITING, mostWaitingBytes = MOST_WAITING_BYTES }: PublisherOptions): Publisher {
  const client = connect(url, {
    ...access?.(),
    clientId,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: FIRST_PAUSE_MS,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
  });
  renewAccess(client, access, log);
  const underway = { messages: 0, bytes: 0 };
  let refused = false;
  let room: () => void = () => undefined;
  client.on("connect", () => void (client.options.reconnectPeriod = FIRST_PAUSE_MS));
  client.on("close", () => void (client.options.reconnectPeriod = Math.min((client.options.reconnectPeriod ?? FIRST_PAUSE_MS) * 2, LONGEST_PAUSE_MS)));
  client.on("error", (error) => log.warn({ err: error, clientId }, "values of an OPC UA server cannot be published; the broker is tried again"));

  const settled = (bytes: number): void => {
    underway.messages -= 1;
    underway.bytes -= bytes;
    if (!refused || underway.messages > mostWaiting / 2 || underway.bytes > mostWaitingBytes / 2) return;
    refused = false;
    room();
  };
  return {
    publish(topic, payload) {
      const bytes = Buffer.byteLength(topic) + Buffer.byteLength(payload);
      if (underway.messages >= mostWaiting || underway.bytes + bytes > mostWaitingBytes) {
        refused = true;
        return false;
      }
      underway.messages += 1;
      underway.bytes += bytes;
      client.publish(topic, payload, { qos: 1 }, (error) => {
        if (error) log.debug({ err: error, topic }, "a value was not taken by the broker");
        settled(bytes);
      });
      return true;
    },
    onRoom: (told) => void (room = told),
    onConnect: (told) => void client.on("connect", told),
    get connected() {
      return client.connected;
    },
    async close() {
      // What the broker has not acknowledged by then is lost with this process.
      await Promise.race([client.endAsync(!client.connected), wait(FAREWELL_MS, undefined, { ref: false })]);
      client.end(true);
    },
  };
}
