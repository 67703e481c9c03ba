import { connect, connectAsync, type MqttClient } from "mqtt";
import { afterEach, expect, it } from "vitest";
import { type Broker, type HoldReason, startBroker } from "./broker";

const PATIENT = { timeout: 20_000 };
const MESSAGE = "x".repeat(600);
let broker: Broker | null = null;
const clients: MqttClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await broker?.stop();
  broker = null;
});

async function joined(url: string, options: object = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, ...options });
  clients.push(client);
  return client;
}

/** A session that is subscribed to everything of a hall, and away. */
async function away(url: string, clientId: string): Promise<void> {
  const client = await joined(url, { clientId, clean: false });
  await client.subscribeAsync("hall/#", { qos: 1 });
  await client.endAsync();
}

/** What a session hears when it is back. */
function back(url: string, clientId: string): string[] {
  const heard: string[] = [];
  const client = connect(url, { clientId, clean: false, reconnectPeriod: 0 });
  clients.push(client);
  client.on("message", (_topic, payload) => void heard.push(payload.toString().split(" ")[0] ?? ""));
  return heard;
}

it("keeps for a worker that is away as much as it may, lets machines wait with the rest and tells so; once it is back, all of it comes in order", async () => {
  const told: (HoldReason | null)[] = [];
  broker = await startBroker({ port: 0, store: { oursBytes: 100_000 }, holds: (why) => void told.push(why) });
  await away(broker.url, "millrace-press");
  const machine = await joined(broker.url);
  let acknowledged = 0;
  const said = Array.from({ length: 1000 }, async (_, value) => {
    await machine.publishAsync("hall/press", `${value} ${MESSAGE}`, { qos: 1 });
    acknowledged += 1;
  });
  await expect.poll(() => told, PATIENT).toEqual(["KEPT"]);
  // 100,000 bytes are less than 100 of these; what it has read of the connection by then is the rest.
  expect(acknowledged).toBeLessThan(300);
  const heard = back(broker.url, "millrace-press");
  await Promise.all(said);
  const inOrder = Array.from({ length: 1000 }, (_, value) => String(value));
  await expect.poll(() => heard.length, PATIENT).toBe(1000);
  expect(heard).toEqual(inOrder);
  await expect.poll(() => told, PATIENT).toEqual(["KEPT", null]);
});

it("has room for all that a worker takes whose session has two filters for it, as while its source is given another one, and brings each once", async () => {
  broker = await startBroker({ port: 0, store: { oursBytes: 20_000 } });
  const worker = await joined(broker.url, { clientId: "millrace-press", clean: false });
  const heard: number[] = [];
  worker.on("message", (_topic, payload) => void heard.push(Number(payload.toString().split(" ")[0])));
  await worker.subscribeAsync(["hall/#", "hall/+"], { qos: 1 });
  const machine = await joined(broker.url);
  let acknowledged = 0;
  for (let value = 0; value < 200; value += 1) machine.publish("hall/press", `${value} ${MESSAGE}`, { qos: 1 }, (error) => void (error ?? (acknowledged += 1)));
  await expect.poll(() => acknowledged, PATIENT).toBe(200);
  await expect.poll(() => heard, PATIENT).toEqual(Array.from({ length: 200 }, (_, value) => value));
}, 30_000);

it("gives the oldest up of what is kept for somebody else who does not come back, says for whom and how much, and holds nobody up for it", async () => {
  const gaveUp: [string, number][] = [];
  broker = await startBroker({ port: 0, store: { othersBytes: 100_000, toldEveryMs: 50, gaveUp: (clientId, messages) => void gaveUp.push([clientId, messages]) } });
  await away(broker.url, "dashboard");
  const machine = await joined(broker.url);
  for (let value = 0; value < 300; value += 1) await machine.publishAsync("hall/press", `${value} ${MESSAGE}`, { qos: 1 });
  expect(gaveUp[0]).toEqual(["dashboard", 1]);
  const heard = back(broker.url, "dashboard");
  await expect.poll(() => heard.at(-1), PATIENT).toBe("299");
  expect(heard.length).toBeLessThan(100);
  // The first alone is told at once; nothing more is given up by now, and all of it is told.
  await expect.poll(() => gaveUp.reduce((sum, [, messages]) => sum + messages, 0), PATIENT).toBe(300 - heard.length);
  expect(heard).toEqual(Array.from({ length: heard.length }, (_, index) => String(300 - heard.length + index)));
});

it("brings a backlog of more messages than there are ids, each once and in order, whenever the worker that takes it ends", async () => {
  const messages = 70_000;
  broker = await startBroker({ port: 0 });
  await away(broker.url, "millrace-press");
  const machine = await joined(broker.url);
  for (let from = 0; from < messages; from += 1000) {
    await Promise.all(Array.from({ length: 1000 }, (_, index) => machine.publishAsync("hall/press", String(from + index), { qos: 1 })));
  }
  const heard: number[] = [];
  const first = connect(broker.url, { clientId: "millrace-press", clean: false, reconnectPeriod: 0 });
  await new Promise<void>((resolve) => {
    first.on("message", (_topic, payload) => {
      heard.push(Number(payload.toString()));
      if (heard.length === 30_000) resolve();
    });
  });
  first.stream.destroy();
  await first.endAsync(true);
  const before = heard.length;
  const rest = back(broker.url, "millrace-press");
  await expect.poll(() => rest.at(-1), { timeout: 60_000 }).toBe(String(messages - 1));
  // What was heard and whose acknowledgement was still on its way comes again.
  const again = before + rest.length - messages;
  expect(again).toBeGreaterThanOrEqual(0);
  expect(again).toBeLessThan(before);
  expect(rest).toEqual(Array.from({ length: rest.length }, (_, index) => String(messages - rest.length + index)));
}, 180_000);
