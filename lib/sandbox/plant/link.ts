import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { log } from "@/lib/platform/log";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** What a gateway remembers while the broker is away; the oldest goes first. */
const REMEMBERED = 5000;

type Remembered = { readonly topic: string; readonly payload: string | Buffer; readonly options: { readonly qos: 0 | 1; readonly retain: boolean } };

/** The connection of a gateway: reconnects with growing pauses, and sends later what it could not send. */
export class Link {
  readonly client: MqttClient;
  private readonly remembered: Remembered[] = [];

  constructor(
    url: string,
    options: IClientOptions,
    private readonly remembers: boolean,
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

  send(topic: string, payload: string | Buffer, options: Remembered["options"]): void {
    if (this.client.connected) {
      this.client.publish(topic, payload, options);
      return;
    }
    if (!this.remembers) return;
    this.remembered.push({ topic, payload, options });
    if (this.remembered.length > REMEMBERED) this.remembered.shift();
  }

  /** Sends what was remembered, in its order. */
  catchUp(): void {
    for (const { topic, payload, options } of this.remembered.splice(0)) this.client.publish(topic, payload, options);
  }

  async close(): Promise<void> {
    await this.client.endAsync(!this.client.connected);
  }
}
