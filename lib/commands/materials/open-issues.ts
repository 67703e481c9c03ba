import "server-only";
import { and, desc, eq, inArray, isNull, lte, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { costLine } from "@/db/schema/costing";
import { event } from "@/db/schema/eventlog";
import { outboxMessage } from "@/db/schema/integration";
import { genealogyEdge, lot, materialMove } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import { ReversedEntry } from "@/lib/messages/entry-reversed.v1";

type Told = Extract<ReversedEntry, { readonly type: "mes.material.issued.v1" }>;

/** An issue of which something is still with the order. */
export type OpenIssue = {
  readonly move: typeof materialMove.$inferSelect;
  readonly itemCode: string;
  readonly lotNumber: string | null;
  /** What has not come back of it. */
  readonly left: Decimal;
  /** The genealogy edge that stands for what is left; null for material without lots. */
  readonly edge: typeof genealogyEdge.$inferSelect | null;
  /** The ledger line that it was charged with (C-03). */
  readonly line: typeof costLine.$inferSelect;
  /** The message that told the ERP of what is left, as it was sent; null when none did. */
  readonly told: Told | null;
};

/** Issues of an operation up to an instant, newest first, of a lot by its number or of a line's material without lots; those that came back or were reversed are left out. */
export async function openIssues(
  tx: Tx,
  operationId: string,
  { lot: number, componentId, at }: { readonly lot: string | null; readonly componentId: string | null; readonly at: Date },
): Promise<readonly OpenIssue[]> {
  const reversal = alias(materialMove, "reversal");
  const rows = await tx
    .select({ move: materialMove, itemCode: item.code, lotNumber: lot.number })
    .from(materialMove)
    .innerJoin(item, eq(item.id, materialMove.itemId))
    .leftJoin(lot, eq(lot.id, materialMove.lotId))
    .where(
      and(
        eq(materialMove.operationId, operationId),
        eq(materialMove.type, "ISSUE"),
        isNull(materialMove.reversesId),
        lte(materialMove.eventTime, at),
        number === null ? and(isNull(materialMove.lotId), componentId === null ? undefined : eq(materialMove.componentId, componentId)) : eq(lot.number, number),
        notExists(tx.select({ id: reversal.id }).from(reversal).where(eq(reversal.reversesId, materialMove.id))),
      ),
    )
    .orderBy(desc(materialMove.eventTime), desc(materialMove.id));
  if (rows.length === 0) return [];
  const issueIds = rows.map((row) => row.move.id);
  const back = await tx.select().from(materialMove).where(inArray(materialMove.returnsId, issueIds));
  const open: OpenIssue[] = [];
  for (const row of rows) {
    const came = back.filter((one) => one.returnsId === row.move.id);
    const left = row.move.quantity.minus(sum(came.map((one) => one.quantity)));
    if (left.lte(0)) continue;
    const moveIds = [row.move.id, ...came.map((one) => one.id)];
    const facts = await factsOf(tx, row.move.orderId, moveIds);
    open.push({ ...row, left, edge: await standingEdge(tx, moveIds), line: await chargedBy(tx, row.move, facts), told: await lastTold(tx, facts) });
  }
  return open;
}

/** What may come back of these issues together. */
export function amountLeft(issues: readonly OpenIssue[]): Decimal {
  return sum(issues.map((issue) => issue.left));
}

/** EX-19: of the edges that these moves wrote, the one that is neither a reversal nor reversed. */
async function standingEdge(tx: Tx, moveIds: readonly string[]): Promise<typeof genealogyEdge.$inferSelect | null> {
  const undo = alias(genealogyEdge, "undo");
  const [edge] = await tx
    .select()
    .from(genealogyEdge)
    .where(
      and(
        inArray(genealogyEdge.moveId, [...moveIds]),
        isNull(genealogyEdge.reversesId),
        notExists(tx.select({ id: undo.id }).from(undo).where(eq(undo.reversesId, genealogyEdge.id))),
      ),
    );
  return edge ?? null;
}

/** Ids of the facts that recorded these moves. */
async function factsOf(tx: Tx, orderId: string | null, moveIds: readonly string[]): Promise<readonly string[]> {
  if (orderId === null) return [];
  const rows = await tx
    .select({ id: event.id })
    .from(event)
    .where(and(eq(event.orderId, orderId), inArray(sql<string>`${event.payload}->>'moveId'`, [...moveIds])));
  return rows.map((row) => row.id);
}

async function chargedBy(tx: Tx, move: typeof materialMove.$inferSelect, facts: readonly string[]): Promise<typeof costLine.$inferSelect> {
  const lines =
    move.orderId === null || facts.length === 0
      ? []
      : await tx
          .select()
          .from(costLine)
          .where(and(eq(costLine.orderId, move.orderId), inArray(costLine.sourceEventId, [...facts]), eq(costLine.element, "MATERIAL")));
  // The lines of what came back are negative.
  const line = lines.find((one) => one.quantity?.isPositive() === true);
  if (line === undefined) throw new Error(`issue ${move.id} was never charged to its order`);
  return line;
}

/** The newest message of an issue among those that hang on these facts: each return that left something told it anew. */
async function lastTold(tx: Tx, facts: readonly string[]): Promise<Told | null> {
  if (facts.length === 0) return null;
  const [row] = await tx
    .select({ id: outboxMessage.id, type: outboxMessage.type, payload: outboxMessage.payload })
    .from(outboxMessage)
    .where(and(inArray(outboxMessage.eventId, [...facts]), eq(outboxMessage.type, "mes.material.issued.v1")))
    .orderBy(desc(outboxMessage.id))
    .limit(1);
  if (row === undefined) return null;
  const told = ReversedEntry.parse({ id: row.id, type: row.type, data: (row.payload as { data?: unknown }).data });
  return told.type === "mes.material.issued.v1" ? told : null;
}
