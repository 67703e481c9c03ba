import { type Decimal, ZERO, sum } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import { isFirstPass } from "./cost-line";
import { type OperationProgress, goodOf } from "./operation-progress";
import { accumulatedStandard } from "./roll-up";
import { type ProductStandard, totalOf } from "./standard";
import { equivalentQuantities } from "./variance-material";
import type { VarianceLine } from "./variance-stages";

/** One physical place of value in an open order, at standard. */
export type WipPlace = {
  readonly kind: "COMPONENT" | "AFTER_OPERATION" | "FINISHED";
  /** Item code of a component, operation number of units that left it. */
  readonly at: string;
  readonly quantity: Decimal;
  readonly unitCost: Decimal;
  readonly amount: Decimal;
};

export type WipQuantityCheck = { readonly places: readonly WipPlace[]; readonly amount: Decimal };

/**
 * C-12: WIP by what lies on the floor: components issued and not processed (net of scrap factor), units between operations at the
 * accumulated standard, finished and not received at the frozen total. The difference to WIP(T, K) is the order's in-process variance.
 */
export function wipByQuantity(input: {
  readonly standard: ProductStandard;
  readonly standardUnitCost: Decimal;
  readonly lines: readonly VarianceLine[];
  readonly progress: readonly OperationProgress[];
  readonly received: Decimal;
}): WipQuantityCheck {
  const progress = new Map(input.progress.map((each) => [each.op, each]));
  const issued = equivalentQuantities(
    input.standard,
    input.lines.filter((line) => line.element === "MATERIAL" && isFirstPass(line.activity)),
  );
  const places: WipPlace[] = input.standard.components.map((component) => {
    const processed = progress.get(component.op)?.processed ?? ZERO;
    const quantity = (issued.get(component.position) ?? ZERO).minus(processed.times(component.quantityPer));
    return place("COMPONENT", component.item, quantity, totalOf(component.cost));
  });
  // A skipped operation neither takes nor gives: units pass it on the way to the next one that works.
  const worked = input.standard.operations.filter((operation) => !(progress.get(operation.op)?.skipped ?? false));
  worked.forEach(({ op }, index) => {
    const done = progress.get(op);
    const next = worked[index + 1];
    const taken = next === undefined ? input.received : (progress.get(next.op)?.processed ?? ZERO);
    const quantity = (done === undefined ? ZERO : goodOf(done)).minus(taken);
    const unitCost = next === undefined ? input.standardUnitCost : accumulatedStandard(input.standard, op);
    places.push(place(next === undefined ? "FINISHED" : "AFTER_OPERATION", String(op), quantity, unitCost));
  });
  return { places, amount: sum(places.map((each) => each.amount)) };
}

function place(kind: WipPlace["kind"], at: string, quantity: Decimal, unitCost: Decimal): WipPlace {
  return { kind, at, quantity, unitCost, amount: amountOf(quantity, unitCost) };
}
