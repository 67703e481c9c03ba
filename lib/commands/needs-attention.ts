import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { needsAttention } from "@/db/schema/execution";
import { handWaitsUntil } from "@/lib/domain/execution/attention";
import type { NewEvent } from "@/lib/eventlog/event";
import { digestOf } from "@/lib/platform/digest";
import { derivedId, newId } from "@/lib/platform/ids";
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

/**
 * EX-22, EX-23: under which id a lead finds what a tablet sent under a key that was used for something else: one that follows from key and content, so that each content is
 * listed once, and never the key, which is the other entry's. `isNew`: it is not listed yet. The caller holds the lock of the key.
 */
export async function listedAs(tx: Tx, commandId: string, input: unknown): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const id = derivedId(commandId, digestOf(input));
  return { id, isNew: (await tx.$count(needsAttention, eq(needsAttention.commandId, id))) === 0 };
}
