import type { SampleQuality } from "@/lib/domain/equipment/breach-window";
import type { ReportedState } from "@/lib/domain/equipment/equipment-state";
import type { Message, Quarantined } from "./message";
import type { MetricValue } from "./sparkplug/data-type";
import type { DeclaredMetric } from "./sparkplug/effects";

type Reading = {
  /** Who says it: topic up to the unit, or Sparkplug group/node[/device]; the tag table knows which machine that is. */
  readonly address: string;
  readonly atMs: number;
  readonly seq: number;
  /** The message that it came in, for quarantine. */
  readonly message: Message;
};

/** A measured value of a process parameter. */
export type SampleReading = Reading & { readonly name: string; readonly value: number; readonly quality: SampleQuality };
/** A reading of a running counter. */
export type CountReading = Reading & { readonly name: string; readonly value: number };
/** A state that a machine reports. */
export type StateReading = Reading & { readonly state: ReportedState; readonly reason: string | null };
/** A Sparkplug metric: its tag decides whether it is a parameter, a counter or a state. */
export type MetricReading = Reading & {
  readonly name: string;
  readonly value: MetricValue;
  readonly quality: SampleQuality;
  /** False: nobody said when it was, and `atMs` is when it came. */
  readonly ownTime: boolean;
  /** Unit as the source calls it; null when it says none. */
  readonly unit: string | null;
  /** Belongs to the past: to the history, never to the live state. */
  readonly historical: boolean;
};
/** The signal of an address is lost from an instant of the host's clock: last will, NDEATH, DDEATH. */
export type SignalLoss = { readonly address: string; readonly atMs: number; readonly message: Message };
/** An edge node or device announced itself, or was declared dead. */
export type NodeChange = {
  readonly group: string;
  readonly node: string;
  readonly device: string;
  readonly online: boolean;
  /** Its birth was too large to be read: it may live, and nothing that it says is understood. */
  readonly birthRefused?: boolean;
  readonly bdSeq: number | null;
  readonly declared: readonly DeclaredMetric[];
  /** Births of it since it was told of last that are only counted, because it was born too often; none unless told. */
  readonly passedOver?: number;
  readonly atMs: number;
  readonly message: Message;
};

/**
 * A plain message that is not of our shape, and why: what it says, if anything, is for mappings to tell. `shaped`: its topic has our shape, and its
 * payload has not. `paths`: the only values that are to be told, of a message that was kept; its other ones were told when it came.
 */
export type ForeignMessage = { readonly message: Message; readonly reason: string; readonly shaped: boolean; readonly paths?: ReadonlySet<string> };

/** What both doors, MQTT and HTTP, hand to the one ingest function. */
export type TelemetryBatch = {
  readonly samples: SampleReading[];
  readonly counts: CountReading[];
  readonly states: StateReading[];
  readonly metrics: MetricReading[];
  readonly losses: SignalLoss[];
  readonly nodes: NodeChange[];
  readonly foreign: ForeignMessage[];
  readonly quarantined: Quarantined[];
};

export function emptyBatch(): TelemetryBatch {
  return { samples: [], counts: [], states: [], metrics: [], losses: [], nodes: [], foreign: [], quarantined: [] };
}

/** How many rows the batch will write, roughly; batches are bounded by it. */
export function batchSize(batch: TelemetryBatch): number {
  return Object.values(batch).reduce((sum, rows) => sum + rows.length, 0);
}
