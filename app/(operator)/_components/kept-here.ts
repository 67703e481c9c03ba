import type { QueueItem } from "@/lib/client/queue-item";
import { isFaulty, isReceipt, type QueueState } from "@/lib/client/queue-state";
import { withoutPhotosOfTheirEntry } from "@/lib/client/queued-photo";

type KeptHere = {
  readonly waiting: QueueItem[];
  /** Of those that wait: on which the server faults again and again. */
  readonly faulty: QueueItem[];
  /** Of those that wait: which somebody else has to send. */
  readonly others: QueueItem[];
  /** Which are not being told at this moment. */
  readonly refused: QueueItem[];
};

/** Whether an entry goes only once whoever tapped it signs on again: nothing proves to the server that they did (SEC-06). */
export function waitsForOwner({ accountId, proof }: Pick<QueueItem, "accountId" | "proof">, signedOn: string): boolean {
  return accountId !== signedOn && proof === undefined;
}

/** Entries that this tablet keeps. */
export function keptHere({ items, loud }: QueueState, accountId: string): KeptHere {
  const waiting = withoutPhotosOfTheirEntry(items).filter((item) => item.state === "WAITING" && !isReceipt(item));
  return {
    waiting,
    faulty: waiting.filter(isFaulty),
    others: waiting.filter((item) => waitsForOwner(item, accountId)),
    refused: items.filter((item) => item.state === "REFUSED" && item.sequence !== loud),
  };
}

/** How many entries that are not sent this page alone holds, for want of storage: they would be lost with it. */
export function heldOf({ items, held }: QueueState): number {
  return items.filter((item) => item.state === "WAITING" && held.includes(item.sequence)).length;
}
