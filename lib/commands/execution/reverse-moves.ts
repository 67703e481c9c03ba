import "server-only";
import { and, asc, eq, inArray, isNull, notExists } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { costLine } from "@/db/schema/costing";
import { orderComponent } from "@/db/schema/execution";
import { genealogyEdge } from "@/db/schema/genealogy";
import { type materialMove } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { componentAfter } from "@/lib/domain/materials/component-state";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CostPosted } from "@/lib/eventlog/payloads/materials";
import { newId } from "@/lib/platform/ids";
import { posted } from "@/lib/commands/costing/post-cost";
import { postingDay } from "@/lib/commands/costing/posting-day";
import { lockStock } from "@/lib/commands/materials/lock-stock";
import { plannedUnits } from "@/lib/commands/materials/planned-units";
import type { LockedOperation } from "./store";

export type MoveRow = typeof materialMove.$inferSelect;
export type LineRow = typeof costLine.$inferSelect;

/** Locks the components and then the stock that taking these moves back will touch, each in the order that all commands keep. */
export async function lockForReversal(tx: Tx, siteId: string, moves: readonly MoveRow[]): Promise<void> {
  const componentIds = moves.flatMap((move) => (move.componentId === null ? [] : [move.componentId]));
  if (componentIds.length > 0)
    await tx.select({ id: orderComponent.id }).from(orderComponent).where(inArray(orderComponent.id, componentIds)).orderBy(asc(orderComponent.position)).for("no key update");
  await lockStock(tx, siteId, { lotIds: moves.flatMap((move) => (move.lotId === null ? [] : [move.lotId])) });
}

/** EX-19: the exact opposite of each move and of its genealogy edge, at the time of the original, at its original cost. Locked by `lockForReversal`. */
export async function reverseMoves(tx: Tx, moves: readonly MoveRow[], personId: string | null, reason: string): Promise<NewEvent[]> {
  if (moves.length === 0) return [];
  const ids = moves.map((move) => move.id);
  const edges = await tx.select().from(genealogyEdge).where(inArray(genealogyEdge.moveId, ids));
  const componentIds = moves.flatMap((move) => (move.componentId === null ? [] : [move.componentId]));
  const components = componentIds.length === 0 ? [] : await tx.select().from(orderComponent).where(inArray(orderComponent.id, componentIds));
  const codes = await itemCodes(tx, moves);
  const issued = new Map(components.map((row) => [row.id, row.issued]));
  return moves.map((move): NewEvent => {
    const edge = edges.find((row) => row.moveId === move.id);
    // What rework used never counted on its line.
    const component = move.activity === "REWORK" ? undefined : components.find((row) => row.id === move.componentId);
    const left = component === undefined ? null : (issued.get(component.id) ?? component.issued).minus(plannedUnits(component, move, codes.get(move.itemId) ?? "", move.quantity));
    if (component !== undefined && left !== null) issued.set(component.id, left);
    return {
      id: newId(),
      type: "material.reversed",
      aggregate: move.lotId === null ? "order" : "lot",
      aggregateId: move.lotId ?? move.orderId ?? move.id,
      orderId: move.orderId,
      eventTime: move.eventTime,
      payload: {
        moveId: newId(),
        // Moves of the types that a reversal meets; the table's other types are never reversed this way.
        type: move.type === "SPLIT" || move.type === "MERGE" || move.type === "SHIP" ? "ADJUST" : move.type,
        itemId: move.itemId,
        lotId: move.lotId,
        quantity: move.quantity.negated().toFixed(),
        uom: move.uom,
        fromLocationId: move.fromLocationId,
        toLocationId: move.toLocationId,
        orderId: move.orderId,
        operationId: move.operationId,
        componentId: move.componentId,
        entryId: move.entryId,
        activity: move.activity,
        unitCost: move.unitCost?.toFixed() ?? null,
        personId,
        reason,
        ...(move.deviationId === null ? {} : { deviationId: move.deviationId }),
        reversesId: move.id,
        component: component === undefined || left === null ? null : componentAfter({ ...component, issued: left }),
        edge:
          edge === undefined || (edge.kind !== "CONSUME" && edge.kind !== "PRODUCE")
            ? null
            : {
                edgeId: newId(),
                kind: edge.kind,
                runId: edge.runId,
                from: edge.fromAt.toISOString(),
                to: edge.toAt.toISOString(),
                workUnitId: edge.workUnitId,
                operators: edge.operators,
                reversesId: edge.id,
              },
      },
    };
  });
}

