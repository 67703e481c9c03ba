import { type Decimal, max, roundUp, ZERO } from "@/lib/domain/shared/decimal";
import type { OperationState } from "./operation-state";
import { goodOf, openRework, type OperationTotals } from "./totals";

export type WipOperation = OperationTotals & { readonly id: string; readonly state: OperationState };

export type WipComponent = {
  readonly item: string;
  readonly operationId: string;
  readonly decimals: number;
  readonly quantityPer: Decimal;
  readonly scrapFactor: Decimal;
  readonly issued: Decimal;
  readonly returned: Decimal;
  /** It has had its final issue: what was taken counts as used. */
  readonly closed: boolean;
};

/** What still lies in the shop for an order: units, and material that no unit has used. */
export type OpenWip = { readonly units: Decimal; readonly items: readonly string[] };

/**
 * §2.2: what must be returned, scrapped or moved before an order is aborted. Units: good of a step that neither the next one has processed nor
 * stock has received, and rework that is neither good nor scrap. Material: taken, and more than the processed units need (EX-09).
 * @param operations in their order
 */
export function openWip(operations: readonly WipOperation[], components: readonly WipComponent[], received: Decimal): OpenWip {
  const done = operations.filter((operation) => operation.state !== "SKIPPED");
  const units = done.reduce((open, operation, index) => {
    const next = done[index + 1];
    const gone = next === undefined ? received : next.processed;
    return open.plus(max(goodOf(operation).minus(gone), ZERO)).plus(openRework(operation));
  }, ZERO);
  const items = components.filter((line) => !line.closed && line.issued.minus(line.returned).gt(usedBy(line, operations))).map((line) => line.item);
  return { units, items: [...new Set(items)] };
}

function usedBy(line: WipComponent, operations: readonly WipOperation[]): Decimal {
  const processed = operations.find((operation) => operation.id === line.operationId)?.processed ?? ZERO;
  return roundUp(processed.times(line.quantityPer).times(line.scrapFactor.plus(1)), line.decimals);
}

/** True when nothing of the order lies in the shop any more. */
export function isCleared({ units, items }: OpenWip): boolean {
  return units.lte(0) && items.length === 0;
}
