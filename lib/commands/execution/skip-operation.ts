import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideSkip } from "@/lib/domain/execution/skip";
import { goodOf } from "@/lib/domain/execution/totals";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { activeReason } from "./active-reason";
import { operationFact } from "./facts";
import { finalIssues } from "./final-issues";
import { OperationSkippedAnswer, SkipOperationInput } from "./order.schema";
import { lockOperation, siteOfOperation } from "./store";

/** §2.2 READY → SKIPPED: the routing lets the operation be left out, and a lead signs that it is. Its material lines get their final issue; what comes after it may start. */
export const skipOperation = defineCommand({
  name: "skip-operation",
  permission: "override.approve",
  input: SkipOperationInput,
  answer: OperationSkippedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, siteId }, input) {
    const { operation, order, previous, next } = await lockOperation(tx, input.operationId);
    const decision = decideSkip({
      orderState: order.state,
      state: operation.state,
      optional: operation.optional,
      isLast: operation.isLast,
      processed: operation.processed,
      predecessorGood: previous === null ? null : goodOf(previous),
      nextState: next?.state ?? null,
    });
    if (!decision.ok) return decision;
    if ((await activeReason(tx, siteId, input.reason)) === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    const follower = decision.value.readies ? next : null;
    return accept({
      events: [
        operationFact("operation.skipped", operation, "SKIPPED", { reason: input.reason }),
        ...(await finalIssues(tx, operation.id)),
        ...(follower === null ? [] : [operationFact("operation.ready", follower, "READY")]),
      ],
      output: { state: "SKIPPED" as const, ready: follower?.opNo ?? null },
    });
  },
});
