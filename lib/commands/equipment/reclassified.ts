import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { STOPS_TO_EXPLAIN } from "@/lib/domain/equipment/classify-stop";
import type { EquipmentState } from "@/lib/domain/equipment/equipment-state";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";

export type IntervalRow = typeof stateInterval.$inferSelect;

/** Keeps what the machine tells meanwhile out, until this command is over: both write the same intervals. */
export async function lockUnitStates(tx: Tx, workUnitId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${equipment.number}) from ${equipment} where ${equipment.id} = ${workUnitId}::uuid`);
}

/** The stop without a reason in which the unit is right now with this operation, or null. The caller holds the lock of its states. */
export async function openStop(tx: Tx, workUnitId: string, operationId: string): Promise<IntervalRow | null> {
  const [row] = await tx
    .select()
    .from(stateInterval)
    .where(
      and(
        eq(stateInterval.workUnitId, workUnitId),
        eq(stateInterval.operationId, operationId),
        isNull(stateInterval.toAt),
        isNull(stateInterval.supersededAt),
        isNull(stateInterval.reasonCode),
        inArray(stateInterval.state, STOPS_TO_EXPLAIN),
      ),
    );
  return row ?? null;
}

/** ST-05: the fact that a stop got a reason: a new version of its interval with who said so, the machine's own word kept (ST-01). */
export function reclassified(
  interval: IntervalRow,
  state: EquipmentState,
  said: { readonly reason: string; readonly comment: string | null; readonly personId: string | null },
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
      from: interval.fromAt.toISOString(),
      to: interval.toAt?.toISOString() ?? null,
      orderId: interval.orderId,
      operationId: interval.operationId,
      personId: said.personId,
      was: { state: interval.state, reasonCode: interval.reasonCode },
    },
  };
}
