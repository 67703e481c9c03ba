import { formatAge } from "@/lib/format/duration";

/** A time between two clocks: milliseconds below a second, one decimal below ten, then as an age. */
export function delayWords(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  if (seconds < 1) return `${Math.round(seconds * 1000)}\u00a0ms`;
  return seconds < 10 ? `${seconds.toFixed(1)}\u00a0s` : formatAge(seconds);
}
