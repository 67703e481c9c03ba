/** What a trend is read from: samples as they came, or what is kept of each minute or hour. */
export type HistoryLevel = "RAW" | "MINUTE" | "HOUR";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Samples that are read for one picture at most. */
const MOST_SAMPLES = 100_000;

/** How a span is read: from which level, and how long each of its points is, in milliseconds. */
export type HistoryPlan = { readonly level: HistoryLevel; readonly stepMs: number };

/**
 * The level for a picture of a span: the finest that tells no more than a pixel shows, and so many samples as can be read at once. `samplesIn` is how many samples the
 * span has. A point is never shorter than a pixel, so there are never more points than pixels and one.
 */
export function historyPlan(spanMs: number, pixels: number, samplesIn: number): HistoryPlan {
  const pixelMs = Math.max(1, Math.ceil(spanMs / pixels));
  if (pixelMs < MINUTE_MS && samplesIn <= MOST_SAMPLES) return { level: "RAW", stepMs: pixelMs };
  const [level, unit] = pixelMs < HOUR_MS ? (["MINUTE", MINUTE_MS] as const) : (["HOUR", HOUR_MS] as const);
  return { level, stepMs: Math.ceil(pixelMs / unit) * unit };
}

/** True where the samples of a span must be counted before its level is known. */
export function needsCount(spanMs: number, pixels: number): boolean {
  return Math.ceil(spanMs / pixels) < MINUTE_MS;
}
