import { DEFAULT_LOCALE } from "./locale";

/** Where an instant is read: the site's IANA zone, and the language of its words. */
export type Reading = { readonly timeZone: string; readonly locale?: string };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(key: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const full = `${key}|${locale}|${options.timeZone}`;
  const known = formatters.get(full);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { hourCycle: "h23", ...options });
  formatters.set(full, made);
  return made;
}

function write(key: string, instant: string, { timeZone, locale = DEFAULT_LOCALE }: Reading, options: Intl.DateTimeFormatOptions): string {
  return formatter(key, locale, { ...options, timeZone }).format(new Date(instant));
}

/** The clock on the site's wall: "10:12". */
export function formatTime(instant: string, reading: Reading): string {
  return write("time", instant, reading, { hour: "2-digit", minute: "2-digit" });
}

/** The clock to the second: "10:12:31". */
export function formatTimeWithSeconds(instant: string, reading: Reading): string {
  return write("seconds", instant, reading, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** The short day of the week: "Mon". */
export function formatWeekday(instant: string, reading: Reading): string {
  return write("weekday", instant, reading, { weekday: "short" });
}

/** Day and time within a week: "Mon 10:00". */
export function formatWeekdayTime(instant: string, reading: Reading): string {
  return `${formatWeekday(instant, reading)} ${formatTime(instant, reading)}`;
}

/** Day and month: "17 Mar". */
export function formatDay(instant: string, reading: Reading): string {
  return write("day", instant, reading, { day: "numeric", month: "short" });
}

/** Day, month and time: "17 Mar 13:05". */
export function formatDayTime(instant: string, reading: Reading): string {
  return `${formatDay(instant, reading)} ${formatTime(instant, reading)}`;
}

/** Day, month and time to the second: "17 Mar 13:05:02". */
export function formatDayTimeWithSeconds(instant: string, reading: Reading): string {
  return `${formatDay(instant, reading)} ${formatTimeWithSeconds(instant, reading)}`;
}

/** The full date: "19 Mar 2026". */
export function formatDate(instant: string, reading: Reading): string {
  return write("date", instant, reading, { day: "numeric", month: "short", year: "numeric" });
}

/** The day on the site's calendar, as machines write it: "2026-03-19". */
export function formatIsoDate(instant: string, timeZone: string): string {
  // The Swedish way to write a date is ISO 8601.
  return write("isoDay", instant, { timeZone, locale: "sv-SE" }, { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** The end of a span whose beginning stands before it with its day: "14:20" on the same day, else "18 Mar 14:20". */
export function formatUntil(to: string, from: string, reading: Reading): string {
  return formatIsoDate(from, reading.timeZone) === formatIsoDate(to, reading.timeZone) ? formatTime(to, reading) : formatDayTime(to, reading);
}

/** The hour of the day, 0 to 23, that the site's clock shows: for the marks of a time axis. */
export function hourAt(instant: string, timeZone: string): number {
  return Number(write("hour", instant, { timeZone, locale: "en-GB" }, { hour: "2-digit" }));
}
