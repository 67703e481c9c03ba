import type { Clock, Day } from "./edm";

/** Day and time of day of an instant in the plant's zone. */
export function localOf(zone: string, at: Date): { readonly day: Day; readonly clock: Clock } {
  const parts = partsOf(zone, at);
  return { day: `${parts.year}-${parts.month}-${parts.day}`, clock: `${parts.hour}:${parts.minute}:${parts.second}` };
}

/** The instant that the plant's clock shows so. In the hour that a clock change skips, the instant after it. */
export function instantIn(zone: string, day: Day, clock: Clock = "00:00:00"): Date {
  const utc = Date.parse(`${day}T${clock}Z`);
  // The offset is taken at the guess and once more at the result: between them a clock change may lie.
  const first = utc - offsetMs(zone, new Date(utc));
  return new Date(utc - offsetMs(zone, new Date(first)));
}

/** The instant at which a day is over: the start of the next one. */
export function endOfDay(zone: string, day: Day): Date {
  return instantIn(zone, new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10));
}

function offsetMs(zone: string, at: Date): number {
  const { year, month, day, hour, minute, second } = partsOf(zone, at);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function partsOf(zone: string, at: Date): Readonly<Record<"year" | "month" | "day" | "hour" | "minute" | "second", string>> {
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  FORMATS.set(zone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "00";
  return { year: part("year").padStart(4, "0"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute"), second: part("second") };
}
