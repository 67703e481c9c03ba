import { formatDayTime, formatUntil, type Reading } from "@/lib/format/instant";
import { secondsBetween } from "@/lib/format/duration";
import { formatHoursDifference } from "@/lib/format/time-difference";

/** From when to when planned downtime is, and how long: "29 Nov 14:00 to 15:30, 1:30 h"; "since" where it has begun. */
export function downtimeSpan({ from, to }: { readonly from: string; readonly to: string }, asOf: string, reading: Reading): string {
  const end = formatUntil(to, from, reading);
  const long = formatHoursDifference(secondsBetween(from, to)).replace("+", "");
  return Date.parse(from) <= Date.parse(asOf) ? `since ${formatDayTime(from, reading)}, until ${end}, ${long}` : `${formatDayTime(from, reading)} to ${end}, ${long}`;
}
