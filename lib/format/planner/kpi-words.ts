import { formatSignedStopwatch } from "@/lib/format/time-difference";
import { formatPercent, formatQuantity } from "@/lib/format/quantity";
import type { FigureText } from "@/lib/queries/totals/performance";

const NAMES: Readonly<Record<string, string>> = {
  availability: "Availability",
  effectiveness: "Performance",
  qualityRatio: "Quality",
  oee: "OEE",
  nee: "NEE",
  technicalEfficiency: "Technical efficiency",
  setupRatio: "Setup ratio",
  scrapRatio: "Scrap ratio",
  reworkRatio: "Rework ratio",
  firstPassYield: "First-pass yield",
  throughputPerBusyHour: "Throughput per planned busy hour",
  mtbf: "Time between failures",
  mttr: "Time to restore",
  allocationEfficiency: "Allocation efficiency",
  throughputRate: "Throughput rate",
  rolledYield: "Rolled first-pass yield",
  workerEfficiency: "Worker efficiency",
  productive: "Good at ideal speed",
  qualityLoss: "Lost to scrap and rework",
  performanceLoss: "Lost to speed and short stops",
  availabilityLoss: "Lost to stops and setup",
  shortStops: "Short stops",
};

const SYMBOLS: Readonly<Record<string, string>> = {
  POT: "planned operation time",
  "planned downtime": "maintenance and breaks that were planned",
  PBT: "planned busy time",
  APT: "actual production time",
  ASUT: "actual setup time",
  AUPT: "actual processing time, setup with it",
  ADET: "actual delay time",
  ADOT: "down or idle without an order",
  OUTSIDE_PBT: "planned downtime",
  "(APT + ADET)": "production and delay",
  AUBT: "time with an order loaded",
  "short stops": "that began in this time",
  "time in short stops": "below the threshold of the machine",
  "time to restore": "from each failure to the restart",
  FE: "failures",
  PQ: "processed",
  GQ: "good at the first pass",
  SQ: "scrap",
  RQ: "to be reworked",
  "Σ PRI×PQ": "ideal time of what was processed",
  "Σ PRI×GQ": "ideal time of what was good",
  AOET: "from the order's start to its end",
  APWT: "booked time of people",
  APAT: "attended time of people",
};

/** Things that are counted, and no times. */
const COUNTED = /^(?:FE|PQ|GQ|SQ|RQ|short stops)\b/;

/** The name of a KPI or loss at a desk. */
export function kpiName(name: string): string {
  return NAMES[name] ?? name;
}

/** What a symbol of ISO 22400 stands for; empty for one that says it itself. */
export function symbolWords(symbol: string): string {
  return SYMBOLS[symbol] ?? "";
}

/** A KPI's value as it is read: a share in percent with two decimals, a time as a clock, units an hour. */
export function kpiValue({ name, unit, value, percent }: Pick<FigureText, "name" | "unit" | "value" | "percent">, locale?: string): string {
  if (value === null) return name === "mtbf" || name === "mttr" ? "no failures" : "no value";
  switch (unit) {
    case "RATIO":
      return formatPercent(percent ?? value, { locale });
    case "SECONDS":
      return formatSignedStopwatch(Number(value));
    case "PER_HOUR":
      return `${formatQuantity(value, { locale, decimals: 1 })}\u00a0/h`;
  }
}

/** What stands in a formula: a time as a clock, all else as a figure. */
export function inputValue({ symbol, value }: FigureText["inputs"][number], locale?: string): string {
  return COUNTED.test(symbol) ? formatQuantity(value, { locale }) : formatSignedStopwatch(Number(value));
}
