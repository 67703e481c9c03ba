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
