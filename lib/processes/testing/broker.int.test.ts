import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBroker } from "@/lib/processes/broker";
import { testBroker, type TestBroker } from "./broker";

/** Twenty lines speak at once, and other suites run beside this one. */
const PATIENT = { timeout: 10_000 };

let broker: TestBroker;
beforeAll(async () => void (broker = await testBroker()));
afterAll(() => broker.stop());

it("keeps what a persistent subscriber missed while it was away, in order", async () => {
  const session = { clientId: "subscriber", clean: false };
  const before = await connectAsync(broker.url, session);
  await before.subscribeAsync("site-a/#", { qos: 1 });
  await before.endAsync();

  const line = await connectAsync(broker.url);
  for (const value of ["1", "2", "3"]) await line.publishAsync("site-a/filling/l1/filler/count", value, { qos: 1 });
  await line.endAsync();

  expect(await receive(session, 3)).toEqual(["1", "2", "3"]);
});

it("gives a subscriber that comes back while a line speaks what it missed first, and then the rest", async () => {
  const session = { clientId: "returning", clean: false };
  const before = await connectAsync(broker.url, session);
  await before.subscribeAsync("site-c/#", { qos: 1 });
  await before.endAsync(true);

  const line = await connectAsync(broker.url);
  const missed = 2000;
  const spoken = 4000;
  const received: Promise<string[]>[] = [];
  for (let value = 0; value < spoken; value += 1) {
    if (value === missed) received.push(receive(session, spoken));
    await line.publishAsync("site-c/filling/l1/filler/count", String(value), { qos: 1 });
  }
  await line.endAsync();

  expect(await received[0]).toEqual(Array.from({ length: spoken }, (_, value) => String(value)));
});

it("gives the heir of a subscriber that stands still what was kept first, and then the rest", async () => {
  const session = { clientId: "still", clean: false };
  const still = await connectAsync(broker.url, session);
  await still.subscribeAsync("site-d/#", { qos: 1 });
  // It reads no more, and the way to it fills.
  still.handleMessage = () => undefined;
  const lines = await Promise.all(Array.from({ length: 20 }, () => connectAsync(broker.url)));
  const large = "x".repeat(1024 * 1024);
  const said = lines.flatMap((line, index) => Array.from({ length: 200 }, (_, value) => line.publishAsync(`site-d/${index}`, `${value} ${value < 2 ? large : ""}`, { qos: 1 })));
  await expect.poll(() => still.stream.readableLength, PATIENT).toBeGreaterThan(0);
  const texts = await receive(session, 4000, undefined, (topic, payload) => `${topic} ${payload.toString().split(" ")[0]}`);
  await Promise.all([...said, still.endAsync(true)]);
  for (const index of lines.keys()) {
    const topic = `site-d/${index}`;
    expect(texts.filter((text) => text.startsWith(`${topic} `))).toEqual(Array.from({ length: 200 }, (_, value) => `${topic} ${value}`));
  }
  await Promise.all(lines.map((line) => line.endAsync()));
}, 30_000);

it("lives on when thousands of messages wait behind a subscriber that stands still, and it is gone", async () => {
  const still = await connectAsync(broker.url, { clientId: "stuck" });
  await still.subscribeAsync("site-e/#");
  still.handleMessage = () => undefined;
  const lines = await Promise.all(Array.from({ length: 20 }, () => connectAsync(broker.url)));
  const large = "x".repeat(1024 * 1024);
  const said = lines.flatMap((line, index) => Array.from({ length: 1000 }, (_, value) => line.publishAsync(`site-e/${index}`, value < 2 ? large : "1", { qos: 1 })));
  await expect.poll(() => still.stream.readableLength, PATIENT).toBeGreaterThan(0);
  await expect.poll(() => lines.every(({ stream }) => stream.writableLength === 0), PATIENT).toBe(true);
  still.stream.destroy();
  await Promise.all(said);
  await Promise.all(lines.map((line) => line.endAsync()));
}, 30_000);

it("lets a subscriber go that reads no more: all others are heard, and what it missed is kept", async () => {
  const gone: string[] = [];
  const impatient = await startBroker({ port: 0, fullMs: 500, letGo: (clientId) => void gone.push(clientId) });
  const session = { clientId: "reads-no-more", clean: false };
  const still = await connectAsync(impatient.url, { ...session, reconnectPeriod: 0 });
  await still.subscribeAsync("site-f/#", { qos: 1 });
  still.handleMessage = () => undefined;
  const heard = receive({ clientId: "reads-on" }, 4000, (client) => client.subscribe("site-f/#"), undefined, impatient.url);
  const lines = await Promise.all(Array.from({ length: 20 }, () => connectAsync(impatient.url)));
  const large = "x".repeat(1024 * 1024);
  const said = lines.flatMap((line, index) => Array.from({ length: 200 }, (_, value) => line.publishAsync(`site-f/${index}`, value < 2 ? large : "1", { qos: 1 })));
  expect(await heard).toHaveLength(4000);
  expect(gone).toEqual(["reads-no-more"]);
  await Promise.all(said);
  expect(await receive(session, 4000, undefined, undefined, impatient.url)).toHaveLength(4000);
  await Promise.all([still.endAsync(true), ...lines.map((line) => line.endAsync())]);
  await impatient.stop();
}, 20_000);

it("tells a newcomer the retained state", async () => {
  const line = await connectAsync(broker.url);
  await line.publishAsync("site-b/filling/l7/filler/state", "DOWN", { qos: 1, retain: true });
  await line.endAsync();
  const received = receive({ clientId: "newcomer" }, 1, (client) => client.subscribe("site-b/#"));
  expect(await received).toEqual(["DOWN"]);
});

function receive(
  options: IClientOptions,
  count: number,
  then?: (client: MqttClient) => void,
  text = (_topic: string, payload: Buffer) => payload.toString(),
  url = broker.url,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const texts: string[] = [];
    const client = connect(url, { ...options, reconnectPeriod: 0 });
    client.on("error", reject);
    client.on("connect", () => then?.(client));
    client.on("message", (topic, payload) => {
      texts.push(text(topic, payload));
      if (texts.length === count) client.end(false, () => resolve(texts));
    });
  });
}
