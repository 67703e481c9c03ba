import "server-only";
import { and, count, eq, gte, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { STOPS_TO_EXPLAIN } from "@/lib/domain/equipment/classify-stop";
import type { OperationRow } from "./store";

/** EX-03: stops of the unit during the operation that last at least the threshold by `at`, ended or not, and have no reason. */
export async function unclassifiedStops(tx: Tx, operation: OperationRow, at: Date): Promise<number> {
  if (operation.workUnitId === null || operation.actualStartAt === null) return 0;
  const [row] = await tx
    .select({ open: count() })
    .from(stateInterval)
    .innerJoin(equipment, eq(equipment.id, stateInterval.workUnitId))
    .where(
      and(
        eq(stateInterval.workUnitId, operation.workUnitId),
        eq(stateInterval.operationId, operation.id),
        gte(stateInterval.fromAt, operation.actualStartAt),
        isNull(stateInterval.supersededAt),
        isNull(stateInterval.reasonCode),
        inArray(stateInterval.state, STOPS_TO_EXPLAIN),
        sql`coalesce(${stateInterval.toAt}, ${at.toISOString()}::timestamptz) - ${stateInterval.fromAt} >= make_interval(secs => ${equipment.microStopSeconds})`,
      ),
    );
  return row?.open ?? 0;
}
