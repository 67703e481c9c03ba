import { instantOfWall } from "@/lib/domain/shared/wall-clock";
import { Day } from "./values";

/** The calendar day of an instant in a zone. */
export function dayIn(zone: string, at: Date): Day {
  // The Canadian way to write a date is ISO's.
  return new Day(new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at));
}

/** The instant at which a day begins in a zone. */
export function startOfDay(zone: string, day: Day): Date {
  return instantOfWall(zone, Date.parse(`${day.iso}T00:00:00Z`));
}

/** The instant at which a day is over in a zone: the start of the next one. */
export function endOfDay(zone: string, day: Day): Date {
  return startOfDay(zone, new Day(new Date(Date.parse(`${day.iso}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)));
}
