import type { Message } from "@/lib/telemetry/message";
import type { MetricValue } from "./data-type";

/** A metric with its name and meaning, after birth, alias and data type were applied. */
export type ResolvedMetric = {
  readonly name: string;
  readonly atMs: number;
  /** False: nobody said when it was, and `atMs` is when it came. */
  readonly ownTime: boolean;
  readonly value: MetricValue;
  readonly quality: number | null;
  /** Unit as the edge node calls it, from the metric or its birth; null when not stated. */
  readonly unit: string | null;
  /** Belongs to the past: to the history, never to the live state. */
  readonly historical: boolean;
};

/** A metric as a birth declared it; `dataType` is the number of its Sparkplug type. */
export type DeclaredMetric = { readonly name: string; readonly dataType: number; readonly unit: string | null };

/** `passedOver`: births of it since it was told of last that were not told, because it was born too often. */
type Told = { readonly group: string; readonly node: string; readonly device: string; readonly atMs: number; readonly message: Message; readonly passedOver?: number };

/** What a host application has to do because of a message or because time has passed. */
export type HostEffect =
  | { readonly type: "metrics"; readonly address: string; readonly seq: number; readonly metrics: readonly ResolvedMetric[]; readonly message: Message }
  | ({ readonly type: "born"; readonly bdSeq: number | null; readonly declared: readonly DeclaredMetric[] } & Told)
  /** The node or device is gone; what it last said is stale from this instant. */
  | ({ readonly type: "died" } & Told)
  /** Its birth is larger than what is looked at: nothing that it says can be read, and it is not asked again. */
  | ({ readonly type: "refused" } & Told)
  /** Nobody hears it since then, and whether it lives is not known: what it last said is stale until it is told again. */
  | { readonly type: "unheard"; readonly address: string; readonly atMs: number; readonly message: Message }
  | { readonly type: "rebirth"; readonly group: string; readonly node: string }
  /** `asked`: what is missing comes with the birth that the edge node was asked for. */
  | { readonly type: "unreadable"; readonly message: Message; readonly reason: string; readonly asked?: true };

/** How patient a host is. */
export type HostPatience = {
  /** How long a missing sequence number is waited for (`operational-behavior-host-reordering-param`). */
  readonly reorderMs: number;
  /** At most one rebirth request per node in this time. */
  readonly rebirthMs: number;
};

/** What an effect takes of memory until it is stored, in bytes, roughly: a metric that has its name and meaning takes some 200 bytes, whatever it took on the wire. */
export function weightOf(effect: HostEffect): number {
  switch (effect.type) {
    case "metrics":
      return effect.message.payload.length + effect.metrics.length * METRIC_BYTES;
    case "born":
      return effect.message.payload.length + effect.declared.length * METRIC_BYTES;
    case "died":
    case "refused":
    case "unreadable":
    case "unheard":
      return effect.message.payload.length;
    case "rebirth":
      return 0;
  }
}

const METRIC_BYTES = 200;
