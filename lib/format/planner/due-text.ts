import type { BoardRow } from "@/lib/queries/planner/wip-board";
import { formatDayTime, formatWeekdayTime } from "@/lib/format/instant";

const WEEK_MS = 6 * 86_400_000;

/** Day and time within the coming and the past days; a date beyond, where a weekday would mislead. */
export function dueText(at: string, now: string, timeZone: string): string {
  return Math.abs(Date.parse(at) - Date.parse(now)) < WEEK_MS ? formatWeekdayTime(at, { timeZone }) : formatDayTime(at, { timeZone });
}

/** When the goods will be there, or why nobody can say. */
export function projectedText(row: BoardRow, now: string, timeZone: string): string {
  if (row.state === "ON_HOLD") return "on hold";
  if (row.withoutTimes.length > 0) return "no times";
  return row.projectedAt === null ? "not in sight" : dueText(row.projectedAt, now, timeZone);
}
