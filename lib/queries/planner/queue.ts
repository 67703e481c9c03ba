import { effectiveRate, openSetupSeconds, remainingUnits, runSeconds } from "@/lib/domain/planning/remaining-work";
import type { Overlap, QueuedOperation } from "@/lib/domain/planning/schedule";
import { type Decimal, decimal, max, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { OpenOperation, OpenOrder } from "./open-work";

/** Units an hour that a work unit really made of an item; null without history. */
export type ActualRate = (unitId: string, itemId: string) => Decimal | null;

const LOADED = new Set(["SETUP", "RUNNING", "PAUSED"]);
const OVER = new Set(["COMPLETED", "SKIPPED", "ABORTED"]);

/** Key of the capacity that an operation needs: its unit, or the line where that has no unit. */
export function capacityKey(operation: OpenOperation): string {
  return operation.unitId ?? operation.workCentreId;
}

/**
 * Operations of an order that are not over and have no time in the routing, neither of the machine nor of people: how long they take nobody
 * has said, so when the order is finished nobody can.
 */
export function operationsWithoutTimes(order: OpenOrder): OpenOperation[] {
  return order.operations.filter((operation) => !OVER.has(operation.state) && runHours(operation).lte(ZERO) && setupHours(operation).lte(ZERO));
}

/** Hours that one unit takes: the machine's, or the crew's at work beside each other where no machine runs. */
function runHours(operation: OpenOperation): Decimal {
  return elapsed(operation.runHours, operation.runLabourHours, operation.crew);
}

function setupHours(operation: OpenOperation): Decimal {
  return elapsed(operation.setupHours, operation.setupLabourHours, operation.crew);
}

function elapsed(machine: string, labour: string, crew: string): Decimal {
  const hours = decimal(machine);
  return hours.gt(ZERO) ? hours : decimal(labour).div(max(ONE, decimal(crew)));
}

/**
 * §6.1.2 and the queues of §6.1.3: what is still to do, unit by unit. What is loaded goes first, then the line's own sequence, then due date
 * and number: one order of precedence for all units, so that no two orders wait for each other. Orders on hold wait outside.
 */
export function queueOf(orders: readonly OpenOrder[], actualRate: ActualRate): QueuedOperation[] {
  const waiting = orders.filter((order) => order.state !== "ON_HOLD");
  const ranked = waiting
    .flatMap((order, rank) => order.operations.filter((operation) => !OVER.has(operation.state)).map((operation) => ({ operation, rank })))
    .toSorted(
      (a, b) =>
        Number(LOADED.has(b.operation.state)) - Number(LOADED.has(a.operation.state)) ||
        a.operation.sequence - b.operation.sequence ||
        a.rank - b.rank ||
        a.operation.opNo - b.operation.opNo,
    );
  const sequence = new Map(ranked.map(({ operation }, index) => [operation.id, index]));
  return waiting.flatMap((order) => queued(order, actualRate).map((operation) => ({ ...operation, sequence: sequence.get(operation.operationId) ?? ranked.length })));
}

function queued(order: OpenOrder, actualRate: ActualRate): QueuedOperation[] {
  const done = order.operations.map((operation) => ({
    op: operation.opNo,
    plannedYield: decimal(operation.yield),
    // A step that was skipped passes on what came before it; it neither makes nor loses anything.
    processed: decimal(operation.processed),
    good: decimal(operation.good),
  }));
  const active = done.filter((_, index) => order.operations[index]?.state !== "SKIPPED");
  const units = remainingUnits(decimal(order.quantity), active);
  let before: { readonly operation: OpenOperation; readonly setupSeconds: number; readonly perHour: Decimal | null } | null = null;
  const result: QueuedOperation[] = [];
  for (const operation of order.operations) {
    if (OVER.has(operation.state)) continue;
    const perHour = rateOf(operation, order.itemId, actualRate);
    const setupSeconds = setupLeft(operation);
    const left = units.get(operation.opNo) ?? ZERO;
    const workSeconds = setupSeconds + (perHour === null ? 0 : runSeconds(left, perHour));
    result.push({
      operationId: operation.id,
      orderId: order.id,
      op: operation.opNo,
      workUnitId: capacityKey(operation),
      sequence: 0,
      workSeconds,
      overlap: before === null ? null : overlapOf(before, operation, perHour),
    });
    before = { operation, setupSeconds, perHour };
  }
  return result;
}

/** Null where units take no time of their own: a whole batch in one setup, or no time in the routing at all. */
function rateOf(operation: OpenOperation, itemId: string, actualRate: ActualRate): Decimal | null {
  const hours = runHours(operation);
  if (hours.lte(ZERO)) return null;
  return effectiveRate(ONE.div(hours), actualRate(capacityKey(operation), itemId), "LOWER_OF_ERP_AND_ACTUAL");
}

/** What the standard leaves of setup, in seconds. Pauses and delays between set nothing up, so they take nothing off. */
function setupLeft(operation: OpenOperation): number {
  const standard = Math.round(setupHours(operation).times(3600).toNumber());
  const past = operation.state === "RUNNING" || operation.pausedFrom === "RUNNING";
  return openSetupSeconds(standard, past ? standard : operation.setupSeconds, decimal(operation.processed));
}

/** A step that has begun beside its predecessor goes on beside it; otherwise the predecessor's overlap says when its first goods move on. */
function overlapOf(
  before: { readonly operation: OpenOperation; readonly setupSeconds: number; readonly perHour: Decimal | null },
  operation: OpenOperation,
  perHour: Decimal | null,
): Overlap | null {
  if (operation.actualStartAt !== null) return { leadSeconds: 0, tailSeconds: 0 };
  const minutes = before.operation.overlapMinutes;
  if (minutes === null || minutes <= 0) return null;
  const lead = minutes * 60;
  const tail = perHour === null || before.perHour === null ? 0 : before.perHour.times(lead).div(perHour).ceil().toNumber();
  return { leadSeconds: before.setupSeconds + lead, tailSeconds: tail };
}
