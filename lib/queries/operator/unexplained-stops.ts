import "server-only";
import { asc } from "drizzle-orm";
import type { orderOperation } from "@/db/schema/execution";
import { stateInterval } from "@/db/schema/telemetry";
import { isStopToExplain } from "@/db/stop-to-explain";
import { STOPS_TO_EXPLAIN } from "@/lib/domain/equipment/classify-stop";
import type { FloorReader } from "./floor-reader";
import type { FloorUnit } from "./floor-unit";

/** A stop that nobody has given a reason; `to` null while it lasts. */
export type UnexplainedStop = { readonly id: string; readonly state: string; readonly from: string; readonly to: string | null };

/** EX-03: stops of the running operation that last at least the unit's threshold by now and have no reason, oldest first. */
export async function unexplainedStops({ db, now }: FloorReader, unit: FloorUnit, operation: typeof orderOperation.$inferSelect): Promise<readonly UnexplainedStop[]> {
  if (operation.actualStartAt === null) return [];
  const rows = await db
    .select({ id: stateInterval.id, state: stateInterval.state, from: stateInterval.fromAt, to: stateInterval.toAt })
    .from(stateInterval)
    .where(
      isStopToExplain({
        workUnitId: unit.id,
        operationId: operation.id,
        since: operation.actualStartAt,
        at: now,
        states: STOPS_TO_EXPLAIN,
        thresholdSeconds: unit.microStopSeconds,
      }),
    )
    .orderBy(asc(stateInterval.fromAt))
    .limit(100);
  return rows.map((row) => ({ id: row.id, state: row.state, from: row.from.toISOString(), to: row.to?.toISOString() ?? null }));
}
