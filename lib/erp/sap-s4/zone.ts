import { instantOfWall, wallClockAt } from "@/lib/domain/shared/wall-clock";
import type { Clock, Day } from "./edm";

/** Day and time of day of an instant in the plant's zone. */
export function localOf(zone: string, at: Date): { readonly day: Day; readonly clock: Clock } {
  const parts = wallClockAt(zone, at);
  return { day: `${parts.year}-${parts.month}-${parts.day}`, clock: `${parts.hour}:${parts.minute}:${parts.second}` };
}

/** The instant that the plant's clock shows so. In the hour that a clock change skips, the instant after it. */
export function instantIn(zone: string, day: Day, clock: Clock = "00:00:00"): Date {
  return instantOfWall(zone, Date.parse(`${day}T${clock}Z`));
}

/** The instant at which a day is over: the start of the next one. */
export function endOfDay(zone: string, day: Day): Date {
  return instantIn(zone, new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10));
}
