import { Day } from "./values";

/** The calendar day of an instant in a zone. */
export function dayIn(zone: string, at: Date): Day {
  // The Canadian way to write a date is ISO's.
  return new Day(new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at));
}

/** The instant at which a day begins in a zone. */
export function startOfDay(zone: string, day: Day): Date {
  const utc = Date.parse(`${day.iso}T00:00:00Z`);
  // The offset is taken at the guess and once more at the result: between them a clock change may lie.
  const first = utc - offsetMs(zone, new Date(utc));
  return new Date(utc - offsetMs(zone, new Date(first)));
}

/** The instant at which a day is over in a zone: the start of the next one. */
export function endOfDay(zone: string, day: Day): Date {
  return startOfDay(zone, new Day(new Date(Date.parse(`${day.iso}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)));
}

function offsetMs(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}
