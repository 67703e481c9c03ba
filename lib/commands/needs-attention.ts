import "server-only";
import { handWaitsUntil } from "@/lib/domain/execution/attention";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { CommandHead } from "./command-head.schema";
import type { CommandFrame } from "./define-command";
import type { Refusal } from "./refusal";

/** That a hand has read a refusal. It is no entry: nothing is lost with it. */
export const SEE_REFUSAL = "see-refusal";

/**
 * EX-22: a command of a tablet that is refused goes to the lead, with its original data: at once where nobody waits for the answer any more, else unless the hand
 * that waits has read it by then. Null for callers that are no tablets: those read the answer. Null as well for what a lead approves at the tablet: lead and hand read it, and
 * the entry that it is about stands there already.
 */
export function attentionFor(frame: Omit<CommandFrame, "tx">, claimed: Date, name: string, input: CommandHead, { code, params }: Refusal): NewEvent | null {
  const { actor, commandId, recordedAt } = frame;
  if (input.deviceSequence === undefined || actor.approver !== undefined || name === SEE_REFUSAL) return null;
  const attentionId = newId();
  const until = handWaitsUntil(claimed, recordedAt);
  return {
    id: newId(),
    type: "attention.raised",
    aggregate: "attention",
    aggregateId: attentionId,
    orderId: null,
    payload: {
      attentionId,
      commandId,
      command: name,
      input: { ...input },
      code,
      params,
      personId: actor.personId,
      ...(until === null ? {} : { withHandUntil: until.toISOString() }),
    },
  };
}
