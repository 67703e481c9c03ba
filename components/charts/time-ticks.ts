import { formatTime, formatWeekday, hourAt, type Reading } from "@/lib/format/instant";

/** A mark of the time axis: midnight of the site with its day, or a full hour between. */
export type TimeTick = { readonly at: string; readonly day: boolean; readonly label: string };

const HOUR_MS = 3_600_000;

function hoursBetweenMarks(spanHours: number): number {
  return [1, 2, 4, 6, 12, 24].find((hours) => spanHours / hours <= 12) ?? 24;
}

/** Marks on the site's clock: each midnight, and full hours between, at most a dozen or so. Half-hour zones start from the next half. */
export function timeTicks(from: string, to: string, reading: Reading): readonly TimeTick[] {
  const start = Date.parse(from);
  const end = Date.parse(to);
  const every = hoursBetweenMarks((end - start) / HOUR_MS);
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(start / (HOUR_MS / 2)) * (HOUR_MS / 2); at < end; at += HOUR_MS / 2) {
    const instant = new Date(at).toISOString();
    const time = formatTime(instant, reading);
    if (!/\D00$/.test(time)) continue;
    const hour = hourAt(instant, reading.timeZone);
    if (hour === 0) ticks.push({ at: instant, day: true, label: formatWeekday(instant, reading) });
    else if (hour % every === 0) ticks.push({ at: instant, day: false, label: time });
  }
  return ticks;
}
