import { type Decision, accept } from "@/lib/domain/shared/decision";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { WorkUnitCapacity } from "./capacity";
import { type Commitment, type CommitmentOutlook, commitmentOutlooks } from "./commitments";
import { type QueuedOperation, type ScheduledOperation, scheduleForward } from "./schedule";
import { type Supply, type SupplyingOrder, supplies } from "./supply";

/** Everything that a projection is calculated from, as known now. */
export type ProjectionInput = {
  readonly now: Date;
  readonly units: readonly WorkUnitCapacity[];
  readonly operations: readonly QueuedOperation[];
  readonly orders: readonly SupplyingOrder[];
  readonly commitments: readonly Commitment[];
  /** Stock by item without held, quarantined and expired lots. */
  readonly onHand: ReadonlyMap<string, Decimal>;
};

export type Projection = {
  readonly schedule: readonly ScheduledOperation[];
  readonly supply: readonly Supply[];
  readonly outlooks: readonly CommitmentOutlook[];
  /** Of the commitments whose delay has an end within the horizon. */
  readonly penalty: Decimal;
};

/** §6.1: what follows from the plant's present state: schedule, supply dates, and which promises they break. */
export function project(input: ProjectionInput): Decision<Projection, "UNKNOWN_WORK_UNIT" | "SEQUENCE_CYCLE"> {
  const scheduled = scheduleForward(input.now, input.units, input.operations);
  if (!scheduled.ok) return scheduled;
  const supply = supplies(input.now, input.orders, scheduled.value);
  const outlooks = commitmentOutlooks(input.commitments, input.onHand, supply);
  const penalty = sum(outlooks.flatMap((each) => (each.penalty === null ? [] : [each.penalty])));
  return accept({ schedule: scheduled.value, supply, outlooks, penalty });
}
