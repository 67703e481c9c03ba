import { type Decimal, decimal, ONE, sum, ZERO } from "@/lib/domain/shared/decimal";
import { pbtSeconds, type PerformanceSums } from "./performance-sums";
import { ratio } from "./ratio";
import type { ShiftClass } from "./shift-times";

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

/** What stands behind the things in a formula: time of a class, time with an order loaded, failures, short stops, what was entered as made, the time of people, of an order. */
export type KpiFact = Exclude<ShiftClass, "OUTSIDE_POT"> | "LOADED" | "FAILURES" | "SHORT_STOPS" | "OUTPUT" | "PEOPLE" | "ORDER";

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
  /** Where its facts are to be found. */
  readonly facts: readonly KpiFact[];
};

type Part = {
  readonly symbol: string;
  readonly value: (sums: PerformanceSums) => Decimal;
  readonly facts: readonly KpiFact[];
  readonly of?: readonly Part[];
  readonly by?: "+" | "−";
};

const BUSY = ["APT", "ASUT", "ADET", "ADOT"] as const;
const plain = (symbol: string, facts: readonly KpiFact[], pick: (sums: PerformanceSums) => number): Part => ({ symbol, facts, value: (sums) => decimal(pick(sums)) });
const made = (symbol: string, value: (sums: PerformanceSums) => Decimal): Part => ({ symbol, value, facts: ["OUTPUT"] });
const POT = plain("POT", [...BUSY, "OUTSIDE_PBT"], (sums) => sums.potSeconds);
const PLANNED_DOWN = plain("planned downtime", ["OUTSIDE_PBT"], (sums) => sums.plannedDownSeconds);
const PBT: Part = { ...plain("PBT", BUSY, pbtSeconds), of: [POT, PLANNED_DOWN], by: "−" };
const APT = plain("APT", ["APT"], (sums) => sums.aptSeconds);
const ASUT = plain("ASUT", ["ASUT"], (sums) => sums.asutSeconds);
const AUPT: Part = { ...plain("AUPT", ["APT", "ASUT"], (sums) => sums.aptSeconds + sums.asutSeconds), of: [APT, ASUT], by: "+" };
const ADET = plain("ADET", ["ADET"], (sums) => sums.adetSeconds);
const LOADED: Part = { ...plain("(APT + ADET)", ["APT", "ADET"], (sums) => sums.aptSeconds + sums.adetSeconds), of: [APT, ADET], by: "+" };
const AUBT = plain("AUBT", ["LOADED"], (sums) => sums.loadedSeconds);
const RESTORE = plain("time to restore", ["FAILURES"], (sums) => sums.restoreSeconds);
const FE = plain("FE", ["FAILURES"], (sums) => sums.failures);
const SHORT_STOPS = plain("short stops", ["SHORT_STOPS"], (sums) => sums.microStops);
const SHORT_TIME = plain("time in short stops", ["SHORT_STOPS"], (sums) => sums.microStopSeconds);
const PQ = made("PQ", (sums) => sums.processed);
const GQ = made("GQ", (sums) => sums.good);
const SQ = made("SQ", (sums) => sums.scrap);
const RQ = made("RQ", (sums) => sums.rework);
const IDEAL_PROCESSED = made("Σ PRI×PQ", (sums) => sums.idealProcessedSeconds);
const IDEAL_GOOD = made("Σ PRI×GQ", (sums) => sums.idealGoodSeconds);

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
  return divided({ name, unit, formula: `${written(above)} ÷ ${written(below)}`, numerator, denominator, ...standing([...above, ...below], sums) });
}

/** All that stands in a formula, and what is behind that, each once; and where the facts of it are. */
function standing(parts: readonly Part[], sums: PerformanceSums): Pick<KpiFigure, "inputs" | "facts"> {
  const input = ({ symbol, value, of = [], by }: Part): KpiInput => {
    const from = of.map((part) => part.symbol).join(` ${by} `);
    return { symbol, value: value(sums), ...(from === "" || symbol === `(${from})` ? {} : { of: from }) };
  };
  const all = [...parts, ...parts.flatMap((part) => part.of ?? [])];
  return { inputs: [...new Map(all.map((part) => [part.symbol, input(part)])).values()], facts: [...new Set(all.flatMap(({ facts }) => facts))] };
}

const LOSSES = {
  productive: [IDEAL_GOOD],
  qualityLoss: [IDEAL_PROCESSED, IDEAL_GOOD],
  performanceLoss: [APT, IDEAL_PROCESSED],
  availabilityLoss: [PBT, APT],
  shortStops: [SHORT_STOPS, SHORT_TIME],
} as const;
export type LossName = keyof typeof LOSSES;

/** Where planned busy time went, or short stops, opened as a KPI is; `value` in seconds. */
export type LossFigure = { readonly name: LossName; readonly formula: string; readonly value: Decimal } & Pick<KpiFigure, "inputs" | "facts">;

/** §5, KP-01: what was productive and the three losses, which add up to planned busy time, and the time in short stops, which is in one of them. Seconds, unrounded. */
export function lossFigures(sums: PerformanceSums): LossFigure[] {
  const of = (name: LossName, formula: string, value: Decimal): LossFigure => ({ name, formula, value, ...standing(LOSSES[name], sums) });
  const less = (name: LossName, whole: Part, part: Part) => of(name, `${whole.symbol} − ${part.symbol}`, whole.value(sums).minus(part.value(sums)));
  return [
    of("productive", IDEAL_GOOD.symbol, IDEAL_GOOD.value(sums)),
    less("qualityLoss", IDEAL_PROCESSED, IDEAL_GOOD),
    less("performanceLoss", APT, IDEAL_PROCESSED),
    less("availabilityLoss", PBT, APT),
    of("shortStops", SHORT_TIME.symbol, SHORT_TIME.value(sums)),
  ];
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
  return divided({ name: "throughputRate", unit: "PER_HOUR", formula: "PQ ÷ AOET", numerator: processed, denominator: aoet, inputs, facts: ["ORDER"] });
}

/** §5: rolled first-pass yield, the product over the operations; no value as soon as one has none. */
export function rolledYield(passes: readonly OperationPass[]): KpiFigure<"rolledYield"> {
  const product = (pick: (pass: OperationPass) => Decimal) => (passes.length === 0 ? ZERO : passes.reduce((total, pass) => total.times(pick(pass)), ONE));
  const inputs = passes.flatMap(({ opNo, good, processed }) => [
    { symbol: `GQ ${opNo}`, value: good },
    { symbol: `PQ ${opNo}`, value: processed },
  ]);
  const [numerator, denominator] = [product((pass) => pass.good), product((pass) => pass.processed)];
  return divided({ name: "rolledYield", unit: "RATIO", formula: "Π GQ ÷ Π PQ", numerator, denominator, inputs, facts: ["ORDER"] });
}

/** §5: booked ÷ attended time (APWT ÷ APAT) of people, in seconds. */
export function workerEfficiency(people: readonly { readonly bookedSeconds: number; readonly attendedSeconds: number }[]): KpiFigure<"workerEfficiency"> {
  const total = (pick: (one: (typeof people)[number]) => number) => sum(people.map((one) => decimal(pick(one))));
  const [numerator, denominator] = [total((one) => one.bookedSeconds), total((one) => one.attendedSeconds)];
  const inputs = [
    { symbol: "APWT", value: numerator },
    { symbol: "APAT", value: denominator },
  ];
  return divided({ name: "workerEfficiency", unit: "RATIO", formula: "APWT ÷ APAT", numerator, denominator, inputs, facts: ["PEOPLE"] });
}
