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
