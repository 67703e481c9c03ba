import { setTimeout as pause } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import type { Running } from "@/lib/processes/testing/workshop";

/** What a machine said, all in all. */
export type Told = { readonly address: string; readonly operationId: string; readonly samples: number; readonly sum: number; readonly counts: number; readonly counted: number };

export type Speech = {
  /** Messages of each machine; every fifth is a count, the others are samples. */
  readonly each: number;
  /** Time between two messages of a machine, in ms. */
  readonly everyMs: number;
  /** From 0 to below 1, seeded. */
  readonly random: () => number;
};

const COUNT_EVERY = 5;
const COUNTER_FROM = 1000;

/**
 * Lets all machines speak over one gateway at QoS 1, in real time. A gateway keeps what the broker has not acknowledged and sends it again
 * after a lost connection. Resolves when the broker took everything, with all that was said, what was said `before` included: counters go on.
 */
export async function speak(url: string, running: readonly Running[], { each, everyMs, random }: Speech, before: readonly Told[] = []): Promise<Told[]> {
  const gateway = await connectAsync(url, { clientId: "gateway", reconnectPeriod: 200 });
  const machines = running.map(({ address, operationId }) => ({
    ...(before.find((one) => one.address === address) ?? { address, operationId, samples: 0, sum: 0, counts: 0, counted: 0 }),
  }));
  // A machine's messages go out one after the other: what is sent again must not overtake.
  const queues = new Map<string, Promise<void>>();
  const say = (topic: string, payload: object): void => {
    const before = queues.get(topic.slice(0, topic.lastIndexOf("/"))) ?? Promise.resolve();
    queues.set(
      topic.slice(0, topic.lastIndexOf("/")),
      before.then(() => deliver(gateway, topic, JSON.stringify(payload))),
    );
  };
  const begin = Date.now();
  for (let seq = 0; seq < each; seq += 1) {
    const due = begin + seq * everyMs;
    if (due > Date.now()) await pause(due - Date.now());
    for (const machine of machines) {
      const ts = new Date(due).toISOString();
      if (seq % COUNT_EVERY === 0) {
        // A counter's very first reading only says where it stands.
        if (machine.counts > 0) machine.counted += Math.floor(random() * 4);
        machine.counts += 1;
        say(`${machine.address}/count`, { seq, ts, counter: "GOOD", value: COUNTER_FROM + machine.counted });
      } else {
        const value = Math.floor(random() * 100);
        machine.samples += 1;
        machine.sum += value;
        say(`${machine.address}/param`, { seq, ts, parameter: "temp", value, uom: "CEL" });
      }
    }
  }
  await Promise.all(queues.values());
  await gateway.endAsync();
  return machines;
}

/** Publishes until the broker acknowledges it. The client gives some up when their connection ends; a gateway does not. */
async function deliver(gateway: MqttClient, topic: string, payload: string): Promise<void> {
  for (;;) {
    try {
      await gateway.publishAsync(topic, payload, { qos: 1 });
      return;
    } catch {
      await pause(100);
    }
  }
}
