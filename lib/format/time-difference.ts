import { formatStopwatch } from "./duration";

const MINUS = "\u2212";

/** A time that may be below zero, with its hours: "0:06:12", "−1:00:00". */
export function formatSignedStopwatch(seconds: number): string {
  return `${seconds < 0 ? MINUS : ""}${formatStopwatch(Math.abs(seconds), { hours: true })}`;
}

/** Seconds between the minutes that two clocks show: 03:00 and 05:31:45 are 2:31 apart, as anybody reckons who sees both. Negative when the second is earlier. */
export function clockSecondsBetween(from: string, to: string): number {
  const minute = (instant: string) => Math.floor(Date.parse(instant) / 60_000);
  return (minute(to) - minute(from)) * 60;
}

/** A signed difference of two times in hours and minutes: "+18:00 h" late, "−0:55 h" early, "0:00 h" on time. */
export function formatHoursDifference(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const sign = minutes === 0 ? "" : seconds < 0 ? MINUS : "+";
  return `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}\u00a0h`;
}
