import { type Decimal, decimal, ONE, sum, ZERO } from "@/lib/domain/shared/decimal";
import { pbtSeconds, type PerformanceSums } from "./performance-sums";
import { ratio } from "./ratio";

/** The KPIs of §5 that sums of times and quantities give, in the order in which they are told. */
const KPI_NAMES = [
  "availability",
  "effectiveness",
  "qualityRatio",
  "oee",
  "nee",
  "technicalEfficiency",
  "setupRatio",
  "scrapRatio",
  "reworkRatio",
  "firstPassYield",
  "throughputPerBusyHour",
  "mtbf",
  "mttr",
  "allocationEfficiency",
] as const;
export type KpiName = (typeof KPI_NAMES)[number];

/** What a KPI comes to: a share, seconds, or units an hour. */
export type KpiUnit = "RATIO" | "SECONDS" | "PER_HOUR";

/** Something that stands in a formula, by its name in ISO 22400; times in seconds. `of` says what it is made from. */
export type KpiInput = { readonly symbol: string; readonly value: Decimal; readonly of?: string };

/** A KPI with all that it was made from. `value` is the numerator through the denominator, unrounded (PER_HOUR: times 3600); null is "no value", for MTBF and MTTR "no failures". */
export type KpiFigure<Name extends string = KpiName> = {
  readonly name: Name;
  readonly unit: KpiUnit;
  /** Made from the very terms that were divided, so that it can't say anything else. */
  readonly formula: string;
  readonly numerator: Decimal;
  readonly denominator: Decimal;
  readonly value: Decimal | null;
  readonly inputs: readonly KpiInput[];
};

type Part = { readonly symbol: string; readonly value: (sums: PerformanceSums) => Decimal; readonly of?: readonly Part[]; readonly by?: "+" | "−" };

const seconds = (symbol: string, pick: (sums: PerformanceSums) => number): Part => ({ symbol, value: (sums) => decimal(pick(sums)) });
const POT = seconds("POT", (sums) => sums.potSeconds);
const PLANNED_DOWN = seconds("planned downtime", (sums) => sums.plannedDownSeconds);
const PBT: Part = { ...seconds("PBT", pbtSeconds), of: [POT, PLANNED_DOWN], by: "−" };
const APT = seconds("APT", (sums) => sums.aptSeconds);
const ASUT = seconds("ASUT", (sums) => sums.asutSeconds);
const AUPT: Part = { ...seconds("AUPT", (sums) => sums.aptSeconds + sums.asutSeconds), of: [APT, ASUT], by: "+" };
const ADET = seconds("ADET", (sums) => sums.adetSeconds);
const LOADED: Part = { ...seconds("(APT + ADET)", (sums) => sums.aptSeconds + sums.adetSeconds), of: [APT, ADET], by: "+" };
const AUBT = seconds("AUBT", (sums) => sums.loadedSeconds);
const RESTORE = seconds("time to restore", (sums) => sums.restoreSeconds);
const FE = seconds("FE", (sums) => sums.failures);
const PQ: Part = { symbol: "PQ", value: (sums) => sums.processed };
const GQ: Part = { symbol: "GQ", value: (sums) => sums.good };
const SQ: Part = { symbol: "SQ", value: (sums) => sums.scrap };
const RQ: Part = { symbol: "RQ", value: (sums) => sums.rework };
const IDEAL_PROCESSED: Part = { symbol: "Σ PRI×PQ", value: (sums) => sums.idealProcessedSeconds };
const IDEAL_GOOD: Part = { symbol: "Σ PRI×GQ", value: (sums) => sums.idealGoodSeconds };

type Formula = { readonly above: readonly Part[]; readonly below: readonly Part[]; readonly unit?: KpiUnit };

/** §5 as data: products of the upper parts, through products of the lower ones. */
function formulasOf(sums: PerformanceSums): Readonly<Record<KpiName, Formula>> {
  return {
    availability: { above: [APT], below: [PBT] },
    effectiveness: { above: [IDEAL_PROCESSED], below: [APT] },
    // Weighted by ideal time, which for one item is good ÷ processed; without ideal times the plain count is all there is.
    qualityRatio: sums.idealProcessedSeconds.isZero() ? { above: [GQ], below: [PQ] } : { above: [IDEAL_GOOD], below: [IDEAL_PROCESSED] },
    oee: { above: [IDEAL_GOOD], below: [PBT] },
    // AUPT ÷ PBT × effectiveness × quality, of which the ideal time of what was processed cancels out: setup is not a loss.
    nee: { above: [AUPT, IDEAL_GOOD], below: [PBT, APT] },
    technicalEfficiency: { above: [APT], below: [LOADED] },
    setupRatio: { above: [ASUT], below: [AUPT] },
    scrapRatio: { above: [SQ], below: [PQ] },
    reworkRatio: { above: [RQ], below: [PQ] },
    firstPassYield: { above: [GQ], below: [PQ] },
    throughputPerBusyHour: { above: [PQ], below: [PBT], unit: "PER_HOUR" },
    mtbf: { above: [AUPT], below: [FE], unit: "SECONDS" },
    mttr: { above: [RESTORE], below: [FE], unit: "SECONDS" },
    allocationEfficiency: { above: [AUBT], below: [PBT] },
  };
}

