import "server-only";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { CommandHead } from "./command-head.schema";
import type { CommandFrame } from "./define-command";
import type { Refusal } from "./refusal";

/** Whoever tapped longer ago than this has gone on to something else; the tablet itself tells a refusal to the hand that waits for it until then. */
const GONE_MS = 60_000;

/**
 * EX-22: a command that a tablet kept and that is refused when it comes goes to the lead, with its original data. Null for what is refused at once,
 * and for callers that are no tablets: those read the answer.
 */
export function attentionFor(frame: Omit<CommandFrame, "tx">, claimed: Date, name: string, input: CommandHead, { code, params }: Refusal): NewEvent | null {
  const { actor, commandId, recordedAt } = frame;
  if (input.deviceSequence === undefined || recordedAt.getTime() - claimed.getTime() < GONE_MS) return null;
  const attentionId = newId();
  return {
    id: newId(),
    type: "attention.raised",
    aggregate: "attention",
    aggregateId: attentionId,
    orderId: null,
    payload: { attentionId, commandId, command: name, input: { ...input }, code, params, personId: actor.personId },
  };
}
