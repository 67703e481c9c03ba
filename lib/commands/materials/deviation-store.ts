import "server-only";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { usedByDeviation } from "@/db/net-moved";
import { only } from "@/db/only";
import { orderComponent, orderOperation } from "@/db/schema/execution";
import { deviation } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { endExceptions } from "@/lib/commands/end-exceptions";
import { type Deviation, deviationState } from "@/lib/domain/materials/deviation";
import { decimal } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OrderPlan } from "@/lib/eventlog/payloads/order";
import { newId } from "@/lib/platform/ids";

export type DeviationRow = typeof deviation.$inferSelect;

/** Class of the exception that a deviation which waits for planner and quality raises. */
export const DEVIATION_ASKED = "DEVIATION_ASKED";

/** Site of a deviation, or null when there is no such one. */
export async function siteOfDeviation(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: deviation.siteId }).from(deviation).where(eq(deviation.id, id));
  return row?.siteId ?? null;
}

/** A deviation, locked: two decisions over it, and its use, come one after the other. */
export async function lockDeviation(tx: Tx, id: string): Promise<{ readonly row: DeviationRow; readonly now: Deviation }> {
  const [row] = await tx.select().from(deviation).where(eq(deviation.id, id)).for("no key update");
  if (row === undefined) throw new Error(`deviation ${id} vanished after its site was found`);
  return { row, now: await asItIs(tx, row) };
}

/** EX-12: the deviation by which an operation may use a lot at that instant, the one that was asked for first, locked; null where there is none. */
export async function usableDeviation(tx: Tx, operationId: string, lotId: string, at: Date): Promise<{ readonly row: DeviationRow; readonly now: Deviation } | null> {
  const rows = await tx
    .select()
    .from(deviation)
    .where(and(eq(deviation.operationId, operationId), eq(deviation.lotId, lotId), isNotNull(deviation.plannedBy), isNotNull(deviation.qualityBy), isNull(deviation.refusedAt)))
    .orderBy(deviation.askedAt, deviation.id)
    .for("no key update");
  for (const row of rows) {
    const now = await asItIs(tx, row);
    if (deviationState(now, at) === "APPROVED") return { row, now };
  }
  return null;
}

/** The deviation of a line that asks for the same lot and is neither refused, used nor over; null where there is none. */
export async function openDeviation(tx: Tx, componentId: string, lotId: string, at: Date): Promise<DeviationRow | null> {
  const rows = await tx
    .select()
    .from(deviation)
    .where(and(eq(deviation.componentId, componentId), eq(deviation.lotId, lotId), isNull(deviation.refusedAt)));
  for (const row of rows) {
    const state = deviationState(await asItIs(tx, row), at);
    if (state === "ASKED" || state === "APPROVED") return row;
  }
  return null;
}

/**
 * EX-12, SEC-12: deviations that end with a new plan of their order, which has not begun: their line goes, or is to be filled with something else or at another
 * operation than what was approved. Facts that say so, and end their calls.
 */
export async function deviationsEnded(tx: Tx, orderId: string, plan: OrderPlan): Promise<NewEvent[]> {
  const rows = await tx
    .select({ deviation, line: orderComponent, item: item.code, opNo: orderOperation.opNo })
    .from(deviation)
    .innerJoin(orderComponent, eq(orderComponent.id, deviation.componentId))
    .innerJoin(orderOperation, eq(orderOperation.id, orderComponent.operationId))
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(deviation.orderId, orderId), isNull(deviation.refusedAt)))
    .orderBy(deviation.askedAt, deviation.id)
    .for("no key update", only(deviation));
  const events: NewEvent[] = [];
  for (const { deviation: row, line, item: code, opNo } of rows) {
    const next = plan.components.find(({ componentId }) => componentId === line.id);
    if (next !== undefined && next.operationId === line.operationId && next.itemId === line.itemId && next.uom === line.uom) continue;
    const reason = `The ERP ${next === undefined ? "took the line away" : "changed the line"} that it was asked for: ${code} at operation ${opNo}`;
    events.push({ id: newId(), type: "deviation.ended", aggregate: "order", aggregateId: orderId, orderId, payload: { deviationId: row.id, reason } });
    events.push(...(await callEnded(tx, row)));
  }
  return events;
}

/** The call that a deviation raised is over with the decision about it. */
export async function callEnded(tx: Tx, row: DeviationRow): Promise<NewEvent[]> {
  return endExceptions(tx, row.siteId, [DEVIATION_ASKED], row.id);
}

async function asItIs(tx: Tx, row: DeviationRow): Promise<Deviation> {
  const [moved] = await tx
    .select({ used: usedByDeviation(sql`${row.id}::uuid`) })
    .from(deviation)
    .where(eq(deviation.id, row.id));
  return { ...row, refused: row.refusedAt !== null, used: decimal(moved?.used ?? "0") };
}
