import type { RunView } from "@/lib/queries/operator/run-view";
import type { QueueItem } from "./queue-item";

/** Commands of this tablet that the server's view does not contain yet and that may still take effect. */
export function pendingIn(view: Pick<RunView, "included">, items: readonly QueueItem[]): readonly QueueItem[] {
  const included = new Set(view.included);
  return items.filter((item) => item.state !== "REFUSED" && !included.has(item.commandId));
}
