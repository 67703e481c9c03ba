import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { CostElement, CostLine } from "./cost-line";
import type { VarianceLine } from "./variance-stages";
import type { OrderCredit } from "./wip";

/** One row of the ledger as it is stored: `quantity` for goods, `seconds` for time, never both; credits and salvage are negative amounts. */
export type LedgerRow = {
  readonly orderId: string;
  readonly opNo: number;
  readonly element: CostElement | "SALVAGE" | "CREDIT";
  readonly activity: CostLine["activity"];
  readonly position: number | null;
  readonly itemId: string | null;
  readonly lotId: string | null;
  readonly personId: string | null;
  readonly rateClass: string | null;
  readonly quantity: Decimal | null;
  readonly seconds: number | null;
  readonly unitCost: Decimal;
  readonly standardUnitCost: Decimal;
  readonly amount: Decimal;
  readonly currency: string;
  readonly valuation: CostLine["valuation"];
  readonly reasonCode: string | null;
  readonly sourceEventId: string;
  readonly reversesId: string | null;
  readonly eventTime: Date;
  readonly recordTime: Date;
  readonly postingDate: string;
};

/** An order's ledger, split into what was charged and what was given back. */
export type Ledger = { readonly lines: readonly (CostLine & VarianceLine)[]; readonly credits: readonly OrderCredit[] };

/**
 * C-11: stored rows in the terms of the cost views. Charges keep their sign; credits and salvage, stored as negative
 * amounts, become positive. Items go by their id, so a standard that they are compared with must name items by id too.
 */
export function readLedger(rows: Iterable<LedgerRow>): Ledger {
  const lines: (CostLine & VarianceLine)[] = [];
  const credits: OrderCredit[] = [];
  for (const row of rows) {
    const quantity = row.quantity ?? decimal(row.seconds ?? 0);
    if (row.element === "SALVAGE" || row.element === "CREDIT") {
      const kind = row.element === "CREDIT" ? "RECEIPT" : "SALVAGE";
      const { sourceEventId, eventTime, recordTime } = row;
      credits.push({ kind, quantity: quantity.neg(), amount: row.amount.neg(), sourceEventId, eventTime, recordTime });
      continue;
    }
    const { opNo, itemId, seconds: _, ...shared } = row;
    lines.push({ ...shared, element: row.element, op: opNo, item: itemId, quantity });
  }
  return { lines, credits };
}
