import type { orderOperation, productionOrder } from "@/db/schema/execution";
import { maxGood, minGood } from "@/lib/domain/execution/tolerance";
import { goodOf, openRework } from "@/lib/domain/execution/totals";
import type { Decimal } from "@/lib/domain/shared/decimal";
import { targetOf } from "./target-of";

const HOUR_MS = 3_600_000;

type Operation = typeof orderOperation.$inferSelect;
type Step = Pick<Operation, "opNo" | "required" | "goodFirst" | "reworkedGood">;

/** What an operation made, is to make and may make, as its screen counts it. `steps`: the operations of its order that are not skipped, in their order. */
export function operationFigures(row: Operation, order: typeof productionOrder.$inferSelect, steps: readonly Step[], scrapQuestionPct: Decimal) {
  const previous = steps.findLast((one) => one.opNo < row.opNo);
  const target = targetOf(row, order, steps);
  const tolerance = { quantity: target, overPct: order.overPct, underPct: order.underPct, uom: { code: order.uom, decimals: order.decimals } };
  return {
    isLast: row.isLast,
    processed: row.processed.toFixed(),
    good: goodOf(row).toFixed(),
    scrap: row.scrapFirst.plus(row.reworkScrap).toFixed(),
    rework: row.reworkIn.toFixed(),
    openRework: openRework(row).toFixed(),
    target: target.toFixed(),
    maxGood: maxGood(tolerance).toFixed(),
    minGood: row.isLast ? minGood(tolerance).toFixed() : null,
    scrapQuestion: target.times(scrapQuestionPct).toFixed(),
    arrived: previous === undefined ? null : goodOf(previous).minus(row.processed).toFixed(),
  };
}

/** Good an hour that the routing plans; null where it plans no run time. */
export function plannedPerHour({ runMachineHours, yield: share }: Pick<Operation, "runMachineHours" | "yield">): Decimal | null {
  return runMachineHours.gt(0) ? share.div(runMachineHours) : null;
}

/** From when the plan counts: it ends when the schedule says; an operation that began after its planned end, or has none, is paced from its own start. */
export function planStart(plannedEnd: Date | null, runFrom: Date, target: Decimal, planPerHour: Decimal | null): Date {
  if (plannedEnd === null || planPerHour === null || plannedEnd <= runFrom) return runFrom;
  return new Date(plannedEnd.getTime() - target.div(planPerHour).times(HOUR_MS).round().toNumber());
}