async function itemCodes(tx: Tx, moves: readonly MoveRow[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .select({ id: item.id, code: item.code })
    .from(item)
    .where(inArray(item.id, [...new Set(moves.map((move) => move.itemId))]));
  return new Map(rows.map((row) => [row.id, row.code]));
}

/** EX-19, C-03: the exact opposite of ledger lines, with the original unit cost, at the original event time. */
export async function reverseCost(
  tx: Tx,
  locked: Pick<LockedOperation, "order" | "currency" | "timeZone">,
  lines: readonly LineRow[],
  sourceEventId: string,
  recordedAt: Date,
): Promise<NewEvent[]> {
  return perTime(tx, locked, lines, sourceEventId, recordedAt, (line) => ({
    ...copyOf(line),
    quantity: line.quantity?.negated().toFixed() ?? null,
    seconds: line.seconds === null ? null : -line.seconds,
    amount: line.amount.negated().toFixed(2),
    reversesId: line.id,
  }));
}

/** The same time once more: what a reversed entry had used was really used, so it stays with the operation. */
export async function repeatCost(
  tx: Tx,
  locked: Pick<LockedOperation, "order" | "currency" | "timeZone">,
  lines: readonly LineRow[],
  sourceEventId: string,
  recordedAt: Date,
): Promise<NewEvent[]> {
  return perTime(tx, locked, lines, sourceEventId, recordedAt, copyOf);
}

type Line = CostPosted["lines"][number];

function copyOf(line: LineRow): Omit<Line, "lineId" | "sourceEventId"> {
  return {
    operationId: line.operationId,
    opNo: line.opNo,
    element: line.element,
    activity: line.activity,
    position: line.position,
    itemId: line.itemId,
    lotId: line.lotId,
    personId: line.personId,
    rateClass: line.rateClass,
    workUnitId: line.workUnitId,
    quantity: line.quantity?.toFixed() ?? null,
    uom: line.uom,
    seconds: line.seconds,
    unitCost: line.unitCost.toFixed(),
    standardUnitCost: line.standardUnitCost.toFixed(),
    amount: line.amount.toFixed(2),
    valuation: line.valuation,
    reasonCode: line.reasonCode,
    reversesId: null,
  };
}

async function perTime(
  tx: Tx,
  locked: Pick<LockedOperation, "order" | "currency" | "timeZone">,
  lines: readonly LineRow[],
  sourceEventId: string,
  recordedAt: Date,
  make: (line: LineRow) => Omit<Line, "lineId" | "sourceEventId">,
): Promise<NewEvent[]> {
  const times = [...new Set(lines.map((line) => line.eventTime.getTime()))];
  const events: NewEvent[] = [];
  for (const time of times) {
    const at = new Date(time);
    const day = await postingDay(tx, locked.order.siteId, locked.timeZone, at);
    const mine = lines.filter((line) => line.eventTime.getTime() === time).map((line): Line => ({ ...make(line), lineId: newId(), sourceEventId }));
    events.push(posted(locked, { eventId: sourceEventId, at, recordedAt }, day, mine));
  }
  return events;
}

/** Ledger lines that came from these facts and stand: neither reversed nor reversals. */
export async function linesOf(tx: Tx, orderId: string, sourceEventIds: readonly string[]): Promise<LineRow[]> {
  if (sourceEventIds.length === 0) return [];
  const reversal = alias(costLine, "reversal");
  const reversed = tx.select({ id: reversal.id }).from(reversal).where(eq(reversal.reversesId, costLine.id));
  return tx
    .select()
    .from(costLine)
    .where(and(eq(costLine.orderId, orderId), inArray(costLine.sourceEventId, [...sourceEventIds]), isNull(costLine.reversesId), notExists(reversed)));
}
