import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { Id } from "@/lib/domain/shared/ids";
import { amountOf } from "@/lib/domain/shared/money";
import type { CostLine, Posting, Valuation } from "./cost-line";

/** One lot's part of an issue or a return; a return has a negative quantity and the cost of the original issue. */
export type MaterialFact = {
  readonly item: string;
  readonly lotId: Id<"lot"> | null;
  /** BOM position that it fills; null for an approved deviation. */
  readonly position: number | null;
  /** In the item's base unit. */
  readonly quantity: Decimal;
  /** Of a return: what of its issue is still charged. What stays is charged as if it alone had been issued, so that parts cannot leave a cent behind. */
  readonly stood?: Decimal;
  /** Cost of the lot: valuation at receipt, or the frozen standard of a produced intermediate. */
  readonly unitCost: Decimal;
  readonly activity: "RUN" | "REWORK";
  readonly valuation: Valuation;
  readonly reasonCode: string | null;
};

/** C-01, C-03: one material line per (move, lot), at that lot's cost. First-pass material is always NORMAL (C-09 splits scrap in its own view). */
export function priceMaterial(posting: Posting, fact: MaterialFact): CostLine {
  const stood = fact.stood ?? ZERO;
  return {
    ...posting,
    element: "MATERIAL",
    activity: fact.activity,
    quantity: fact.quantity,
    unitCost: fact.unitCost,
    amount: amountOf(stood.plus(fact.quantity), fact.unitCost).minus(amountOf(stood, fact.unitCost)),
    valuation: fact.activity === "RUN" ? "NORMAL" : fact.valuation,
    reasonCode: fact.reasonCode,
    item: fact.item,
    lotId: fact.lotId,
    position: fact.position,
    personId: null,
    rateClass: null,
    reversesId: null,
  };
}
