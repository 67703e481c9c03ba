import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import type { MetricReading } from "./batch";
import { type Message, type Quarantined, quarantine } from "./message";
import { parseTopic, sparkplugAddress } from "./topics";

/** What is kept: a whole message (metric ''), or the value of one metric. */
export type Kept = { readonly metric: string; readonly bytes: Uint8Array };

/** A Sparkplug metric as it is kept. Its message can be read by whoever knows the births before it only. */
export function keptMetric({ name, value, atMs, seq, quality, unit, historical }: MetricReading): Kept | null {
  if (value === null) return null;
  // JSON has no whole numbers of 64 bits: they are kept as text, and known by `whole` for what they are.
  const fields = { ...(typeof value === "bigint" ? { value: value.toString(), whole: true } : { value }), atMs, seq, quality, unit, historical };
  return { metric: name, bytes: new TextEncoder().encode(JSON.stringify(fields)) };
}

/** A kept metric as it came, of the message that it came in. */
export function readKeptMetric(address: string, name: string, message: Message): MetricReading {
  // `keptMetric` wrote it.
  const {
    whole,
    value: kept,
    ...fields
  } = JSON.parse(new TextDecoder().decode(message.payload)) as Pick<MetricReading, "value" | "atMs" | "seq" | "quality" | "unit" | "historical"> & { whole?: true };
  const value = whole === true && typeof kept === "string" ? BigInt(kept) : kept;
  // Its delay was never told: it waited here.
  return { ...fields, value, address, name, ownTime: false, message };
}

/** Puts a metric aside, with why: by itself where it is Sparkplug's, so that it can be taken in once it means something; else with its whole message. */
export function quarantineMetric(reading: MetricReading, reason: string): Quarantined {
  const { message } = reading;
  const kept = message.topic.startsWith(`${SPARKPLUG}/`) ? keptMetric(reading) : null;
  return kept === null ? quarantine(message, reason) : { ...quarantine({ ...message, payload: kept.bytes }, reason), message, metric: kept.metric };
}

/** A metric that was put aside by itself; null where its topic is none of Sparkplug's. */
export function readQuarantinedMetric(metric: string, message: Message): MetricReading | null {
  const topic = parseTopic(message.topic);
  return topic.type === "sparkplug" ? readKeptMetric(sparkplugAddress(topic.group, topic.node, topic.device), metric, message) : null;
}
