import { connect as connectTo, createServer, type Server, type Socket } from "node:net";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { simulatedMachine } from "./machines";
import { simulate } from "./simulation";

const Message = z.looseObject({ seq: z.number(), parameter: z.string().optional(), counter: z.string().optional() });

let broker: TestBroker;
let receiver: MqttClient;
let way: Server;
/** Whether the broker can be reached, and how often it could not be. */
const gate = { open: true, refused: 0 };
const sockets = new Set<Socket>();

beforeAll(async () => {
  broker = await testBroker();
  receiver = await mqtt.connectAsync(broker.url);
  way = createServer((client) => {
    if (!gate.open) {
      gate.refused += 1;
      client.destroy();
      return;
    }
    const onward = connectTo(broker.port, "127.0.0.1");
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.pipe(onward).pipe(client);
    client.on("close", () => onward.destroy());
    onward.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    way.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(async () => {
  await receiver.endAsync();
  way.close();
  await broker.stop();
});

it("waits while the broker cannot be reached, and its totals are what was published, however long that takes", async () => {
  const { address } = simulatedMachine(0, "PLAIN_JSON");
  const heard = new Set<number>();
  const found: Record<string, number> = {};
  receiver.on("message", (topic, payload) => {
    const message = Message.safeParse(JSON.parse(payload.toString()));
    // The last will has no number; what was not acknowledged before the connection broke comes twice.
    if (!message.success || heard.has(message.data.seq)) return;
    heard.add(message.data.seq);
    const name = message.data.parameter ?? message.data.counter ?? "";
    found[name] = (found[name] ?? 0) + 1;
  });
  await receiver.subscribeAsync(`${address}/#`, { qos: 1 });

  const at = way.address();
  const url = `mqtt://127.0.0.1:${typeof at === "object" && at !== null ? at.port : 0}`;
  const run = simulate({ url, seed: 3, lines: 1, rate: Number.POSITIVE_INFINITY, plantSeconds: 4000, sparkplug: false, faults: new Set(), endsAt: new Date() });
  await vi.waitFor(() => expect(heard.size).toBeGreaterThan(100));
  gate.open = false;
  for (const socket of sockets) socket.destroy();
  // By the third time a machine that did not wait would have had more to say than a gateway remembers.
  await vi.waitFor(() => expect(gate.refused).toBe(3), { timeout: 15_000 });
  gate.open = true;

  const [machine] = (await run).machines;
  if (machine === undefined) throw new Error("there was a machine");
  const { parameters, counters, states } = machine;
  const said = [
    ...Object.entries(parameters).map(([name, { samples }]) => [name, samples] as const),
    ...Object.entries(counters).map(([name, { readings }]) => [name, readings] as const),
    ["", states] as const,
  ];
  await vi.waitFor(() => expect(found).toEqual(Object.fromEntries(said)), { timeout: 10_000 });
}, 60_000);

it("tells things when they happen by the clock that it is given: plant time stands while somebody has to be waited for", async () => {
  const { address } = simulatedMachine(0, "PLAIN_JSON");
  const said: number[] = [];
  const other = await mqtt.connectAsync(broker.url);
  other.on("message", (_, payload) => {
    const message = z.object({ ts: z.coerce.date() }).safeParse(JSON.parse(payload.toString()));
    if (message.success) said.push(message.data.ts.getTime());
  });
  await other.subscribeAsync(`${address}/param`, { qos: 1 });
  const beginsAt = new Date(Date.UTC(2026, 0, 5, 6));
  // The simulator was a minute on its way, and stands still for another in the middle.
  const [began, pause] = [beginsAt.getTime() + 60_000, 60_000];
  let nowMs = began;
  const clock = {
    now: () => {
      nowMs += 1;
      if (nowMs === began + 500) nowMs += pause;
      return new Date(nowMs);
    },
  };
  const endsAt = new Date(beginsAt.getTime() + 1000);
  const { machines } = await simulate({ url: broker.url, seed: 3, lines: 1, rate: 10_000, plantSeconds: 50, sparkplug: false, faults: new Set(), beginsAt, endsAt, clock });
  const told = Object.values(machines[0]?.parameters ?? {}).reduce((sum, { samples }) => sum + samples, 0);
  await vi.waitFor(() => expect(said).toHaveLength(told));
  expect(Math.min(...said)).toBeGreaterThan(began);
  expect(said.some((at) => at > began + 500 && at < began + pause)).toBe(false);
  expect(Math.max(...said)).toBeGreaterThan(began + pause + 500);
  expect(Math.max(...said)).toBeLessThanOrEqual(nowMs);
  await other.endAsync();
});
