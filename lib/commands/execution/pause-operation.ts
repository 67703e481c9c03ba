import "server-only";
import { authorise } from "@/lib/auth/authorise";
import { decideClassification } from "@/lib/domain/equipment/classify-stop";
import { mayMove } from "@/lib/domain/execution/operation-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { lockUnitStates, openStop, reclassified } from "@/lib/commands/equipment/reclassified";
import { stopReason } from "@/lib/commands/equipment/stop-reason";
import { StateAnswer } from "./answers.schema";
import { operationFact, switchActivity } from "./facts";
import { PauseOperationInput } from "./operation.schema";
import { isTooOld, lockOperation, type LockedOperation, openBookings, siteOfOperation } from "./store";

/**
 * EX-02: a pause needs a reason; the order stays loaded, so everybody who stays on it is booked on DELAY from here on. Where the machine stands
 * already and has not said why, the same reason is that of its stop (ST-01): nobody is asked twice.
 */
export const pauseOperation = defineCommand({
  name: "pause-operation",
  permission: "operation.execute",
  input: PauseOperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, siteId, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    const { state } = operation;
    if ((state !== "SETUP" && state !== "RUNNING") || !mayMove(state, "PAUSED")) return refuse("INVALID_TRANSITION", { state });
    const reason = await stopReason(tx, siteId, input.reason);
    if (reason === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    const comment = input.comment?.trim() || null;
    if (reason.requiresComment && comment === null) return refuse("COMMENT_REQUIRED", { reason: reason.code });
    const people = await openBookings(tx, operation.id);
    return accept({
      events: [
        operationFact("operation.paused", operation, "PAUSED", { pausedFrom: state, activity: "DELAY", reason: reason.code, comment }),
        ...switchActivity(people, operation, "DELAY", at),
        ...(await sameReason(frame, locked, { ...reason, comment })),
      ],
      output: { state: "PAUSED" as const },
    });
  },
});

async function sameReason({ tx, actor, siteId, at }: CommandFrame, { operation }: LockedOperation, reason: Parameters<typeof decideClassification>[1]): Promise<NewEvent[]> {
  if (operation.workUnitId === null || !authorise(actor, "stop.classify", siteId)) return [];
  await lockUnitStates(tx, operation.workUnitId);
  const stop = await openStop(tx, operation.workUnitId, operation.id, at);
  if (stop === null) return [];
  const state = decideClassification({ ...stop, superseded: false }, reason);
  return state.ok ? [reclassified(stop, state.value, { reason: reason.code, comment: reason.comment, personId: actor.personId })] : [];
}
