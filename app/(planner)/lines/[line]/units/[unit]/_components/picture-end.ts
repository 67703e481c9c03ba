import type { UnitPast } from "@/lib/queries/planner/unit-screen";

/** The shortest that a new point of a running picture is waited for. */
const LEAST_STEP_MS = 5_000;

/**
 * Up to where a picture of so many pixels is drawn, in ms since 1970: it stays the same until there is another pixel of time, so that the picture is asked for that often and no more.
 * The step is a power of two: one that grew with the period would have another end at every look.
 */
export function pictureEnd({ from, to, running }: Pick<UnitPast, "from" | "to" | "running">, pixels: number): number {
  const end = Date.parse(to);
  if (!running) return end;
  const stepMs = 2 ** Math.ceil(Math.log2(Math.max(LEAST_STEP_MS, (end - Date.parse(from)) / Math.max(1, pixels))));
  return Math.floor(end / stepMs) * stepMs;
}
