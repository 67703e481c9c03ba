"use client";

import type { RunView } from "@/lib/queries/operator/run-view";
import type { PendingReader } from "./apply-pending";
import type { QueueItem } from "./queue-item";
import { part, usePart } from "./use-part";

const reckoning = part(() => import("./apply-pending"));

/**
 * The view of a reader with what is pending here taken (see `applyPending`). What reckons that comes after the first screen, or at once where something waits:
 * the page as the server sent it knows nothing of it either. Where it cannot be had, the entries are kept all the same and the head counts them.
 */
export function usePending(view: RunView, items: readonly QueueItem[], reader: PendingReader): RunView {
  const reckon = usePart(reckoning, items.length > 0);
  return reckon === undefined ? view : reckon.applyPending(view, items, reader);
}
