import { type Decimal, ZERO, decimal, r2, sum } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import { COST_ELEMENTS, type CostElement, type TimeElement, isFirstPass, totalAmount } from "./cost-line";
import { TIME_ELEMENTS } from "./standard";
import { materialStages, standardPriceOf } from "./variance-material";
import { type VarianceInput, type VarianceLine, operationUnits } from "./variance-stages";
import { type TimeStages, timeAtStandard, timeStages } from "./variance-time";

export const VARIANCE_CATEGORIES = [
  "MATERIAL_PRICE",
  "MATERIAL_MIX",
  "MATERIAL_USAGE",
  "LABOUR_RATE",
  "LABOUR_EFFICIENCY",
  "MACHINE_RATE",
  "MACHINE_EFFICIENCY",
  "OVERHEAD_RATE",
  "OVERHEAD_EFFICIENCY",
  "REWORK",
  "DELAY",
  "YIELD_SCRAP",
  "LOT_SIZE",
  "REMAINING",
] as const;

export type VarianceCategory = (typeof VARIANCE_CATEGORIES)[number];

/** What one element may cost for the good quantity, what it did cost, and the steps between the two: `actual − standard` is exactly their sum. */
type ElementVariance = {
  readonly standard: Decimal;
  readonly actual: Decimal;
  readonly steps: Readonly<Partial<Record<VarianceCategory, Decimal>>>;
};

export type Variance = {
  /** Positive is unfavourable. */
  readonly categories: Readonly<Record<VarianceCategory, Decimal>>;
  /**
   * The same variance by element, at the level of this order: a made component is MATERIAL at its full standard on both sides, for that is what it is
   * issued at (C-03), whatever elements its own standard is made of (§4.2). Their differences sum to `total + salvage − REMAINING`.
   */
  readonly elements: Readonly<Record<CostElement, ElementVariance>>;
  readonly actual: Decimal;
  readonly salvage: Decimal;
  readonly credit: Decimal;
  /** `actual − salvage − credit`: exactly the sum of the categories. */
  readonly total: Decimal;
  /** REMAINING is more than rounding can explain: the frozen standard does not match its own BOM and routing. */
  readonly remainingAlarm: boolean;
};

/**
 * §4.3: full decomposition of an order's variance, cumulative, final once the order is COMPLETED. Every category is a difference
 * of two adjacent rounded stages, so that the sum is exact by construction.
 */
export function decomposeVariance(input: VarianceInput): Variance {
  const units = operationUnits(input);
  const material = materialStages(input, units);
  const time = {
    LABOUR: timeStages(input, units, "LABOUR"),
    MACHINE: timeStages(input, units, "MACHINE"),
    OVERHEAD: timeStages(input, units, "OVERHEAD"),
  };
  const elements: Variance["elements"] = {
    MATERIAL: {
      standard: material.forGood,
      actual: actualOf(input, "MATERIAL"),
      steps: {
        MATERIAL_PRICE: material.paid.minus(material.atStandardPrice).plus(laterMaterialPrice(input)),
        MATERIAL_MIX: material.atStandardPrice.minus(material.atStandardMix),
        MATERIAL_USAGE: material.atStandardMix.minus(material.forProcessed),
        ...laterSteps(input, "MATERIAL"),
        YIELD_SCRAP: material.forProcessed.minus(material.forGood),
      },
    },
    LABOUR: timeVariance(input, "LABOUR", time.LABOUR),
    MACHINE: timeVariance(input, "MACHINE", time.MACHINE),
    OVERHEAD: timeVariance(input, "OVERHEAD", time.OVERHEAD),
  };
  const step = (category: VarianceCategory) => sum(COST_ELEMENTS.map((element) => elements[element].steps[category] ?? ZERO));

  const actual = totalAmount(input.lines);
  const credit = amountOf(input.good, input.standardUnitCost);
  const terms = material.terms + sum(TIME_ELEMENTS.map((element) => decimal(time[element].terms))).toNumber();
  const remaining = sum(COST_ELEMENTS.map((element) => elements[element].standard)).minus(credit);

  return {
    categories: {
      MATERIAL_PRICE: step("MATERIAL_PRICE"),
      MATERIAL_MIX: step("MATERIAL_MIX"),
      MATERIAL_USAGE: step("MATERIAL_USAGE"),
      LABOUR_RATE: step("LABOUR_RATE"),
      LABOUR_EFFICIENCY: step("LABOUR_EFFICIENCY"),
      MACHINE_RATE: step("MACHINE_RATE"),
      MACHINE_EFFICIENCY: step("MACHINE_EFFICIENCY"),
      OVERHEAD_RATE: step("OVERHEAD_RATE"),
      OVERHEAD_EFFICIENCY: step("OVERHEAD_EFFICIENCY"),
      REWORK: step("REWORK"),
      DELAY: step("DELAY"),
      YIELD_SCRAP: step("YIELD_SCRAP").minus(input.salvage),
      LOT_SIZE: step("LOT_SIZE"),
      REMAINING: remaining,
    },
    elements,
    actual,
    salvage: input.salvage,
    credit,
    total: actual.minus(input.salvage).minus(credit),
    remainingAlarm: remaining.abs().gt(r2(decimal(terms).div(100))),
  };
}

function timeVariance(input: VarianceInput, element: TimeElement, stages: TimeStages): ElementVariance {
  return {
    standard: stages.setupForGood.plus(stages.runForGood),
    actual: actualOf(input, element),
    steps: {
      [`${element}_RATE` as const]: stages.rateVariance,
      [`${element}_EFFICIENCY` as const]: stages.atStandardRate.minus(stages.setupOfOrder).minus(stages.runForProcessed),
      ...laterSteps(input, element),
      YIELD_SCRAP: stages.runForProcessed.minus(stages.runForGood),
      LOT_SIZE: stages.setupOfOrder.minus(stages.setupForGood),
    },
  };
}

function actualOf(input: VarianceInput, element: CostElement): Decimal {
  return totalAmount(input.lines.filter((line) => line.element === element));
}

function lineAtStandard(input: VarianceInput, line: VarianceLine): Decimal {
  return line.element === "MATERIAL" ? amountOf(line.quantity, standardPriceOf(input.standard, line)) : timeAtStandard(input.standard, line, line.element);
}

/** Rework and delay have categories of their own, at standard. */
function laterSteps(input: VarianceInput, element: CostElement): { readonly REWORK: Decimal; readonly DELAY: Decimal } {
  const of = (activity: "REWORK" | "DELAY") => sum(input.lines.filter((line) => line.element === element && line.activity === activity).map((line) => lineAtStandard(input, line)));
  return { REWORK: of("REWORK"), DELAY: of("DELAY") };
}

/** Price variance of material that was used outside the first pass: rework material counts in MATERIAL_PRICE too. */
function laterMaterialPrice(input: VarianceInput): Decimal {
  let price = ZERO;
  for (const line of input.lines) {
    if (line.element !== "MATERIAL" || isFirstPass(line.activity)) continue;
    price = price.plus(line.amount).minus(lineAtStandard(input, line));
  }
  return price;
}
