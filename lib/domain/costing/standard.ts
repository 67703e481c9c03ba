import { type Decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { CostElement, TimeElement } from "./cost-line";
import type { OverheadBasis } from "./rates";

export const TIME_ELEMENTS: readonly TimeElement[] = ["LABOUR", "MACHINE", "OVERHEAD"];

/** Cost of one unit by element. */
export type ElementCost = Readonly<Record<CostElement, Decimal>>;

/** One operation of the routing as frozen: times in hours, run times per unit processed, rates per hour. */
export type StandardOperation = {
  readonly op: number;
  readonly plannedYield: Decimal;
  readonly setupMachineHours: Decimal;
  readonly setupLabourHours: Decimal;
  readonly runMachineHours: Decimal;
  readonly runLabourHours: Decimal;
  readonly labourRate: Decimal;
  readonly machineRate: Decimal;
  readonly overheadRate: Decimal;
  readonly overheadBasis: OverheadBasis;
};

/** An allowed substitute: `factor` units of it replace one of the standard component (EX-12). */
export type StandardSubstitute = { readonly item: string; readonly factor: Decimal; readonly price: Decimal };

/** One BOM line as frozen. */
export type StandardComponent = {
  readonly position: number;
  readonly item: string;
  readonly op: number;
  /** Per unit processed at the operation, without scrap factor. */
  readonly quantityPer: Decimal;
  readonly scrapFactor: Decimal;
  /** Frozen cost of one unit: a bought item has material only, a made one all elements. */
  readonly cost: ElementCost;
  readonly made: boolean;
  readonly mixGroup: string | null;
  readonly substitutes: readonly StandardSubstitute[];
};

/** What the standard cost of an item is rolled up from. Operations ascend by number. */
export type ProductStandard = {
  readonly item: string;
  readonly costingLotSize: Decimal;
  readonly operations: readonly StandardOperation[];
  readonly components: readonly StandardComponent[];
};

const NO_COST: ElementCost = { MATERIAL: ZERO, LABOUR: ZERO, MACHINE: ZERO, OVERHEAD: ZERO };

/** Cost of a bought item: its standard price is all material. */
export function boughtAt(price: Decimal): ElementCost {
  return { ...NO_COST, MATERIAL: price };
}

/** All elements together. */
export function totalOf(cost: ElementCost): Decimal {
  return cost.MATERIAL.plus(cost.LABOUR).plus(cost.MACHINE).plus(cost.OVERHEAD);
}

/** Quantity per unit processed including the scrap factor, which adds (§4.2). */
export function grossPer(component: Pick<StandardComponent, "quantityPer" | "scrapFactor">): Decimal {
  return component.quantityPer.times(ONE.plus(component.scrapFactor));
}

/** Setup and run hours and the rate that one element is charged with at an operation; overhead takes the hours of its driver. */
export function timeStandard(operation: StandardOperation, element: TimeElement): { setupHours: Decimal; runHours: Decimal; rate: Decimal } {
  const labour = { setupHours: operation.setupLabourHours, runHours: operation.runLabourHours };
  const machine = { setupHours: operation.setupMachineHours, runHours: operation.runMachineHours };
  switch (element) {
    case "LABOUR":
      return { ...labour, rate: operation.labourRate };
    case "MACHINE":
      return { ...machine, rate: operation.machineRate };
    case "OVERHEAD":
      return { ...(operation.overheadBasis === "LABOUR_H" ? labour : machine), rate: operation.overheadRate };
  }
}

/** `CY_k`: product of the planned yields from each operation to the last, by operation number. */
export function cumulativeYields(operations: readonly Pick<StandardOperation, "op" | "plannedYield">[]): ReadonlyMap<number, Decimal> {
  const yields = new Map<number, Decimal>();
  let product = ONE;
  for (const operation of operations.toReversed()) {
    product = product.times(operation.plannedYield);
    yields.set(operation.op, product);
  }
  return yields;
}
