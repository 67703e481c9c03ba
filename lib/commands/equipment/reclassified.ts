import "server-only";
import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { STOPS_TO_EXPLAIN } from "@/lib/domain/equipment/classify-stop";
import type { EquipmentState } from "@/lib/domain/equipment/equipment-state";
import type { Interval } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";

export type IntervalRow = typeof stateInterval.$inferSelect;

/** Keeps what the machine tells meanwhile out, until this command is over: both write the same intervals. */
export async function lockUnitStates(tx: Tx, workUnitId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${equipment.number}) from ${equipment} where ${equipment.id} = ${workUnitId}::uuid`);
}

/** Site of a stop, or null when there is no such one. */
export async function siteOfStop(tx: Tx, intervalId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: stateInterval.siteId }).from(stateInterval).where(eq(stateInterval.id, intervalId));
  return row?.siteId ?? null;
}

/** Locks a stop and the states of its unit; null where a late sample of the machine has redrawn them since a screen was read. */
export async function lockStop(tx: Tx, intervalId: string): Promise<IntervalRow | null> {
  const [found] = await tx.select({ workUnitId: stateInterval.workUnitId }).from(stateInterval).where(eq(stateInterval.id, intervalId));
  if (found !== undefined) await lockUnitStates(tx, found.workUnitId);
  const [interval] = await tx.select().from(stateInterval).where(eq(stateInterval.id, intervalId)).for("update");
  return interval ?? null;
}

/** The stop without a reason that the unit was in with this operation at an instant and is in still, or null. The caller holds the lock of its states. */
export async function openStop(tx: Tx, workUnitId: string, operationId: string, at: Date): Promise<IntervalRow | null> {
  const [row] = await tx
    .select()
    .from(stateInterval)
    .where(
      and(
        eq(stateInterval.workUnitId, workUnitId),
        eq(stateInterval.operationId, operationId),
        lte(stateInterval.fromAt, at),
        isNull(stateInterval.toAt),
        isNull(stateInterval.supersededAt),
        isNull(stateInterval.reasonCode),
        inArray(stateInterval.state, STOPS_TO_EXPLAIN),
      ),
    );
  return row ?? null;
}

/** ST-05: the fact that a stop, or a part of it, got a reason: a new version of its interval with who said so, the machine's own word kept (ST-01). */
export function reclassified(
  interval: IntervalRow,
  state: EquipmentState,
  said: { readonly reason: string; readonly comment: string | null; readonly personId: string | null },
  part: Interval = { from: interval.fromAt, to: interval.toAt },
): NewEvent {
  return {
    id: newId(),
    type: "equipment.reclassified",
    aggregate: "equipment",
    aggregateId: interval.workUnitId,
    orderId: interval.orderId,
    payload: {
      intervalId: newId(),
      supersedesId: interval.id,
      workUnitId: interval.workUnitId,
      state,
      rawState: interval.rawState,
      reasonCode: said.reason,
      comment: said.comment,
      from: part.from.toISOString(),
      to: part.to?.toISOString() ?? null,
      orderId: interval.orderId,
      operationId: interval.operationId,
      personId: said.personId,
      was: { state: interval.state, reasonCode: interval.reasonCode },
    },
  };
}
