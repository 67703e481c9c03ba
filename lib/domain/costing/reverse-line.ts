import type { Id } from "@/lib/domain/shared/ids";
import type { CostLine, PostedCostLine } from "./cost-line";

/** When and by what a line is reversed; its event time is that of the original fact, so that both cancel in every view of the past. */
export type Reversal = { readonly sourceEventId: Id<"event">; readonly recordTime: Date; readonly postingDate: string };

/** EX-19, C-03: same fields, negated quantity and amount, original unit cost and rate, `reversesId` set. */
export function reverseLine(line: PostedCostLine, reversal: Reversal): CostLine {
  const { id, ...fields } = line;
  return { ...fields, ...reversal, quantity: line.quantity.neg(), amount: line.amount.neg(), reversesId: id };
}
