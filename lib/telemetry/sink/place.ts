import type { SampleQuality } from "@/lib/domain/equipment/breach-window";
import { EQUIPMENT_STATES, type ReportedState } from "@/lib/domain/equipment/equipment-state";
import { stateOf } from "@/lib/domain/equipment/state-words";
import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import type { CountReading, MetricReading, SampleReading, StateReading, TelemetryBatch } from "@/lib/telemetry/batch";
import { quarantineMetric } from "@/lib/telemetry/kept-metric";
import { type Message, type Quarantined, quarantine } from "@/lib/telemetry/message";
import { sparkplugAddress } from "@/lib/telemetry/topics";
import { type Tally, tallyReading } from "./source-tally";
import type { Tag, TagMap, Unit } from "./tags";

/** Quality as the sample table stores it: OPC's numbers. */
export const QUALITY: Readonly<Record<SampleQuality, number>> = { GOOD: 192, UNCERTAIN: 64, BAD: 0 };

/** A source's clock may be ahead by a day (`limitToReceipt`), and behind by what every installation keeps of raw samples at least; beyond that nothing that it says can be placed. */
const AHEAD_MS = 86_400_000;
const BEHIND_DAYS = 90;
const BEHIND_MS = BEHIND_DAYS * 86_400_000;
const UNTIMELY = `the time is more than a day ahead or more than ${BEHIND_DAYS} days ago`;
/** The topic says which: what is alike is bounded by its reason. */
export const NO_MACHINE = "no machine is configured for its topic";
const INT4 = 2_147_483_647;

/**
 * What all readings have. `deviceMs`: what the source's clock said, where that lies after it came and `atMs` does not; else null. `live` is false for what a source says of
 * the past: it goes to the history and is nowhere shown as what is now.
 */
export type PlacedReading = {
  readonly tag: Tag;
  readonly atMs: number;
  readonly deviceMs: number | null;
  readonly receivedAtMs: number;
  readonly seq: number;
  readonly live: boolean;
};
export type PlacedSample = PlacedReading & { readonly value: number; readonly quality: number };
export type PlacedCount = PlacedReading & { readonly value: number };
/** `numbered`: `seq` is a running number of the source. Otherwise it only knows a repeated message, and the order is that of the batch. */
export type PlacedState = PlacedReading & { readonly numbered: boolean; readonly state: ReportedState; readonly reason: string | null };
/** A signal that has no value, or one that its source does not trust: a sign of life of its unit, and what it said before holds no more. */
export type Distrusted = { readonly tag: Tag; readonly atMs: number };
export type PlacedLoss = { readonly unit: Unit; readonly address: string; readonly atMs: number; readonly message: Message };
/** A Sparkplug node or device of a unit was born, of which this message told. */
export type PlacedBirth = { readonly unit: Unit; readonly message: Message };
/** A sign of life of a unit: when the source said it, and the message in which we heard it. */
export type SignOfLife = { readonly atMs: number; readonly message: Message };

/** A batch after the tag table gave each reading its machine and meaning. */
export type Placed = {
  readonly samples: PlacedSample[];
  readonly counts: PlacedCount[];
  readonly states: PlacedState[];
  readonly losses: PlacedLoss[];
  readonly births: PlacedBirth[];
  readonly distrusted: Distrusted[];
  readonly heard: Map<Unit, SignOfLife[]>;
  /** Sparkplug metrics that nobody has mapped. */
  readonly unmapped: MetricReading[];
  /** What each source said, by its id. */
  readonly tally: Tally;
  readonly quarantined: Quarantined[];
};

/** Gives each reading its machine; unknown machines and tags, impossible times and wrong types go to quarantine, once a message. */
export function place(batch: TelemetryBatch, tags: TagMap, nowMs: number): Placed {
  const placing = new Placing(tags, nowMs, [...batch.quarantined]);
  for (const reading of batch.states) placing.state(reading);
  for (const reading of batch.counts) placing.count(reading);
  for (const reading of batch.samples) placing.sample(reading);
  for (const reading of batch.metrics) placing.metric(reading);
  for (const loss of batch.losses) {
    const units = tags.units(loss.address);
    // The death of an edge node that nobody has mapped is no error: its row says that it is gone.
    if (units.length === 0 && !loss.message.topic.startsWith(`${SPARKPLUG}/`)) placing.refuse(loss.message, NO_MACHINE);
    for (const unit of units) placing.placed.losses.push({ unit, address: loss.address, atMs: loss.atMs, message: loss.message });
  }
  for (const { group, node, device, online, message } of batch.nodes) {
    if (online) for (const unit of tags.units(sparkplugAddress(group, node, device))) placing.placed.births.push({ unit, message });
  }
  return placing.placed;
}

class Placing {
  readonly placed: Placed;
  private readonly refused = new Set<Message>();

  constructor(
    private readonly tags: TagMap,
    private readonly nowMs: number,
    quarantined: Quarantined[],
  ) {
    this.placed = { samples: [], counts: [], states: [], losses: [], births: [], distrusted: [], heard: new Map(), unmapped: [], tally: new Map(), quarantined };
  }

  refuse(message: Message, reason: string): void {
    if (this.refused.has(message)) return;
    this.refused.add(message);
    this.placed.quarantined.push(quarantine(message, reason));
  }

  state(reading: StateReading): void {
    const tag = this.find(reading, "STATE", "");
    if (tag !== undefined) this.addState(tag, reading, reading.state, reading.reason);
  }

