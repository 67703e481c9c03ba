import type { QueueItem } from "@/lib/client/queue-item";
import { isReceipt, type QueueState } from "@/lib/client/queue-state";
import { withoutPhotosOfTheirEntry } from "@/lib/client/queued-photo";

/** Entries that this tablet keeps: those that wait, those of them that are somebody else's, and those that were refused and are not being told at this moment. */
export function keptHere({ items, loud }: QueueState, accountId: string): { readonly waiting: QueueItem[]; readonly others: QueueItem[]; readonly refused: QueueItem[] } {
  const waiting = withoutPhotosOfTheirEntry(items).filter((item) => item.state === "WAITING" && !isReceipt(item));
  return {
    waiting,
    others: waiting.filter((item) => item.accountId !== accountId),
    refused: items.filter((item) => item.state === "REFUSED" && item.sequence !== loud),
  };
}
