import "server-only";
import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { arrivedOrders } from "@/lib/domain/planning/shift-proposal";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import { proposalFact, type ProposalRow } from "./proposal-store";

type OrderRow = typeof productionOrder.$inferSelect;

/** An order as it is after the message of the ERP that is being applied. */
export type SeenOrder = { readonly siteId: string; readonly orderId: string; readonly number: string; readonly quantity: Decimal; readonly withdrawn: boolean };

/** PL-03: what the order that comes from the ERP means for proposals that wait for it: it is one of the two, and perhaps the second of them. */
export async function shiftArrivals(tx: Tx, seen: SeenOrder): Promise<NewEvent[]> {
  const rows = await tx
    .select()
    .from(shiftProposal)
    .where(
      or(
        // The reduced original may come before the answer that says so.
        and(eq(shiftProposal.orderId, seen.orderId), inArray(shiftProposal.state, ["SENT", "ERP_ACCEPTED"]), isNull(shiftProposal.originalArrivedAt)),
        and(eq(shiftProposal.targetSiteId, seen.siteId), eq(shiftProposal.newOrder, seen.number), eq(shiftProposal.state, "ERP_ACCEPTED"), isNull(shiftProposal.targetArrivedAt)),
      ),
    )
    .orderBy(asc(shiftProposal.id))
    .for("update");
  return rows.flatMap((row) => {
    const isOriginal = row.orderId === seen.orderId;
    const agreed = { base: row.orderQuantity, moved: row.quantity };
    const arrived = isOriginal
      ? arrivedOrders({ ...agreed, original: seen, target: null }).original
      : arrivedOrders({ ...agreed, original: { quantity: row.orderQuantity, withdrawn: false }, target: seen }).target;
    return arrived ? arrivedFacts(row, isOriginal ? { original: seen.number } : { target: seen.number }) : [];
  });
}

/** The order that the ERP made for the moved part, beside the one that it was taken from. */
export const TARGET_ORDER = alias(productionOrder, "target_order");

/** PL-03: the same for one proposal, from both orders as they stand here: for what came while the answer of the ERP was still on its way. */
export async function standingArrivals(tx: Tx, proposal: ProposalRow): Promise<NewEvent[]> {
  const [orders] = await tx
    .select({ original: productionOrder, target: TARGET_ORDER })
    .from(productionOrder)
    .leftJoin(TARGET_ORDER, and(eq(TARGET_ORDER.siteId, proposal.targetSiteId), eq(TARGET_ORDER.number, proposal.newOrder ?? "")))
    .where(eq(productionOrder.id, proposal.orderId));
  if (orders === undefined) throw new Error(`the order of proposal ${proposal.id} is missing`);
  return arrivedNow(proposal, orders.original, orders.target);
}

/** What both orders say that the proposal does not know yet. */
export function arrivedNow(proposal: ProposalRow, original: OrderRow, target: OrderRow | null): NewEvent[] {
  const arrived = arrivedOrders({
    base: proposal.orderQuantity,
    moved: proposal.quantity,
    original: { quantity: original.quantity, withdrawn: original.state === "CANCELLED" || original.state === "ABORTED" },
    target,
  });
  return arrivedFacts(proposal, {
    ...(arrived.original && proposal.originalArrivedAt === null ? { original: original.number } : {}),
    ...(arrived.target && proposal.targetArrivedAt === null && target !== null ? { target: target.number } : {}),
  });
}

/** One fact for each order that is new, and EXECUTED once the ERP has accepted and both are there. */
function arrivedFacts(row: ProposalRow, { original, target }: { readonly original?: string; readonly target?: string }): NewEvent[] {
  const { id: proposalId, orderId } = row;
  const facts: NewEvent[] = [];
  if (original !== undefined) facts.push(proposalFact("shift_proposal.order_arrived", proposalId, orderId, { proposalId, which: "ORIGINAL", number: original }));
  if (target !== undefined) facts.push(proposalFact("shift_proposal.order_arrived", proposalId, orderId, { proposalId, which: "TARGET", number: target }));
  const both = (original !== undefined || row.originalArrivedAt !== null) && (target !== undefined || row.targetArrivedAt !== null);
  if (both && row.state === "ERP_ACCEPTED" && facts.length > 0) facts.push(proposalFact("shift_proposal.executed", proposalId, orderId, { proposalId }));
  return facts;
}
