import type { QueueItem } from "@/lib/client/queue-item";
import type { RunComponent } from "@/lib/queries/operator/run-components";

/** What may be asked for after a lot was refused as the wrong material (EX-12): the lot, and the lines that it could stand in for. */
export type AskedDeviation = { readonly operationId: string; readonly lot: string; readonly lines: readonly RunComponent[] };

/** EX-12: undefined where nothing may be asked for: what confirmations take by themselves is mounted, and what has no lots is not scanned. */
export function deviationOf({ command, answer }: QueueItem, components: readonly RunComponent[]): AskedDeviation | undefined {
  if (answer?.ok !== false || answer.code !== "LOT_WRONG_ITEM" || command.name !== "issue-material" || command.input.lot === undefined) return undefined;
  const lines = components.filter((one) => one.tracked && one.mode !== "BACKFLUSH");
  return lines.length === 0 ? undefined : { operationId: command.input.operationId, lot: command.input.lot, lines };
}
