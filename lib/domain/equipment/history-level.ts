/** What a trend is read from: samples as they came, or what is kept of each minute or hour. */
export type HistoryLevel = "RAW" | "MINUTE" | "HOUR";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Samples that are read for one picture at most. */
const MOST_SAMPLES = 100_000;

/** How a span is read: from which level, and how long each of its points is, in milliseconds. */
export type HistoryPlan = { readonly level: HistoryLevel; readonly stepMs: number };

/** What a span has: how many samples it had, and whether they are kept from its beginning on, which its minutes and hours are for longer. */
export type SamplesOf = { readonly count: number; readonly kept: boolean };

/**
 * The level for a picture of a span: the finest that tells no more than a pixel shows, and so many samples as are kept and can be read at once. A point is never shorter than a
 * pixel, so there are never more points than pixels and one.
 */
export function historyPlan(spanMs: number, pixels: number, samples: SamplesOf): HistoryPlan {
  const pixelMs = Math.max(1, Math.ceil(spanMs / pixels));
  if (pixelMs < MINUTE_MS && samples.kept && samples.count <= MOST_SAMPLES) return { level: "RAW", stepMs: pixelMs };
  const [level, unit] = pixelMs < HOUR_MS ? (["MINUTE", MINUTE_MS] as const) : (["HOUR", HOUR_MS] as const);
  return { level, stepMs: Math.ceil(pixelMs / unit) * unit };
}

/** True where the samples of a span must be counted before its level is known. */
export function needsCount(spanMs: number, pixels: number): boolean {
  return Math.ceil(spanMs / pixels) < MINUTE_MS;
}
