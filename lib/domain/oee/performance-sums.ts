import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";

/**
 * Everything that the KPIs of an equipment are made from, additive over shifts and machines. Times are whole seconds in ISO 22400
 * classes with micro-stops counted as producing (KP-01 default); `potSeconds − plannedDownSeconds = apt + asut + adet + adot` (ST-02).
 */
export type PerformanceSums = {
  /** Scheduled shift time. */
  readonly potSeconds: number;
  readonly plannedDownSeconds: number;
  readonly aptSeconds: number;
  readonly asutSeconds: number;
  readonly adetSeconds: number;
  readonly adotSeconds: number;
  /** Part of `aptSeconds` that was spent in micro-stops, and how many there were. */
  readonly microStopSeconds: number;
  readonly microStops: number;
  /** Time with an order loaded (AUBT). */
  readonly loadedSeconds: number;
  /** Failures that started in the window, and the time until they were restored. */
  readonly failures: number;
  readonly restoreSeconds: number;
  readonly processed: Decimal;
  readonly good: Decimal;
  readonly scrap: Decimal;
  readonly rework: Decimal;
  /** Σ planned run time per item × processed, and × good first pass: seconds, unrounded. */
  readonly idealProcessedSeconds: Decimal;
  readonly idealGoodSeconds: Decimal;
};

export const NO_PERFORMANCE: PerformanceSums = {
  potSeconds: 0,
  plannedDownSeconds: 0,
  aptSeconds: 0,
  asutSeconds: 0,
  adetSeconds: 0,
  adotSeconds: 0,
  microStopSeconds: 0,
  microStops: 0,
  loadedSeconds: 0,
  failures: 0,
  restoreSeconds: 0,
  processed: ZERO,
  good: ZERO,
  scrap: ZERO,
  rework: ZERO,
  idealProcessedSeconds: ZERO,
  idealGoodSeconds: ZERO,
};

/** KP-01: micro-stops are a loss of performance (default, they stay in producing time) or of availability. OEE is the same either way. */
export type MicroStopMode = "PERFORMANCE_LOSS" | "AVAILABILITY_LOSS";

/** KP-01: the sums as the work unit's mode counts them; to be done before units of different modes are summed. `microStopSeconds` tells both ways how long they were. */
export function inMicroStopMode(sums: PerformanceSums, mode: MicroStopMode): PerformanceSums {
  if (mode === "PERFORMANCE_LOSS") return sums;
  return { ...sums, aptSeconds: sums.aptSeconds - sums.microStopSeconds, adetSeconds: sums.adetSeconds + sums.microStopSeconds };
}

/** Planned busy time: scheduled less planned downtime. */
export function pbtSeconds(sums: Pick<PerformanceSums, "potSeconds" | "plannedDownSeconds">): number {
  return sums.potSeconds - sums.plannedDownSeconds;
}

/** First-pass quantities of one item, and its planned run time per unit (PRI) in seconds. */
export type ItemOutput = { readonly idealSeconds: Decimal; readonly processed: Decimal; readonly good: Decimal; readonly scrap: Decimal; readonly rework: Decimal };

/** Quantities of the items made, in the terms of the sums. Rework success is not in them (§5). */
export function outputSums(items: readonly ItemOutput[]): Pick<PerformanceSums, "processed" | "good" | "scrap" | "rework" | "idealProcessedSeconds" | "idealGoodSeconds"> {
  let { processed, good, scrap, rework, idealProcessedSeconds, idealGoodSeconds } = NO_PERFORMANCE;
  for (const item of items) {
    processed = processed.plus(item.processed);
    good = good.plus(item.good);
    scrap = scrap.plus(item.scrap);
    rework = rework.plus(item.rework);
    idealProcessedSeconds = idealProcessedSeconds.plus(item.idealSeconds.times(item.processed));
    idealGoodSeconds = idealGoodSeconds.plus(item.idealSeconds.times(item.good));
  }
  return { processed, good, scrap, rework, idealProcessedSeconds, idealGoodSeconds };
}

/** §5: over shifts or machines numerators and denominators are summed; percentages are never averaged. */
export function addPerformance(a: PerformanceSums, b: PerformanceSums): PerformanceSums {
  return {
    potSeconds: a.potSeconds + b.potSeconds,
    plannedDownSeconds: a.plannedDownSeconds + b.plannedDownSeconds,
    aptSeconds: a.aptSeconds + b.aptSeconds,
    asutSeconds: a.asutSeconds + b.asutSeconds,
    adetSeconds: a.adetSeconds + b.adetSeconds,
    adotSeconds: a.adotSeconds + b.adotSeconds,
    microStopSeconds: a.microStopSeconds + b.microStopSeconds,
    microStops: a.microStops + b.microStops,
    loadedSeconds: a.loadedSeconds + b.loadedSeconds,
    failures: a.failures + b.failures,
    restoreSeconds: a.restoreSeconds + b.restoreSeconds,
    processed: a.processed.plus(b.processed),
    good: a.good.plus(b.good),
    scrap: a.scrap.plus(b.scrap),
    rework: a.rework.plus(b.rework),
    idealProcessedSeconds: a.idealProcessedSeconds.plus(b.idealProcessedSeconds),
    idealGoodSeconds: a.idealGoodSeconds.plus(b.idealGoodSeconds),
  };
}
