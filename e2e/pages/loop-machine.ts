import { connectAsync, type MqttClient } from "mqtt";

/** A machine's controller, speaking plain JSON to the broker as the gateway of a real line does. */
export class LoopMachine {
  private sequence = Date.now();
  private readonly counters = new Map<string, { value: number; at: number }>();
  private lastParam = 0;

  private constructor(
    private readonly client: MqttClient,
    /** Topic up to the work unit. */
    private readonly address: string,
  ) {}

  static async connect(url: string, address: string): Promise<LoopMachine> {
    const client = await connectAsync(url, { clientId: `loop-${address.replaceAll("/", "-")}` });
    const machine = new LoopMachine(client, address);
    client.on("message", (topic, payload) => machine.hear(topic, payload.toString()));
    await client.subscribeAsync(`${address}/#`, { qos: 1 });
    return machine;
  }

  /** Has the demo's simulated machine run and count no more, then goes on from where its counters stand. */
  async takeOver(line: string, until: (done: () => boolean) => Promise<void>): Promise<void> {
    await this.order(line, { action: "restore" });
    await this.order(line, { action: "rate", factor: 1 });
    await until(() => this.counters.has("GOOD"));
    await this.order(line, { action: "rate", factor: 0 });
    const at = Date.now();
    // A machine reports every two seconds: more than two rounds without a count, and it counts no more.
    await until(() => this.lastParam > at && Date.now() - (this.counters.get("GOOD")?.at ?? 0) > 5_000);
  }

  async state(state: string, since = new Date()): Promise<void> {
    await this.send("state", { state, ts: since.toISOString() }, true);
  }

  /** The counter goes on by that many units; the first reading of a counter only says where it stands. */
  async count(counter: "GOOD" | "SCRAP", more: number, minutesAgo = 0): Promise<void> {
    const value = (this.counters.get(counter)?.value ?? 0) + more;
    this.counters.set(counter, { value, at: Date.now() });
    await this.send("count", { counter, value, ts: new Date(Date.now() - minutesAgo * 60_000).toISOString() });
  }

  /** The counter jumps by that many units and back within a tenth of a second, in which the machine could not have made even what it shows then. */
  async jump(counter: "GOOD" | "SCRAP", by: number): Promise<void> {
    const value = this.counters.get(counter)?.value ?? 0;
    const at = Date.now();
    await this.send("count", { counter, value: value + by, ts: new Date(at).toISOString() });
    await this.send("count", { counter, value, ts: new Date(at + 100).toISOString() });
  }

  async close(): Promise<void> {
    await this.client.endAsync();
  }

  private async order(line: string, what: object): Promise<void> {
    await this.client.publishAsync("sandbox/plant/command", JSON.stringify({ line, ...what }), { qos: 1 });
  }

  private async send(kind: string, payload: object, retain = false): Promise<void> {
    this.sequence += 1;
    await this.client.publishAsync(`${this.address}/${kind}`, JSON.stringify({ seq: this.sequence, ts: new Date().toISOString(), ...payload }), { qos: 1, retain });
  }

  private hear(topic: string, text: string): void {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null) return;
    if (topic.endsWith("/param")) this.lastParam = Date.now();
    if (topic.endsWith("/count") && "counter" in message && "value" in message && typeof message.counter === "string" && typeof message.value === "number") {
      this.counters.set(message.counter, { value: message.value, at: Date.now() });
    }
  }
}
