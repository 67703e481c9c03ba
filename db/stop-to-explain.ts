import { and, eq, gte, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { stateInterval } from "./schema/telemetry";

/** Whose stops: an operation on the unit that it runs on, since when, and which states ask for a reason. `thresholdSeconds`: a column or a figure. */
export type StopsOf = {
  readonly workUnitId: string;
  readonly operationId: string;
  readonly since: Date;
  readonly at: Date;
  readonly states: readonly (typeof stateInterval.$inferSelect)["state"][];
  readonly thresholdSeconds: unknown;
};

/** EX-03: stops that last at least the threshold by `at`, ended or not, and have no reason: what the tablet lists is what completion refuses. */
export function isStopToExplain({ workUnitId, operationId, since, at, states, thresholdSeconds }: StopsOf): SQL | undefined {
  return and(
    eq(stateInterval.workUnitId, workUnitId),
    eq(stateInterval.operationId, operationId),
    gte(stateInterval.fromAt, since),
    isNull(stateInterval.supersededAt),
    isNull(stateInterval.reasonCode),
    inArray(stateInterval.state, [...states]),
    sql`coalesce(${stateInterval.toAt}, ${at.toISOString()}::timestamptz) - ${stateInterval.fromAt} >= make_interval(secs => ${thresholdSeconds})`,
  );
}
