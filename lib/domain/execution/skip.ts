import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { decideOperationMove, type OperationState } from "./operation-state";
import { isExecutable, type OrderState } from "./order-state";

export type SkipContext = {
  readonly orderState: OrderState;
  readonly state: OperationState;
  /** The routing lets it be left out. */
  readonly optional: boolean;
  readonly isLast: boolean;
  readonly processed: Decimal;
  /** Good of the operation before it that is not skipped; null when it is the first. */
  readonly predecessorGood: Decimal | null;
  /** State of the next operation; null when there is none. */
  readonly nextState: OperationState | null;
};

type SkipRefusal = "ORDER_NOT_EXECUTABLE" | "INVALID_TRANSITION" | "NOT_OPTIONAL" | "LAST_OPERATION" | "WORK_RECORDED";

/**
 * §2.2 READY → SKIPPED. `readies`: the next operation may start instead, under the same condition as after an operation that was done. The last one
 * is never skipped: it is where the order's output is received.
 */
export function decideSkip(context: SkipContext): Decision<{ readonly readies: boolean }, SkipRefusal> {
  if (!isExecutable(context.orderState)) return refuse("ORDER_NOT_EXECUTABLE", { state: context.orderState });
  const move = decideOperationMove("SKIP", context.state);
  if (!move.ok) return move;
  if (context.isLast) return refuse("LAST_OPERATION");
  if (!context.optional) return refuse("NOT_OPTIONAL");
  if (context.processed.gt(0)) return refuse("WORK_RECORDED", { processed: context.processed.toFixed() });
  return accept({ readies: context.nextState === "PENDING" && (context.predecessorGood === null || context.predecessorGood.gt(0)) });
}
