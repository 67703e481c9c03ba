import type { SampleQuality } from "@/lib/domain/equipment/breach-window";
import type { TelemetryBatch } from "./batch";
import { MAX_PAYLOAD_BYTES, type Message, quarantine } from "./message";
import { decodePlain, type PlainReading } from "./plain-json";
import type { HostEffect } from "./sparkplug/effects";
import { parseTopic, sparkplugAddress } from "./topics";

/** Reads a plain JSON message into the batch. One that is not of our shape (IN-10) is left to mappings; one that cannot be looked at goes into quarantine. */
export function addPlain(batch: TelemetryBatch, message: Message): void {
  if (message.payload.length > MAX_PAYLOAD_BYTES) {
    batch.quarantined.push(quarantine(message, `payload larger than ${MAX_PAYLOAD_BYTES} bytes`));
    return;
  }
  const topic = parseTopic(message.topic);
  switch (topic.type) {
    case "plain": {
      const reading = decodePlain(topic.kind, message);
      if (reading.kind === "quarantined") batch.foreign.push({ message, reason: reading.reason, shaped: true });
      else addReading(batch, topic.address, reading, message);
      return;
    }
    case "unknown":
      batch.foreign.push({ message, reason: topic.reason, shaped: false });
      return;
    case "too-long":
      batch.quarantined.push(quarantine(message, topic.reason));
      return;
    case "sparkplug":
    case "host-state":
    case "command":
      batch.quarantined.push(quarantine(message, "Sparkplug message outside the Sparkplug connection"));
  }
}

function addReading(batch: TelemetryBatch, address: string, reading: PlainReading, message: Message): void {
  switch (reading.kind) {
    case "state":
      batch.states.push({ address, atMs: reading.atMs, seq: reading.seq, state: reading.state, reason: reading.reason, message });
      return;
    case "lost":
      batch.losses.push({ address, atMs: message.receivedAtMs, message });
      return;
    case "count":
      batch.counts.push({ address, name: reading.counter, atMs: reading.atMs, seq: reading.seq, value: reading.value, message });
      return;
    case "param":
      batch.samples.push({ address, name: reading.parameter, atMs: reading.atMs, seq: reading.seq, value: reading.value, quality: reading.quality, message });
      return;
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
          atMs: toldAt(effect),
          message: effect.message,
        });
        break;
      case "died":
        batch.nodes.push({
          group: effect.group,
          node: effect.node,
          device: effect.device,
          online: false,
          bdSeq: null,
          declared: [],
          atMs: toldAt(effect),
          message: effect.message,
        });
        batch.losses.push({ address: sparkplugAddress(effect.group, effect.node, effect.device), atMs: effect.atMs, message: effect.message });
        break;
      case "unreadable":
        batch.quarantined.push({ ...quarantine(effect.message, effect.reason), ...(effect.asked === undefined ? {} : { rebirthAsked: effect.asked }) });
        break;
      case "rebirth":
        break;
    }
  }
}

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
