import "server-only";
import { count, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { isStopToExplain } from "@/db/stop-to-explain";
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
      isStopToExplain({
        workUnitId: operation.workUnitId,
        operationId: operation.id,
        since: operation.actualStartAt,
        at,
        states: STOPS_TO_EXPLAIN,
        thresholdSeconds: equipment.microStopSeconds,
      }),
    );
  return row?.open ?? 0;
}
