import "server-only";
import type { Tx } from "@/db/client";
import { endExceptions } from "@/lib/commands/end-exceptions";
import type { NewEvent } from "@/lib/eventlog/event";

/** Classes of exceptions about one message that waits for a person. */
const MESSAGE_CLASSES = ["MESSAGE_DEAD", "SEQUENCE_GAP"] as const;

/** §2.5, IN-04: a receiver that misses an earlier message of the lane asks for it by this code, which is a class of its own; else nobody can say more than that it is stuck. */
export function messageClass({ reasonCode }: { readonly reasonCode: string | null }): (typeof MESSAGE_CLASSES)[number] {
  return reasonCode === "SEQUENCE_GAP" ? "SEQUENCE_GAP" : "MESSAGE_DEAD";
}

/** How an exception about a message is named: its lane and place. */
export function messageSubject(message: { readonly subject: string; readonly sequence: number }): string {
  return `${message.subject} #${message.sequence}`;
}

/** Ends the open exceptions of a message, because somebody has taken it in hand. */
export async function endMessageExceptions(tx: Tx, siteId: string, subject: string): Promise<NewEvent[]> {
  return endExceptions(tx, siteId, MESSAGE_CLASSES, subject);
}
