import { type Decimal, ZERO, decimal, r2, sum } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import { isFirstPass, totalAmount } from "./cost-line";
import { TIME_ELEMENTS } from "./standard";
import { materialStages, standardPriceOf } from "./variance-material";
import { type VarianceInput, type VarianceLine, operationUnits } from "./variance-stages";
import { timeAtStandard, timeStages } from "./variance-time";

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

export type Variance = {
  /** Positive is unfavourable. */
  readonly categories: Readonly<Record<VarianceCategory, Decimal>>;
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
  const stages = TIME_ELEMENTS.map((element) => time[element]);
  const efficiency = (element: (typeof TIME_ELEMENTS)[number]) => time[element].atStandardRate.minus(time[element].setupOfOrder).minus(time[element].runForProcessed);

  const actual = totalAmount(input.lines);
  const credit = amountOf(input.good, input.standardUnitCost);
  const laterPrice = laterMaterialPrice(input);
  const lastStages = sum([material.forGood, ...stages.flatMap((each) => [each.setupForGood, each.runForGood])]);
  const terms = material.terms + sum(stages.map((each) => decimal(each.terms))).toNumber();
  const remaining = lastStages.minus(credit);

  return {
    categories: {
      MATERIAL_PRICE: material.paid.minus(material.atStandardPrice).plus(laterPrice),
      MATERIAL_MIX: material.atStandardPrice.minus(material.atStandardMix),
      MATERIAL_USAGE: material.atStandardMix.minus(material.forProcessed),
      LABOUR_RATE: time.LABOUR.rateVariance,
      LABOUR_EFFICIENCY: efficiency("LABOUR"),
      MACHINE_RATE: time.MACHINE.rateVariance,
      MACHINE_EFFICIENCY: efficiency("MACHINE"),
      OVERHEAD_RATE: time.OVERHEAD.rateVariance,
      OVERHEAD_EFFICIENCY: efficiency("OVERHEAD"),
      REWORK: atStandard(input, "REWORK"),
      DELAY: atStandard(input, "DELAY"),
      YIELD_SCRAP: sum(stages.map((each) => each.runForProcessed.minus(each.runForGood)))
        .plus(material.forProcessed)
        .minus(material.forGood)
        .minus(input.salvage),
      LOT_SIZE: sum(stages.map((each) => each.setupOfOrder.minus(each.setupForGood))),
      REMAINING: remaining,
    },
    actual,
    salvage: input.salvage,
    credit,
    total: actual.minus(input.salvage).minus(credit),
    remainingAlarm: remaining.abs().gt(r2(decimal(terms).div(100))),
  };
}

function lineAtStandard(input: VarianceInput, line: VarianceLine): Decimal {
  return line.element === "MATERIAL" ? amountOf(line.quantity, standardPriceOf(input.standard, line)) : timeAtStandard(input.standard, line, line.element);
}

function atStandard(input: VarianceInput, activity: "REWORK" | "DELAY"): Decimal {
  return sum(input.lines.filter((line) => line.activity === activity).map((line) => lineAtStandard(input, line)));
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
