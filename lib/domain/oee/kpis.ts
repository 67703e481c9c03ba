import { type Decimal, ONE, decimal } from "@/lib/domain/shared/decimal";
import type { PerformanceSums } from "./performance-sums";
import { ratio } from "./ratio";

/** KP-01: micro-stops are a loss of performance (default, they stay in producing time) or of availability. OEE is the same either way. */
export type MicroStopMode = "PERFORMANCE_LOSS" | "AVAILABILITY_LOSS";

/** ISO 22400-2 ratios, unrounded; null is "no value". */
export type Kpis = {
  readonly availability: Decimal | null;
  /** Effectiveness, commonly "performance". */
  readonly effectiveness: Decimal | null;
  readonly qualityRatio: Decimal | null;
  readonly oee: Decimal | null;
  readonly nee: Decimal | null;
  readonly technicalEfficiency: Decimal | null;
  readonly setupRatio: Decimal | null;
  readonly scrapRatio: Decimal | null;
  readonly reworkRatio: Decimal | null;
  readonly firstPassYield: Decimal | null;
  readonly allocationEfficiency: Decimal | null;
  /** Effectiveness above 100 %: the ideal rate is wrong. */
  readonly idealRateSuspect: boolean;
  readonly microStops: number;
  readonly microStopSeconds: number;
};

/** Planned busy time: scheduled less planned downtime. */
export function pbtSeconds(sums: Pick<PerformanceSums, "potSeconds" | "plannedDownSeconds">): number {
  return sums.potSeconds - sums.plannedDownSeconds;
}

/** §5, KP-01: the KPIs of summed times and quantities. Nothing is rounded; OEE and NEE are products of unrounded factors. */
export function kpis(sums: PerformanceSums, mode: MicroStopMode = "PERFORMANCE_LOSS"): Kpis {
  const moved = mode === "AVAILABILITY_LOSS" ? sums.microStopSeconds : 0;
  const apt = sums.aptSeconds - moved;
  const adet = sums.adetSeconds + moved;
  const pbt = pbtSeconds(sums);
  const effectiveness = ratio(sums.idealProcessedSeconds, apt);
  return {
    availability: ratio(apt, pbt),
    effectiveness,
    // Weighted by ideal time, which for one item is good ÷ processed; without ideal times the plain count is all there is.
    qualityRatio: sums.idealProcessedSeconds.isZero() ? ratio(sums.good, sums.processed) : ratio(sums.idealGoodSeconds, sums.idealProcessedSeconds),
    oee: ratio(sums.idealGoodSeconds, pbt),
    nee: netEffectiveness(sums, apt, pbt),
    technicalEfficiency: ratio(apt, apt + adet),
    setupRatio: ratio(sums.asutSeconds, apt + sums.asutSeconds),
    scrapRatio: ratio(sums.scrap, sums.processed),
    reworkRatio: ratio(sums.rework, sums.processed),
    firstPassYield: ratio(sums.good, sums.processed),
    allocationEfficiency: ratio(sums.loadedSeconds, pbt),
    idealRateSuspect: effectiveness !== null && effectiveness.gt(ONE),
    microStops: sums.microStops,
    microStopSeconds: sums.microStopSeconds,
  };
}

/** AUPT ÷ PBT × effectiveness × quality: setup is not a loss. */
function netEffectiveness(sums: PerformanceSums, apt: number, pbt: number): Decimal | null {
  const busy = ratio(apt + sums.asutSeconds, pbt);
  const made = ratio(sums.idealGoodSeconds, apt);
  return busy === null || made === null ? null : busy.times(made);
}

/** Where planned busy time went; seconds, they add up to it. */
export type LossSeconds = { readonly availability: Decimal; readonly performance: Decimal; readonly quality: Decimal; readonly productive: Decimal };

/** §5: losses of availability, performance and quality, and what remains productive, in seconds. */
export function lossSeconds(sums: PerformanceSums, mode: MicroStopMode = "PERFORMANCE_LOSS"): LossSeconds {
  const apt = decimal(sums.aptSeconds - (mode === "AVAILABILITY_LOSS" ? sums.microStopSeconds : 0));
  return {
    availability: decimal(pbtSeconds(sums)).minus(apt),
    performance: apt.minus(sums.idealProcessedSeconds),
    quality: sums.idealProcessedSeconds.minus(sums.idealGoodSeconds),
    productive: sums.idealGoodSeconds,
  };
}

/** Mean times in seconds, or that nothing failed: never infinity. */
export type Reliability = { readonly failures: 0 } | { readonly failures: number; readonly mtbfSeconds: Decimal; readonly mttrSeconds: Decimal };

/** §5: MTBF = (APT + ASUT) ÷ failures started in the window, MTTR = time to restore ÷ the same. */
export function reliability(sums: Pick<PerformanceSums, "aptSeconds" | "asutSeconds" | "failures" | "restoreSeconds">): Reliability {
  const mtbfSeconds = ratio(sums.aptSeconds + sums.asutSeconds, sums.failures);
  const mttrSeconds = ratio(sums.restoreSeconds, sums.failures);
  return mtbfSeconds === null || mttrSeconds === null ? { failures: 0 } : { failures: sums.failures, mtbfSeconds, mttrSeconds };
}

/** Rolled first-pass yield: product over operations; null as soon as one has no value. */
export function rolledYield(yields: readonly (Decimal | null)[]): Decimal | null {
  let product: Decimal | null = yields.length === 0 ? null : ONE;
  for (const each of yields) product = product === null || each === null ? null : product.times(each);
  return product;
}

/** §5: units an hour over the order's elapsed time from start to end, waiting included (AOET). */
export function throughputPerHour(processed: Decimal, elapsedSeconds: number): Decimal | null {
  return elapsedSeconds <= 0 ? null : ratio(processed.times(3600), elapsedSeconds);
}

/** §5: booked ÷ attended time (APWT ÷ APAT). */
export function workerEfficiency(bookedSeconds: number, attendedSeconds: number): Decimal | null {
  return attendedSeconds <= 0 ? null : ratio(Math.max(0, bookedSeconds), attendedSeconds);
}
