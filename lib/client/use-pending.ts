"use client";

import { useEffect, useState } from "react";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { PendingReader } from "./apply-pending";
import type { QueueItem } from "./queue-item";
import { useAhead } from "./use-ahead";

const load = () => import("./apply-pending");
type Apply = Awaited<ReturnType<typeof load>>["applyPending"];

/**
 * The view of a reader with what is pending here taken (see `applyPending`). What reckons that comes after the first screen, or at once where something waits:
 * the page as the server sent it knows nothing of it either.
 */
export function usePending(view: RunView, items: readonly QueueItem[], reader: PendingReader): RunView {
  const [apply, setApply] = useState<{ readonly pending: Apply }>();
  useAhead(load);
  const wanted = apply === undefined && items.length > 0;
  useEffect(() => {
    if (!wanted) return;
    // Where it cannot be had, the entries are kept all the same and the head counts them; the next one asks again.
    void load().then(
      ({ applyPending }) => setApply({ pending: applyPending }),
      () => undefined,
    );
  }, [wanted, items]);
  return apply === undefined ? view : apply.pending(view, items, reader);
}
