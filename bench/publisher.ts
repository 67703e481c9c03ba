import { setTimeout as pause } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { z } from "zod";

// A gateway as a process of its own, so that it shares no thread with what is measured: publishes `count` samples at QoS 1 over all topics,
// `perSecond` of them (0: as fast as the broker takes them), and ends when the broker took the last one.
const Order = z.object({ url: z.string(), topics: z.array(z.object({ topic: z.string(), parameter: z.string() })), count: z.number(), perSecond: z.number() });
const { url, topics, count, perSecond } = Order.parse(JSON.parse(process.argv[2] ?? "null"));
const IN_FLIGHT = 2000;

const gateway = await connectAsync(url);
const open = new Set<Promise<unknown>>();
const begin = Date.now();
for (let seq = 0; seq < count; seq += 1) {
  const one = topics[seq % topics.length];
  if (one === undefined) break;
  const message = { seq, ts: new Date().toISOString(), parameter: one.parameter, value: (seq % 1000) / 10, uom: "CEL" };
  const sending = gateway.publishAsync(one.topic, JSON.stringify(message), { qos: 1 });
  open.add(sending);
  void sending.finally(() => open.delete(sending));
  if (open.size >= IN_FLIGHT) await Promise.race(open);
  const ahead = perSecond === 0 ? 0 : begin + (seq * 1000) / perSecond - Date.now();
  if (ahead > 2) await pause(ahead);
}
await Promise.all(open);
await gateway.endAsync();
