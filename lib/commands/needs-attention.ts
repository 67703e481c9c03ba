import "server-only";
import { inArray } from "drizzle-orm";
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
 * EX-22, EX-23: under which id a lead finds what a tablet sent under a key that was used for something else: that key where nothing is listed under it, else one that follows
 * from key and content. Null where this very content is listed already. The caller holds the lock of the key.
 */
export async function listedAs(tx: Tx, commandId: string, input: unknown): Promise<string | null> {
  const digest = digestOf(input);
  const own = derivedId(commandId, digest);
  const listed = await tx
    .select({ commandId: needsAttention.commandId, code: needsAttention.code, input: needsAttention.input })
    .from(needsAttention)
    .where(inArray(needsAttention.commandId, [commandId, own]));
  if (listed.some((row) => row.commandId === own || (row.code === "KEY_REUSED" && digestOf(row.input) === digest))) return null;
  return listed.length === 0 ? commandId : own;
}
