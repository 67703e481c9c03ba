import { type Decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import { type KpiName, kpiFigures, lossFigures, type LossName } from "./kpi-figures";
import { inMicroStopMode, type MicroStopMode, type PerformanceSums } from "./performance-sums";

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

/** §5, KP-01: the KPIs of summed times and quantities. Nothing is rounded; OEE and NEE are products of unrounded factors. */
export function kpis(sums: PerformanceSums, mode: MicroStopMode = "PERFORMANCE_LOSS"): Kpis {
  const values = new Map(kpiFigures(inMicroStopMode(sums, mode)).map(({ name, value }) => [name, value]));
  const of = (name: KpiName): Decimal | null => values.get(name) ?? null;
  const effectiveness = of("effectiveness");
  return {
    availability: of("availability"),
    effectiveness,
    qualityRatio: of("qualityRatio"),
    oee: of("oee"),
    nee: of("nee"),
    technicalEfficiency: of("technicalEfficiency"),
    setupRatio: of("setupRatio"),
    scrapRatio: of("scrapRatio"),
    reworkRatio: of("reworkRatio"),
    firstPassYield: of("firstPassYield"),
    allocationEfficiency: of("allocationEfficiency"),
    idealRateSuspect: effectiveness !== null && effectiveness.gt(ONE),
    microStops: sums.microStops,
    microStopSeconds: sums.microStopSeconds,
  };
}

/** Where planned busy time went; seconds, they add up to it. */
export type LossSeconds = { readonly availability: Decimal; readonly performance: Decimal; readonly quality: Decimal; readonly productive: Decimal };

/** §5: losses of availability, performance and quality, and what remains productive, in seconds. */
export function lossSeconds(sums: PerformanceSums, mode: MicroStopMode = "PERFORMANCE_LOSS"): LossSeconds {
  const values = new Map(lossFigures(inMicroStopMode(sums, mode)).map(({ name, value }) => [name, value]));
  const of = (name: LossName): Decimal => values.get(name) ?? ZERO;
  return { availability: of("availabilityLoss"), performance: of("performanceLoss"), quality: of("qualityLoss"), productive: of("productive") };
}
