import "server-only";
import { and, asc, desc, eq, inArray, isNull, lte, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import type { costLine } from "@/db/schema/costing";
import { event } from "@/db/schema/eventlog";
import { outboxMessage } from "@/db/schema/integration";
import { genealogyEdge } from "@/db/schema/genealogy";
import { lot, materialMove } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import { ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import { linesOf } from "@/lib/commands/execution/reverse-moves";

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

/**
 * Issues of an operation up to an instant, newest first, of a lot by its number or of a line's material without lots; those that came back or
 * were reversed are left out. Items may have lots of the same number: then the newest issue says which of them is meant.
 */
export async function openIssues(
  tx: Tx,
  operation: { readonly id: string; readonly orderId: string },
  { lot: number, componentId, at }: { readonly lot: string | null; readonly componentId: string | null; readonly at: Date },
): Promise<readonly OpenIssue[]> {
  // Of material without lots, the line alone says what is meant.
  if (number === null && componentId === null) return [];
  const reversal = alias(materialMove, "reversal");
  const rows = await tx
    .select({ move: materialMove, itemCode: item.code, lotNumber: lot.number })
    .from(materialMove)
    .innerJoin(item, eq(item.id, materialMove.itemId))
    .leftJoin(lot, eq(lot.id, materialMove.lotId))
    .where(
      and(
        // By the order, for moves are many.
        eq(materialMove.orderId, operation.orderId),
        eq(materialMove.operationId, operation.id),
        eq(materialMove.type, "ISSUE"),
        isNull(materialMove.reversesId),
        lte(materialMove.eventTime, at),
        number === null ? isNull(materialMove.lotId) : eq(lot.number, number),
        componentId === null ? undefined : eq(materialMove.componentId, componentId),
        notExists(tx.select({ id: reversal.id }).from(reversal).where(eq(reversal.reversesId, materialMove.id))),
      ),
    )
    .orderBy(desc(materialMove.eventTime), desc(materialMove.id));
  if (rows.length === 0) return [];
  const issueIds = rows.map((row) => row.move.id);
  const back = await tx.select().from(materialMove).where(inArray(materialMove.returnsId, issueIds));
  const open = rows.flatMap((row) => {
    const came = back.filter((one) => one.returnsId === row.move.id);
    const left = row.move.quantity.minus(sum(came.map((one) => one.quantity)));
    return left.lte(0) ? [] : [{ ...row, left, moveIds: [row.move.id, ...came.map((one) => one.id)] }];
  });
  const [newest] = open;
  const meant = open.filter(({ move }) => move.itemId === newest?.move.itemId && move.lotId === newest.move.lotId);
  if (meant.length === 0) return [];
  const facts = await factsOf(tx, operation.orderId, meant);
  const [edges, lines, told] = [await standingEdges(tx, operation.orderId, meant), await linesOf(tx, operation.orderId, [...facts.keys()]), await toldOf(tx, facts)];
  return meant.map(({ moveIds, ...issue }) => {
    // The lines of what came back are negative.
    const line = lines.find((one) => one.element === "MATERIAL" && one.quantity?.isPositive() === true && facts.get(one.sourceEventId) === issue.move.id);
    if (line === undefined) throw new Error(`issue ${issue.move.id} was never charged to its order`);
    return { ...issue, line, edge: edges.find((edge) => moveIds.includes(edge.moveId)) ?? null, told: told.get(issue.move.id) ?? null };
  });
}

/** What may come back of these issues together. */
export function amountLeft(issues: readonly OpenIssue[]): Decimal {
  return sum(issues.map((issue) => issue.left));
}

type Meant = { readonly move: typeof materialMove.$inferSelect; readonly moveIds: readonly string[] };

/** EX-19: of the edges that an issue and its returns wrote, the one that is neither a reversal nor reversed. */
async function standingEdges(tx: Tx, orderId: string, issues: readonly Meant[]): Promise<readonly (typeof genealogyEdge.$inferSelect)[]> {
  const undo = alias(genealogyEdge, "undo");
  return tx
    .select()
    .from(genealogyEdge)
    .where(
      and(
        eq(genealogyEdge.orderId, orderId),
        inArray(
          genealogyEdge.moveId,
          issues.flatMap(({ moveIds }) => moveIds),
        ),
        isNull(genealogyEdge.reversesId),
        notExists(tx.select({ id: undo.id }).from(undo).where(eq(undo.reversesId, genealogyEdge.id))),
      ),
    );
}

/** The facts that recorded these issues and their returns, each with the issue that it is about. */
async function factsOf(tx: Tx, orderId: string, issues: readonly Meant[]): Promise<ReadonlyMap<string, string>> {
  const issueOf = new Map(issues.flatMap(({ move, moveIds }) => moveIds.map((moveId) => [moveId, move.id] as const)));
  const moveId = sql<string>`${event.payload}->>'moveId'`;
  const rows = await tx
    .select({ id: event.id, moveId })
    .from(event)
    .where(and(eq(event.orderId, orderId), inArray(moveId, [...issueOf.keys()])));
  return new Map(rows.flatMap((row) => (issueOf.has(row.moveId) ? [[row.id, issueOf.get(row.moveId) ?? ""] as const] : [])));
}

/** The newest message of each issue among those that hang on its facts: each return that left something told it anew. */
async function toldOf(tx: Tx, facts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Told>> {
  const rows = await tx
    .select({ id: outboxMessage.id, type: outboxMessage.type, payload: outboxMessage.payload, eventId: outboxMessage.eventId })
    .from(outboxMessage)
    .where(and(inArray(outboxMessage.eventId, [...facts.keys()]), eq(outboxMessage.type, "mes.material.issued.v1")))
    .orderBy(asc(outboxMessage.id));
  const newest = new Map<string, Told>();
  for (const row of rows) {
    const told = ReversedEntry.parse({ id: row.id, type: row.type, data: (row.payload as { data?: unknown }).data });
    const issueId = facts.get(row.eventId ?? "");
    if (issueId !== undefined && told.type === "mes.material.issued.v1") newest.set(issueId, told);
  }
  return newest;
}
