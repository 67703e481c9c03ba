/** Least, greatest and last value of a stretch of a parameter that begins at `at`, in milliseconds since 1970. */
export type TrendChartPoint = { readonly at: number; readonly min: number; readonly max: number; readonly last: number };

/** When a parameter was out of its limits, or `missing`, so that nobody knows; without `to` it still is. */
export type ChartBreach = { readonly from: string; readonly to: string | null; readonly missing: boolean };

type Measured = {
  readonly points: readonly TrendChartPoint[];
  /** How long a stretch is, in milliseconds: one that began before a breach may hold what was outside. */
  readonly stepMs: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly breaches: readonly ChartBreach[];
};

/** What is furthest outside in each breach: marked by a cross, so that no colour alone says it. A stretch that holds two breaches is there once. */
export function worstOf({ points, stepMs, low, high, breaches }: Measured): readonly { readonly at: number; readonly value: number }[] {
  const beyond = ({ min, max }: TrendChartPoint) => Math.max(low === null ? 0 : low - min, high === null ? 0 : max - high);
  const marked = breaches.flatMap((breach): readonly (readonly [at: number, value: number])[] => {
    if (breach.missing) return [];
    const [from, to] = [Date.parse(breach.from), breach.to === null ? Number.POSITIVE_INFINITY : Date.parse(breach.to)];
    const worst = points
      .filter(({ at }) => at + stepMs > from && at <= to)
      .reduce<TrendChartPoint | null>((most, point) => (beyond(point) > (most === null ? 0 : beyond(most)) ? point : most), null);
    if (worst === null) return [];
    return [[worst.at, low !== null && low - worst.min === beyond(worst) ? worst.min : worst.max]];
  });
  return [...new Map(marked)].map(([at, value]) => ({ at, value }));
}
