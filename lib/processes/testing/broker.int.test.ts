import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testBroker, type TestBroker } from "./broker";

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

it("tells a newcomer the retained state", async () => {
  const line = await connectAsync(broker.url);
  await line.publishAsync("site-b/filling/l7/filler/state", "DOWN", { qos: 1, retain: true });
  await line.endAsync();
  const received = receive({ clientId: "newcomer" }, 1, (client) => client.subscribe("site-b/#"));
  expect(await received).toEqual(["DOWN"]);
});

function receive(options: IClientOptions, count: number, then?: (client: MqttClient) => void): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const texts: string[] = [];
    const client = connect(broker.url, { ...options, reconnectPeriod: 0 });
    client.on("error", reject);
    client.on("connect", () => then?.(client));
    client.on("message", (_topic, payload) => {
      texts.push(payload.toString());
      if (texts.length === count) client.end(false, () => resolve(texts));
    });
  });
}
