import { formatDayTime, formatDayTimeWithSeconds, formatTimeWithSeconds, formatUntil } from "@/lib/format/instant";

/** A span shorter than this is told to the second. */
const SHORT_MS = 10 * 60_000;

/** A span of time as words: "30 Nov 20:14 – 21:40", a short one with its seconds. */
export function spanWords({ from, to }: { readonly from: string; readonly to: string }, timeZone: string): string {
  const reading = { timeZone };
  return Date.parse(to) - Date.parse(from) < SHORT_MS
    ? `${formatDayTimeWithSeconds(from, reading)} – ${formatTimeWithSeconds(to, reading)}`
    : `${formatDayTime(from, reading)} – ${formatUntil(to, from, reading)}`;
}
