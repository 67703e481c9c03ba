import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { log } from "@/lib/platform/log";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** What a gateway remembers while the broker is away; the oldest goes first. Whoever may lose nothing lets its machine wait before that: `waiting` tells. */
const REMEMBERED = 5000;
/** Messages that it still has of what it said. */
const SAID = 300;

/** A message on its way to the broker. */
export type Remembered = { readonly topic: string; readonly payload: string | Buffer; readonly options: { readonly qos: 0 | 1; readonly retain: boolean } };

/** What may happen to messages on their way: answers those that go out instead, now; `flush` those that it held back. */
export type Distortion = { pass(message: Remembered): readonly Remembered[]; flush(): readonly Remembered[] };

/** The connection of a gateway: reconnects with growing pauses, and sends later what it could not send. */
export class Link {
  readonly client: MqttClient;
  private underway = 0;
  private readonly remembered: Remembered[] = [];
  private readonly said: Remembered[] = [];

  constructor(
    url: string,
    options: IClientOptions,
    private readonly remembers: boolean,
    private readonly distortion: Distortion | null = null,
  ) {
    this.client = connect(url, { ...options, protocolVersion: 4, reconnectPeriod: FIRST_PAUSE_MS, queueQoSZero: false });
    this.client.on("connect", () => {
      this.client.options.reconnectPeriod = FIRST_PAUSE_MS;
    });
    this.client.on("close", () => {
      this.client.options.reconnectPeriod = Math.min((this.client.options.reconnectPeriod ?? FIRST_PAUSE_MS) * 2, LONGEST_PAUSE_MS);
    });
    this.client.on("error", (error) => log.debug({ err: error, clientId: options.clientId }, "gateway is not connected"));
  }

  /** Messages that the broker has not taken yet: on their way to it, or remembered for as long as it is away. */
  get waiting(): number {
    return this.underway + this.remembered.length;
  }

  send(topic: string, payload: string | Buffer, options: Remembered["options"]): void {
    const message = { topic, payload, options };
    this.said.push(message);
    if (this.said.length > SAID) this.said.shift();
    for (const one of this.distortion?.pass(message) ?? [message]) this.sendNow(one);
  }

  /** Sends what was held back on its way. */
  flush(): void {
    for (const one of this.distortion?.flush() ?? []) this.sendNow(one);
  }

  /** Says once more what it still has of what it said, as a gateway does that does not know what was taken; no birth or death, for it is alive. */
  repeat(): void {
    for (const { topic, payload, options } of this.said.filter((one) => !isBirthOrDeath(one.topic))) this.sendNow({ topic, payload, options: { ...options, retain: false } });
  }

  /** Sends without anything happening to it on its way. */
  sendNow(message: Remembered): void {
    // What is remembered goes first: it is sent a moment after the connection is there.
    if (this.client.connected && this.remembered.length === 0) return this.publish(message);
    if (!this.remembers) return;
    this.remembered.push(message);
    if (this.remembered.length > REMEMBERED) this.remembered.shift();
  }

  private publish({ topic, payload, options }: Remembered): void {
    this.underway += 1;
    this.client.publish(topic, payload, options, (error) => {
      this.underway -= 1;
      if (error) log.debug({ err: error, topic }, "a message of a gateway was not taken");
    });
  }

  /** Sends what was remembered, in its order. */
  catchUp(): void {
    for (const message of this.remembered.splice(0)) this.publish(message);
  }

  async close(): Promise<void> {
    await this.client.endAsync(!this.client.connected);
  }
}

/** Messages of a Sparkplug node that begin and end something. */
export function isBirthOrDeath(topic: string): boolean {
  return /\/[ND](BIRTH|DEATH)\//.test(topic);
}
