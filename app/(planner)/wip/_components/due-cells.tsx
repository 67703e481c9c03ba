import { Glyph } from "@/components/ui/glyph";
import { formatHoursDifference } from "@/lib/format/duration";
import { formatDayTime, formatWeekdayTime } from "@/lib/format/instant";
import type { BoardRow } from "@/lib/queries/planner/wip-board";

const WEEK_MS = 6 * 86_400_000;

/** Day and time within the coming and the past days; a date beyond, where a weekday would mislead. */
export function dueText(at: string, now: string, timeZone: string): string {
  return Math.abs(Date.parse(at) - Date.parse(now)) < WEEK_MS ? formatWeekdayTime(at, { timeZone }) : formatDayTime(at, { timeZone });
}

/** When the goods will be there, or why nobody can say. */
export function projectedText(row: BoardRow, now: string, timeZone: string): string {
  if (row.state === "ON_HOLD") return "on hold";
  return row.projectedAt === null ? "not in sight" : dueText(row.projectedAt, now, timeZone);
}

/** Hours to the due date, negative when there is time left; red with its shape when it is late. */
export function ToDue({ row }: { row: BoardRow }) {
  if (row.state === "ON_HOLD")
    return (
      <span className="inline-flex items-center gap-1.5 font-semibold text-amber-ink">
        <Glyph shape="blocked" className="size-3" />
        hold
      </span>
    );
  if (row.lateSeconds !== null && row.lateSeconds <= 0) return formatHoursDifference(row.lateSeconds);
  return (
    <span className="inline-flex items-center gap-1.5 font-semibold text-down-ink stale:text-inherit">
      <Glyph shape="down" className="size-3" />
      {row.lateSeconds === null ? "late" : formatHoursDifference(row.lateSeconds)}
    </span>
  );
}
