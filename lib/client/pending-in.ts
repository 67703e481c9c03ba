import type { RunView } from "@/lib/queries/operator/run-view";
import type { QueueItem } from "./queue-item";

/** By so much the clocks of tablet and server may differ about an answer; a view names what it contains of the last quarter of an hour. */
const SURE_MS = 60_000;

/** Commands of this tablet that the server's view does not contain yet and that may still take effect. What was answered well before the view was read is in it. */
export function pendingIn(view: Pick<RunView, "asOf" | "included">, items: readonly QueueItem[]): readonly QueueItem[] {
  const included = new Set(view.included);
  const sure = Date.parse(view.asOf) - SURE_MS;
  return items.filter(({ state, commandId, answeredAt }) => state !== "REFUSED" && !included.has(commandId) && !(answeredAt !== undefined && Date.parse(answeredAt) < sure));
}
