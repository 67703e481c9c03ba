import { wallClockAt, zoneOffsetMs } from "@/lib/domain/shared/wall-clock";

/** A date and time as ERPNext writes it: `YYYY-MM-DD HH:MM:SS`, with microseconds where it has them, in the site's zone and without saying so. */
const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?)?$/;

/** The instant as local date and time of the zone, to the second, rounded down. */
export function localText(zone: string, at: Date): string {
  const { year, month, day, hour, minute, second } = wallClockAt(zone, at);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** The local day of an instant. */
export function localDay(zone: string, at: Date): string {
  return localText(zone, at).slice(0, 10);
}

/** The local time of day of an instant. */
export function localClock(zone: string, at: Date): string {
  return localText(zone, at).slice(11);
}

/** Microseconds since 1970 of a local date and time; null when it is none. Of an hour that comes twice, the first is meant. */
export function microsOf(zone: string, text: string): number | null {
  const [, day, hour = "00", minute = "00", second = "00", fraction = ""] = LOCAL.exec(text.trim()) ?? [];
  if (day === undefined) return null;
  const wall = Date.parse(`${day}T${hour.padStart(2, "0")}:${minute}:${second}Z`);
  if (Number.isNaN(wall)) return null;
  // The later offset gives the earlier instant; it counts where it is true at that instant.
  const candidates = [zoneOffsetMs(zone, new Date(wall - DAY_MS)), zoneOffsetMs(zone, new Date(wall + DAY_MS))].map((offset) => wall - offset).toSorted((a, b) => a - b);
  const utc = candidates.find((candidate) => candidate + zoneOffsetMs(zone, new Date(candidate)) === wall) ?? candidates[0] ?? wall;
  return utc * 1000 + Number(fraction.padEnd(6, "0"));
}

/** A local date and time as the instant that messages write; null when it is none. */
export function instantText(zone: string, text: string): string | null {
  const micros = microsOf(zone, text);
  return micros === null ? null : new Date(Math.floor(micros / 1000)).toISOString();
}

/** The instant at which a local day is over. */
export function endOfDay(zone: string, day: string): string | null {
  const start = Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(start) ? null : instantText(zone, new Date(start + DAY_MS).toISOString().slice(0, 10));
}

/** A local text so many seconds earlier on the clock of the wall. */
export function earlier(text: string, seconds: number): string {
  const [whole = "", fraction = "000000"] = text.split(".");
  const wall = Date.parse(`${whole.replace(" ", "T")}Z`);
  return `${new Date(wall - seconds * 1000).toISOString().slice(0, 19).replace("T", " ")}.${fraction}`;
}

/** By how many seconds the clocks of the zone went back within the last two hours: stamps of that hour come twice. */
export function wentBackSeconds(zone: string, now: Date): number {
  return Math.max(0, zoneOffsetMs(zone, new Date(now.getTime() - 2 * HOUR_MS)) - zoneOffsetMs(zone, now)) / 1000;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
