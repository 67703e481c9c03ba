import { Glyph } from "@/components/ui/glyph";
import { clockSecondsBetween, formatHoursDifference } from "@/lib/format/time-difference";
import { noTimes } from "@/lib/format/planner/projection-words";
import type { BoardRow } from "@/lib/queries/planner/wip-board";

/** Hours to the due date, negative when there is time left; red with its shape when it is late. */
export function ToDue({ row }: { row: BoardRow }) {
  if (row.state === "ON_HOLD")
    return (
      <span className="inline-flex items-center gap-1.5 font-semibold text-amber-ink">
        <Glyph shape="blocked" className="size-3" />
        hold
      </span>
    );
  if (row.withoutTimes.length > 0) return <span title={`Not projectable: ${noTimes(row.withoutTimes)}`}>–</span>;
  const late = row.projectedAt === null ? null : formatHoursDifference(clockSecondsBetween(row.dueAt, row.projectedAt));
  if (late !== null && row.lateSeconds !== null && row.lateSeconds <= 0) return late;
  return (
    <span className="inline-flex items-center gap-1.5 font-semibold text-down-ink stale:text-inherit">
      <Glyph shape="down" className="size-3" />
      {late ?? "late"}
    </span>
  );
}
