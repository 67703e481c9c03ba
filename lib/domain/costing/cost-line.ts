import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { Id } from "@/lib/domain/shared/ids";
import type { Currency } from "@/lib/domain/shared/money";

export const COST_ELEMENTS = ["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD"] as const;
export const COST_ACTIVITIES = ["SETUP", "RUN", "REWORK", "DELAY"] as const;

export type CostElement = (typeof COST_ELEMENTS)[number];
export type TimeElement = Exclude<CostElement, "MATERIAL">;
export type CostActivity = (typeof COST_ACTIVITIES)[number];

/** C-09: abnormal amounts are expensed by the ERP, normal ones are inventoriable. */
export type Valuation = "NORMAL" | "ABNORMAL";

/** What every line of one posting shares. */
export type Posting = {
  readonly orderId: Id<"order">;
  readonly op: number;
  readonly currency: Currency;
  readonly sourceEventId: Id<"event">;
  readonly eventTime: Date;
  readonly recordTime: Date;
  /** Accounting date, `YYYY-MM-DD`. */
  readonly postingDate: string;
};

/**
 * One entry of the cost ledger, append-only (C-01); a row of the ledger has exactly these columns and an id.
 * `quantity` is in the item's base unit for material and in whole seconds for time; `unitCost` is per base unit or per hour.
 */
export type CostLine = Posting & {
  readonly element: CostElement;
  readonly activity: CostActivity;
  readonly quantity: Decimal;
  readonly unitCost: Decimal;
  readonly amount: Decimal;
  readonly valuation: Valuation;
  readonly reasonCode: string | null;
  /** Material only: item and lot really used, and the BOM position that it fills (null when the BOM does not ask for it). */
  readonly item: string | null;
  readonly lotId: Id<"lot"> | null;
  readonly position: number | null;
  /** Labour only. */
  readonly personId: Id<"person"> | null;
  readonly rateClass: string | null;
  readonly reversesId: Id<"cost-line"> | null;
};

/** A line as stored. */
export type PostedCostLine = CostLine & { readonly id: Id<"cost-line"> };

/** Sum of posted amounts: totals are never recomputed from unrounded values (C-01). */
export function totalAmount(lines: Iterable<Pick<CostLine, "amount">>): Decimal {
  return sum(Array.from(lines, (line) => line.amount));
}

/** C-08, C-12: work that belongs to making units the first time, as opposed to rework and delay. */
export function isFirstPass(activity: CostActivity): boolean {
  return activity === "SETUP" || activity === "RUN";
}
