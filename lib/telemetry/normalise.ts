import type { SampleQuality } from "@/lib/domain/equipment/breach-window";
import type { TelemetryBatch } from "./batch";
import { MAX_PAYLOAD_BYTES, type Message, quarantine } from "./message";
import { decodePlain, type PlainReading } from "./plain-json";
import type { HostEffect } from "./sparkplug/effects";
import { parseTopic, sparkplugAddress, type Topic } from "./topics";

/** What a plain JSON message says: a row of a batch, and of which list. */
export type Told = {
  readonly [List in "samples" | "counts" | "states" | "losses" | "foreign" | "quarantined"]: { readonly list: List; readonly row: TelemetryBatch[List][number] };
}["samples" | "counts" | "states" | "losses" | "foreign" | "quarantined"];

/** Reads a plain JSON message into the batch. */
export function addPlain(batch: TelemetryBatch, message: Message): void {
  addTold(batch, readPlain(message));
}

/** Adds what was read of a message. */
export function addTold(batch: TelemetryBatch, told: Told): void {
  switch (told.list) {
    case "samples":
      batch.samples.push(told.row);
      return;
    case "counts":
      batch.counts.push(told.row);
      return;
    case "states":
      batch.states.push(told.row);
      return;
    case "losses":
      batch.losses.push(told.row);
      return;
    case "foreign":
      batch.foreign.push(told.row);
      return;
    case "quarantined":
      batch.quarantined.push(told.row);
  }
}

/** Reads a plain JSON message. One that is not of our shape (IN-10) is left to mappings; one that cannot be looked at goes into quarantine. */
export function readPlain(message: Message): Told {
  if (message.payload.length > MAX_PAYLOAD_BYTES) return { list: "quarantined", row: quarantine(message, `payload larger than ${MAX_PAYLOAD_BYTES} bytes`) };
  const topic = plainTopic(message.topic);
  switch (topic.type) {
    case "plain": {
      const reading = decodePlain(topic.kind, message);
      if (reading.kind === "quarantined") return { list: "foreign", row: { message, reason: reading.reason, shaped: true } };
      return toldBy(topic.address, reading, message);
    }
    case "unknown":
      return { list: "foreign", row: { message, reason: topic.reason, shaped: false } };
    case "too-long":
      return { list: "quarantined", row: quarantine(message, topic.reason) };
    case "sparkplug":
    case "host-state":
    case "command":
      return { list: "quarantined", row: quarantine(message, "Sparkplug message outside the Sparkplug connection") };
  }
}

/** Topics that were read, of machines that speak all the time: as many names as a plant has, and no more, for anybody may make names up. */
const topics = new Map<string, Topic>();
const MOST_TOPICS = 4_096;

function plainTopic(name: string): Topic {
  const known = topics.get(name);
  if (known !== undefined) return known;
  const topic = parseTopic(name);
  if (topic.type !== "plain") return topic;
  if (topics.size >= MOST_TOPICS) topics.clear();
  topics.set(name, topic);
  return topic;
}

function toldBy(address: string, reading: PlainReading, message: Message): Told {
  switch (reading.kind) {
    case "state":
      return { list: "states", row: { address, atMs: reading.atMs, seq: reading.seq, state: reading.state, reason: reading.reason, message } };
    case "lost":
      return { list: "losses", row: { address, atMs: message.receivedAtMs, message } };
    case "count":
      return { list: "counts", row: { address, name: reading.counter, atMs: reading.atMs, seq: reading.seq, value: reading.value, message } };
    case "param":
      return { list: "samples", row: { address, name: reading.parameter, atMs: reading.atMs, seq: reading.seq, value: reading.value, quality: reading.quality, message } };
  }
}

/** Takes what a Sparkplug message meant into the batch. Rebirth requests are not data; the connection sends them. */
export function addSparkplug(batch: TelemetryBatch, effects: readonly HostEffect[]): void {
  for (const effect of effects) {
    switch (effect.type) {
      case "metrics":
        for (const { name, atMs, ownTime, value, quality, unit, historical } of effect.metrics) {
          batch.metrics.push({ address: effect.address, name, atMs, ownTime, seq: effect.seq, value, quality: qualityOf(quality), unit, historical, message: effect.message });
        }
        break;
      case "born":
        batch.nodes.push({
          group: effect.group,
          node: effect.node,
          device: effect.device,
          online: true,
          bdSeq: effect.bdSeq,
          declared: effect.declared,
          ...passedOver(effect),
          atMs: toldAt(effect),
          message: effect.message,
        });
        break;
      case "died":
      case "refused":
        batch.nodes.push({
          group: effect.group,
          node: effect.node,
          device: effect.device,
          online: false,
          ...(effect.type === "refused" ? { birthRefused: true } : {}),
          bdSeq: null,
          declared: [],
          ...passedOver(effect),
          atMs: toldAt(effect),
          message: effect.message,
        });
        batch.losses.push({ address: sparkplugAddress(effect.group, effect.node, effect.device), atMs: effect.atMs, message: effect.message });
        break;
      case "unheard":
        batch.losses.push({ address: effect.address, atMs: effect.atMs, message: effect.message });
        break;
      case "unreadable":
        batch.quarantined.push({ ...quarantine(effect.message, effect.reason), ...(effect.asked === undefined ? {} : { rebirthAsked: effect.asked }) });
        break;
      case "rebirth":
        break;
    }
  }
}

const passedOver = ({ passedOver: count }: { readonly passedOver?: number }): { passedOver?: number } => (count === undefined ? {} : { passedOver: count });

/** A node's clock is believed to this: what it tells may have waited so long. */
const BELIEVED_MS = 86_400_000;

/** When a node or device was born or died: as it says, unless its clock cannot be right; then when that came. What it says of its machines' signals is judged by when they were heard. */
function toldAt({ atMs, message: { receivedAtMs } }: { readonly atMs: number; readonly message: Message }): number {
  return atMs > receivedAtMs || atMs < receivedAtMs - BELIEVED_MS ? receivedAtMs : atMs;
}

/** Sparkplug speaks of 192 good, 500 stale and 0 bad. Nothing said is good. */
function qualityOf(quality: number | null): SampleQuality {
  if (quality === null || quality === 192) return "GOOD";
  return quality === 0 ? "BAD" : "UNCERTAIN";
}
