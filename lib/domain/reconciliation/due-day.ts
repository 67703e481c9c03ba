/** Hour of the site's day from which its daily comparison is due (IN-11, §8.1). */
export const DAILY_HOUR = 6;

/** The site's calendar day whose comparison is due at an instant, `YYYY-MM-DD`; null before six o'clock at the site. */
export function dueDay(now: Date, timeZone: string): string | null {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23" }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  return Number(part("hour")) < DAILY_HOUR ? null : `${part("year")}-${part("month")}-${part("day")}`;
}
