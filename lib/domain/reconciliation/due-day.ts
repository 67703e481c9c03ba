import { wallClockAt } from "@/lib/domain/shared/wall-clock";

/** Hour of the site's day from which its daily comparison is due (IN-11, §8.1). */
export const DAILY_HOUR = 6;

/** The site's calendar day whose comparison is due at an instant, `YYYY-MM-DD`; null before six o'clock at the site. */
export function dueDay(now: Date, timeZone: string): string | null {
  const { year, month, day, hour } = wallClockAt(timeZone, now);
  return Number(hour) < DAILY_HOUR ? null : `${year}-${month}-${day}`;
}
