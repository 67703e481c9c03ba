import "server-only";
import { and, eq, gt, inArray } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { event } from "@/db/schema/eventlog";
import { equipment } from "@/db/schema/reference";
import type { CountedStop, ProposalScore, Restoration } from "@/lib/domain/planning/shift-proposal";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { ShiftProjection } from "@/lib/eventlog/payloads/shift-proposal";
import { shiftOutlook } from "@/lib/queries/planner/shift-projection";

/** What is moved from where to where. */
export type Shift = {
  readonly orderId: string;
  readonly itemId: string;
  readonly siteId: string;
  readonly fromWorkCentreId: string | null;
  readonly targetSiteId: string;
  readonly targetWorkCentreId: string;
  readonly quantity: Decimal;
};

/** PL-04: what the projection says of a move now, read in the command's own transaction so that it is of the order as it is locked. */
export async function projectShift(tx: Tx, now: Date, shift: Shift): Promise<ShiftProjection> {
  const [line] = await tx.select({ code: equipment.code, unitId: equipment.constraintUnitId }).from(equipment).where(eq(equipment.id, shift.targetWorkCentreId));
  if (line === undefined) throw new Error(`line ${shift.targetWorkCentreId} vanished`);
  return shiftOutlook({ db: tx, now }, [...new Set([shift.siteId, shift.targetSiteId])], shift.itemId, {
    orderId: shift.orderId,
    quantity: shift.quantity,
    fromLineId: shift.fromWorkCentreId,
    lineId: shift.targetWorkCentreId,
    line: line.code,
    unitId: line.unitId,
  });
}

/** The score of a projection, as rules compare it. */
export function scoreOf({ score }: ShiftProjection): ProposalScore {
  return score === null ? null : { waiting: decimal(score.waiting), moved: decimal(score.moved) };
}

/** The projection that is kept with a proposal. */
export function keptProjection(row: { readonly projection: unknown }): ShiftProjection {
  // Written by the projection of the log alone, from facts of this type.
  return row.projection as ShiftProjection;
}

/** S14: the stops with which the projection that is kept with a proposal reckons. */
export function countedStops(row: { readonly projection: unknown }): CountedStop[] {
  return (keptProjection(row).stops ?? []).map(({ unitId, line, since, restoreAt }) => ({ unitId, line, since: new Date(since), restore: new Date(restoreAt) }));
}

/** When the units of these stops ran again since: whatever the order in which stop and recovery were heard of, only the recovery says that a stop is over. */
export async function restorationsOf(db: Database | Tx, stops: readonly CountedStop[]): Promise<Restoration[]> {
  if (stops.length === 0) return [];
  const since = new Date(Math.min(...stops.map((stop) => stop.since.getTime())));
  const units = [...new Set(stops.map((stop) => stop.unitId))];
  return db
    .select({ unitId: event.aggregateId, at: event.eventTime })
    .from(event)
    .where(and(inArray(event.aggregateId, units), eq(event.type, "equipment.restored"), gt(event.eventTime, since)));
}
