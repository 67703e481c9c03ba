import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { ShiftStop } from "@/lib/queries/operator/shift-stops";
import type { QueueItem } from "./queue-item";

/** The stops as this tablet has just told them, before the server has answered (UI-06). What it has answered by now is a new version, with an id of its own. */
export function stopsAsTold(stops: readonly ShiftStop[], items: readonly QueueItem[], reasons: readonly ReasonChoice[]): readonly ShiftStop[] {
  const reasonOf = ({ reason, comment }: { reason: string; comment?: string }) => ({
    code: reason,
    name: reasons.find((one) => one.code === reason)?.name ?? reason,
    comment: comment ?? null,
  });
  return items.reduce<readonly ShiftStop[]>((shown, { command, commandId, state }) => {
    if (state === "REFUSED") return shown;
    if (command.name === "classify-stop") {
      const { input } = command;
      return shown.map((stop) => (stop.id === input.intervalId ? { ...stop, reason: reasonOf(input), by: null } : stop));
    }
    if (command.name !== "split-stop") return shown;
    const { intervalId, at, first, second } = command.input;
    // Newest first. The parts have no ids yet under which anything could be said of them.
    return shown.flatMap((stop) =>
      stop.id === intervalId
        ? [
            { ...stop, id: `${commandId}/second`, from: at, reason: reasonOf(second), by: null },
            { ...stop, id: `${commandId}/first`, to: at, reason: reasonOf(first), by: null },
          ]
        : [stop],
    );
  }, stops);
}
