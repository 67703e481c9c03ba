import { instantInZone, wallClock } from "@/lib/queries/finance/instant-in-zone";

/** A time as it is entered at a tablet: the day ("2026-03-02"), and the digits of the clock as far as they are typed ("0915"). */
export type WhenEntered = { readonly day: string; readonly digits: string };

/** A time as it would be entered, to the minute. */
export function whenOf(at: Date, timeZone: string): WhenEntered {
  const wall = wallClock(at, timeZone);
  return { day: wall.slice(0, 10), digits: wall.slice(11).replace(":", "") };
}

/** The instant that was entered, by the clock of the site; null while the digits are no time of day. */
export function instantEntered({ day, digits }: WhenEntered, timeZone: string): Date | null {
  return /^([01]\d|2[0-3])[0-5]\d$/.test(digits) ? instantInZone(`${day}T${clockText(digits)}`, timeZone) : null;
}

/** The clock as far as it is typed: "09:1–". */
export function clockText(digits: string): string {
  const shown = digits.padEnd(4, "\u2013");
  return `${shown.slice(0, 2)}:${shown.slice(2)}`;
}

/** The day that is `days` later, or earlier below zero. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