/** §5: every KPI of these sums, each with its formula, its numerator and denominator and what they are made from. Micro-stops are where the sums have them (KP-01). */
export function kpiFigures(sums: PerformanceSums): KpiFigure[] {
  const formulas = formulasOf(sums);
  return KPI_NAMES.map((name) => figureOf(name, formulas[name], sums));
}

function figureOf(name: KpiName, { above, below, unit = "RATIO" }: Formula, sums: PerformanceSums): KpiFigure {
  const product = (parts: readonly Part[]) => parts.reduce((total, part) => total.times(part.value(sums)), ONE);
  const [numerator, denominator] = [product(above), product(below)];
  const input = ({ symbol, value, of = [], by }: Part): KpiInput => {
    const made = of.map((part) => part.symbol).join(` ${by} `);
    return { symbol, value: value(sums), ...(made === "" || symbol === `(${made})` ? {} : { of: made }) };
  };
  const parts = [...above, ...below];
  const behind = parts.flatMap((part) => part.of ?? []);
  const inputs = [...new Map([...parts, ...behind].map((part) => [part.symbol, input(part)])).values()];
  return divided({ name, unit, formula: `${written(above)} ÷ ${written(below)}`, numerator, denominator, inputs });
}

function written(parts: readonly Part[]): string {
  const text = parts.map((part) => part.symbol).join(" × ");
  return parts.length === 1 ? text : `(${text})`;
}

function divided<Name extends string>(figure: Omit<KpiFigure<Name>, "value">): KpiFigure<Name> {
  const upper = figure.unit === "PER_HOUR" ? figure.numerator.times(3600) : figure.numerator;
  return { ...figure, value: ratio(upper, figure.denominator) };
}

/** First pass of one operation of an order. */
export type OperationPass = { readonly opNo: number; readonly processed: Decimal; readonly good: Decimal };

/** §5: units an hour that an order brought over its time from start to end, waiting included (AOET); no value without any time. */
export function throughputRate(processed: Decimal, elapsedSeconds: number): KpiFigure<"throughputRate"> {
  const aoet = decimal(Math.max(0, elapsedSeconds));
  const inputs = [
    { symbol: "PQ", value: processed },
    { symbol: "AOET", value: aoet },
  ];
  return divided({ name: "throughputRate", unit: "PER_HOUR", formula: "PQ ÷ AOET", numerator: processed, denominator: aoet, inputs });
}

/** §5: rolled first-pass yield, the product over the operations; no value as soon as one has none. */
export function rolledYield(passes: readonly OperationPass[]): KpiFigure<"rolledYield"> {
  const product = (pick: (pass: OperationPass) => Decimal) => (passes.length === 0 ? ZERO : passes.reduce((total, pass) => total.times(pick(pass)), ONE));
  const inputs = passes.flatMap(({ opNo, good, processed }) => [
    { symbol: `GQ ${opNo}`, value: good },
    { symbol: `PQ ${opNo}`, value: processed },
  ]);
  return divided({ name: "rolledYield", unit: "RATIO", formula: "Π GQ ÷ Π PQ", numerator: product((pass) => pass.good), denominator: product((pass) => pass.processed), inputs });
}

/** §5: booked ÷ attended time (APWT ÷ APAT) of people, in seconds. */
export function workerEfficiency(people: readonly { readonly bookedSeconds: number; readonly attendedSeconds: number }[]): KpiFigure<"workerEfficiency"> {
  const total = (pick: (one: (typeof people)[number]) => number) => sum(people.map((one) => decimal(pick(one))));
  const [numerator, denominator] = [total((one) => one.bookedSeconds), total((one) => one.attendedSeconds)];
  const inputs = [
    { symbol: "APWT", value: numerator },
    { symbol: "APAT", value: denominator },
  ];
  return divided({ name: "workerEfficiency", unit: "RATIO", formula: "APWT ÷ APAT", numerator, denominator, inputs });
}
