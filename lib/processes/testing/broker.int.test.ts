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

it("lets a subscriber go that reads no more: all others are heard, and what a session missed is kept", async () => {
  // The one that reads on may be full for a second, too, where the machine is busy.
  const gone: [string, number][] = [];
  const impatient = await startBroker({ port: 0, fullMs: 3000, patienceMs: 4500, letGo: (clientId, fullMs) => void gone.push([clientId, fullMs]) });
  const session = { clientId: "reads-no-more", clean: false };
  const still = [await stalled(impatient.url, "site-f/#", session), await stalled(impatient.url, "site-f/#", { clientId: "keeps-nothing" })];
  const heard = receive({ clientId: "reads-on" }, 4000, (client) => client.subscribe("site-f/#"), undefined, impatient.url);
  const lines = await speakAtOnce(impatient.url, "site-f");
  expect(await heard).toHaveLength(4000);
  expect(gone).toEqual([
    ["keeps-nothing", 3000],
    ["reads-no-more", 4500],
  ]);
  await lines.end();
  expect(await receive(session, 4000, undefined, undefined, impatient.url)).toHaveLength(4000);
  await Promise.all(still.map(({ client }) => client.endAsync(true)));
  await impatient.stop();
}, 60_000);

it("is patient with a session, and with the Sparkplug host, that reads no more for a while: machines wait with what they say next", async () => {
  const gone: string[] = [];
  const broken: string[] = [];
  const patient = await startBroker({ port: 0, fullMs: 500, letGo: (clientId) => void gone.push(clientId) });
  const will = { topic: "spBv1.0/STATE/millrace", payload: Buffer.from("{}"), qos: 1, retain: true } as const;
  const ours = await Promise.all([stalled(patient.url, "site-g/#", { clientId: "plain", clean: false }), stalled(patient.url, "site-g/#", { clientId: "host", will })]);
  for (const { client } of ours) client.on("close", () => broken.push(String(client.options.clientId)));
  const other = await stalled(patient.url, "site-g/#", { clientId: "keeps-nothing" });
  const lines = await speakAtOnce(patient.url, "site-g");
  await expect.poll(() => gone, PATIENT).toEqual(["keeps-nothing"]);
  expect(lines.acknowledged()).toBeLessThan(20 * 10);
  for (const one of ours) one.readOn();
  await lines.end();
  for (const one of ours) await expect.poll(one.read, PATIENT).toBe(4000);
  expect([gone, broken]).toEqual([["keeps-nothing"], []]);
  await Promise.all([...ours, other].map(({ client }) => client.endAsync(true)));
  await patient.stop();
}, 20_000);

it.each([0, 1] as const)(
  "reads no more of what is said at QoS %i behind a subscriber that reads no more, so that it takes none of its memory; all of it comes once that reads on",
  async (qos) => {
    const still = await stalled(broker.url, `site-h/${qos}`, { clientId: `full-${qos}`, clean: false });
    const line = await connectAsync(broker.url);
    const large = "x".repeat(64 * 1024);
    const MESSAGES = 1000;
    for (let value = 0; value < MESSAGES; value += 1) line.publish(`site-h/${qos}`, large, { qos });
    // Of 64 MB some lie in the network between both, and in one read of the broker.
    const unsent: number[] = [];
    await expect
      .poll(() => {
        unsent.push(line.stream.writableLength);
        return unsent.length > 20 && unsent.at(-20) === unsent.at(-1);
      }, PATIENT)
      .toBe(true);
    expect(unsent.at(-1)).toBeGreaterThan(32 * 1024 * 1024);
    still.readOn();
    await expect.poll(still.read, PATIENT).toBe(MESSAGES);
    await Promise.all([line.endAsync(), still.client.endAsync(true)]);
  },
  30_000,
);

it("tells a newcomer the retained state", async () => {
  const line = await connectAsync(broker.url);
  await line.publishAsync("site-b/filling/l7/filler/state", "DOWN", { qos: 1, retain: true });
  await line.endAsync();
  const received = receive({ clientId: "newcomer" }, 1, (client) => client.subscribe("site-b/#"));
  expect(await received).toEqual(["DOWN"]);
});

/** A subscriber that reads no more, until it reads on. */
async function stalled(url: string, filter: string, options: IClientOptions) {
  const client = await connectAsync(url, { ...options, reconnectPeriod: 0 });
  await client.subscribeAsync(filter, { qos: 1 });
  let read = 0;
  let held: (() => void)[] | null = [];
  client.on("message", () => void (read += 1));
  client.handleMessage = (_packet, callback) => void (held === null ? callback() : held.push(callback));
  return {
    client,
    read: () => read,
    readOn() {
      const waiting = held ?? [];
      held = null;
      for (const go of waiting) go();
    },
  };
}

/** Twenty lines with 200 messages each, one after the other, some of which fill any connection. */
async function speakAtOnce(url: string, site: string) {
  const lines = await Promise.all(Array.from({ length: 20 }, () => connectAsync(url)));
  const large = "x".repeat(1024 * 1024);
  let acknowledged = 0;
  const speaking = lines.map(async (line, index) => {
    for (let value = 0; value < 200; value += 1) {
      await line.publishAsync(`${site}/${index}`, value < 2 ? large : "1", { qos: 1 });
      acknowledged += 1;
    }
    await line.endAsync();
  });
  return { acknowledged: () => acknowledged, end: () => Promise.all(speaking) };
}

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
