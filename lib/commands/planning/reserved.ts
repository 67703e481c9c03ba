import "server-only";
import { and, eq, isNull, lte, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shiftProposal } from "@/db/schema/shift-proposal";
import type { LockedOperation } from "@/lib/commands/execution/store";
import { yieldFrom } from "@/lib/domain/execution/order-plan";
import type { OperationTotals } from "@/lib/domain/execution/totals";
import { decideBesideReserved, mayBegin, type MovableOrder, reserves } from "@/lib/domain/planning/shift-proposal";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";

const OPEN: ReadonlySet<string> = new Set(["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"]);

type Whose = Pick<LockedOperation, "order" | "operations" | "uom">;

/** The order as the rules of proposals see it. A step that was skipped makes nothing, so it begins nothing. */
export function movableOrder({ order, operations, uom }: Whose): MovableOrder {
  return {
    open: OPEN.has(order.state),
    quantity: order.quantity,
    received: order.received,
    operations: operations.filter((row) => row.state !== "SKIPPED").map((row) => ({ processed: row.processed, yieldToEnd: yieldFrom(row.opNo, operations) })),
    uom,
  };
}

/**
 * PL-02: what proposals keep of an order, in the order's unit; its row is locked, so that nobody reserves meanwhile. `except`: without that proposal.
 * `at`: as of then, for what happened before a proposal was made and comes late.
 */
export async function reservedQuantity(tx: Tx, orderId: string, { except, at }: { readonly except?: string; readonly at?: Date } = {}): Promise<Decimal> {
  const rows = await tx
    .select({ quantity: shiftProposal.quantity, state: shiftProposal.state, originalArrivedAt: shiftProposal.originalArrivedAt })
    .from(shiftProposal)
    .where(
      and(
        eq(shiftProposal.orderId, orderId),
        isNull(shiftProposal.endedAt),
        except === undefined ? undefined : ne(shiftProposal.id, except),
        at === undefined ? undefined : lte(shiftProposal.proposedAt, at),
      ),
    );
  return sum(rows.filter(({ state, originalArrivedAt }) => reserves({ state, originalArrived: originalArrivedAt !== null })).map(({ quantity }) => quantity));
}

/** PL-02: refuses with QUANTITY_RESERVED an entry that would begin what is kept for a move; null where nothing forbids it. `totals`: with the entry. */
export async function refuseReserved(tx: Tx, locked: LockedOperation, totals: OperationTotals, at: Date) {
  const reserved = await reservedQuantity(tx, locked.order.id, { at });
  const operations = locked.operations.map((row) => (row.id === locked.operation.id ? { ...row, processed: totals.processed } : row));
  const decision = decideBesideReserved(movableOrder({ ...locked, operations }), movableOrder(locked), reserved);
  return decision.ok ? null : decision;
}

/** PL-02: whether all that this step could still begin is kept for a move. Only the first step begins anything. */
export async function isAllReserved(tx: Tx, locked: LockedOperation, at: Date): Promise<boolean> {
  return locked.previous === null && !mayBegin(movableOrder(locked), await reservedQuantity(tx, locked.order.id, { at }));
}
