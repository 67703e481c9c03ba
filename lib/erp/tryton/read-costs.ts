import { type Decimal, decimal, r2 } from "@/lib/domain/shared/decimal";
import type { BookedCost, BookedCosts } from "@/lib/erp/read-back";
import { text } from "./plant-data";
import type { TrytonSettings } from "./settings";
import type { Day, Seconds } from "./values";

/** A component that went into an order (`sign` 1) or came back from it (−1), in the unit of its item. */
export type UsedComponent = {
  readonly item: string;
  readonly lot: string | null;
  readonly uom: string;
  readonly qty: Decimal;
  readonly sign: 1 | -1;
  /** What Tryton valued a unit at when it moved. */
  readonly cost: Decimal | null;
  readonly day: Day | null;
};

/** Work that was done and what Tryton charged for it; null where its work centre has no price. */
export type WorkedCycle = { readonly duration: Seconds | null; readonly cost: Decimal | null };

/**
 * C-17: what an order cost in Tryton. It keeps material and one kind of time, nothing of overhead, and a receipt at what the order cost and not at a standard;
 * of time only where all activities are booked on it and every work centre has a price. Amounts in the currency's cents, as its accounts take them.
 */
export function costsOf(components: readonly UsedComponent[], cycles: readonly WorkedCycle[], settings: TrytonSettings, currency: string): BookedCosts {
  const timed = new Set(settings.bookedActivities).size === 4 && cycles.every((cycle) => cycle.cost !== null);
  return {
    currency,
    elements: [{ element: "MATERIAL", postings: components.map(materialOf) }, ...(timed ? [{ element: settings.rateElement, postings: cycles.map(workOf) }] : [])],
  };
}

const NOTHING: BookedCost = { amount: "0", item: null, lot: null, qty: null, uom: null, operation: null, activity: null, seconds: null, rate: null, postedOn: null };

function materialOf({ item, lot, uom, qty, sign, cost, day }: UsedComponent): BookedCost {
  const unit = cost ?? decimal(0);
  return { ...NOTHING, amount: text(r2(qty.times(unit)).times(sign)), item, lot, qty: text(qty.times(sign)), uom, rate: text(unit), postedOn: day?.iso ?? null };
}

/** A cycle keeps no day, so months of time are not told apart. */
function workOf({ duration, cost }: WorkedCycle): BookedCost {
  return { ...NOTHING, amount: text(r2(cost ?? decimal(0))), seconds: String(duration?.seconds ?? 0) };
}
