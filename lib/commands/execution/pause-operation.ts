import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode } from "@/db/schema/reference";
import { mayMove } from "@/lib/domain/execution/operation-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { defineCommand } from "@/lib/commands/define-command";
import { StateAnswer } from "./answers.schema";
import { operationFact, switchActivity } from "./facts";
import { PauseOperationInput } from "./operation.schema";
import { isTooOld, lockOperation, openBookings, siteOfOperation } from "./store";

/** EX-02: a pause needs a reason; the order stays loaded, so everybody who stays on it is booked on DELAY from here on. */
export const pauseOperation = defineCommand({
  name: "pause-operation",
  permission: "operation.execute",
  input: PauseOperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, siteId, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    const { state } = operation;
    if ((state !== "SETUP" && state !== "RUNNING") || !mayMove(state, "PAUSED")) return refuse("INVALID_TRANSITION", { state });
    const reason = await stopReason(tx, siteId, input.reason);
    if (reason === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    if (reason.requiresComment && (input.comment ?? "").trim() === "") return refuse("COMMENT_REQUIRED", { reason: reason.code });
    const people = await openBookings(tx, operation.id);
    return accept({
      events: [
        operationFact("operation.paused", operation, "PAUSED", { pausedFrom: state, activity: "DELAY", reason: reason.code }),
        ...switchActivity(people, operation, "DELAY", at),
      ],
      output: { state: "PAUSED" as const },
    });
  },
});

async function stopReason(tx: Tx, siteId: string, code: string): Promise<typeof reasonCode.$inferSelect | null> {
  const [row] = await tx
    .select()
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, code), eq(reasonCode.active, true)));
  return row ?? null;
}