  count(reading: CountReading): void {
    const tag = this.find(reading, "COUNTER", reading.name);
    if (tag !== undefined) this.addCount(tag, reading, reading.value);
  }

  sample(reading: SampleReading): void {
    const tag = this.find(reading, "PARAMETER", reading.name);
    if (tag !== undefined) this.addSample(tag, reading, reading.value, reading.quality, true);
  }

  metric(reading: MetricReading): void {
    const tag = this.tags.findMetric(reading.address, reading.name);
    if (tag === undefined) {
      // No error: it is listed for whoever maps it.
      this.placed.unmapped.push(reading);
      return;
    }
    if (!this.isTimely(reading)) return this.refuseMetric(reading, UNTIMELY);
    if (reading.value === null || (reading.quality === "BAD" && tag.kind !== "PARAMETER")) return this.distrust(tag, reading);
    switch (tag.kind) {
      case "STATE": {
        const state = stateOf(typeof reading.value === "bigint" ? String(reading.value) : reading.value, tag.states);
        if (state === undefined) return this.refuseMetric(reading, `${reading.name} is not a known equipment state`);
        return this.addState(tag, reading, state, null);
      }
      case "COUNTER": {
        const value = Number(reading.value);
        if (typeof reading.value === "string" || !Number.isSafeInteger(value) || value < 0) return this.refuseMetric(reading, `${reading.name} is not a counter value`);
        return this.addCount(tag, reading, value);
      }
      case "PARAMETER": {
        const value = Number(reading.value);
        if (typeof reading.value === "string" || !Number.isFinite(value)) return this.refuseMetric(reading, `${reading.name} is not a number`);
        return this.addSample(tag, reading, value, reading.quality, !reading.historical);
      }
    }
  }

  private find(reading: StateReading | CountReading | SampleReading, kind: Tag["kind"], name: string): Tag | undefined {
    const tag = this.tags.find(reading.address, kind, name);
    if (tag === undefined) {
      this.refuse(reading.message, this.tags.knows(reading.address) ? `its machine has no ${kind.toLowerCase()} ${name}`.trimEnd() : NO_MACHINE);
      return undefined;
    }
    if (this.isTimely(reading)) return tag;
    this.refuse(reading.message, UNTIMELY);
    return undefined;
  }

  private isTimely({ atMs }: { readonly atMs: number }): boolean {
    return atMs >= this.nowMs - BEHIND_MS && atMs <= this.nowMs + AHEAD_MS;
  }

  /** What a message of Sparkplug says is refused metric by metric: the others of it are stored. */
  private refuseMetric(reading: MetricReading, reason: string): void {
    const aside = quarantineMetric(reading, reason);
    if (aside.metric === undefined) this.refuse(reading.message, reason);
    else this.placed.quarantined.push(aside);
  }

  private distrust(tag: Tag, reading: MetricReading): void {
    // Of the past it says nothing that anybody shows.
    if (!isLive(reading)) return;
    this.placed.distrusted.push({ tag, atMs: reading.atMs });
    this.hear(tag, reading);
  }

  private addState(tag: Tag, reading: StateReading | MetricReading, state: ReportedState, reason: string | null): void {
    const numbered = !("historical" in reading);
    // Each birth of a Sparkplug node begins its numbers anew, and a birth may repeat the instant of what was said before: another state is another message.
    const seq = numbered ? reading.seq : reading.seq * EQUIPMENT_STATES.length + EQUIPMENT_STATES.indexOf(state);
    this.placed.states.push({ tag, atMs: reading.atMs, deviceMs: null, receivedAtMs: reading.message.receivedAtMs, seq, numbered, state, reason, live: isLive(reading) });
    this.hear(tag, reading);
  }

  private addCount(tag: Tag, reading: CountReading | MetricReading, value: number): void {
    const { atMs, seq, message } = reading;
    this.placed.counts.push({ tag, atMs, deviceMs: null, receivedAtMs: message.receivedAtMs, seq, value, live: isLive(reading) });
    this.hear(tag, reading);
  }

  private addSample(tag: Tag, reading: SampleReading | MetricReading, value: number, quality: SampleQuality, live: boolean): void {
    const scaled = tag.scale === "1.000000" ? value : value * Number(tag.scale);
    if (!Number.isFinite(scaled)) {
      const reason = `${reading.name} is too large: ${value} by the scale ${Number(tag.scale)}`;
      return "historical" in reading ? this.refuseMetric(reading, reason) : this.refuse(reading.message, reason);
    }
    const { atMs, seq, message } = reading;
    this.placed.samples.push({ tag, atMs, deviceMs: null, receivedAtMs: message.receivedAtMs, seq: seq % INT4, value: scaled, quality: QUALITY[quality], live });
    this.hear(tag, reading);
  }

  private hear({ unit, sourceId }: Tag, reading: StateReading | CountReading | SampleReading | MetricReading): void {
    const { atMs, message } = reading;
    tallyReading(this.placed.tally, { id: sourceId, siteId: unit.siteId }, message.receivedAtMs, isLive(reading) && hasOwnTime(reading) ? message.receivedAtMs - atMs : null);
    const heard = this.placed.heard.get(unit);
    const sign = { atMs, message };
    if (heard === undefined) this.placed.heard.set(unit, [sign]);
    else heard.push(sign);
  }
}

function isLive(reading: StateReading | CountReading | SampleReading | MetricReading): boolean {
  return !("historical" in reading) || !reading.historical;
}

function hasOwnTime(reading: StateReading | CountReading | SampleReading | MetricReading): boolean {
  return !("ownTime" in reading) || reading.ownTime;
}
