import "server-only";
import { and, asc, eq, gt, lt } from "drizzle-orm";
import { plannedDowntime } from "@/db/schema/calendar";
import { reasonCode } from "@/db/schema/reference";
import { reasonNameOrNull } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

/** Planned downtime that a machine stands in, or that is coming: why, from when to when. */
export type ComingDowntime = { readonly reason: string; readonly from: string; readonly to: string };

/** A shift and the beginning of the next: what lies farther ahead is not this crew's. */
const AHEAD_MS = 12 * 3_600_000;

/** What is planned of a machine within the next twelve hours and not over, the next first (§6.1.1). */
export async function comingDowntime(reader: FloorReader, unitId: string): Promise<readonly ComingDowntime[]> {
  const rows = await reader.db
    .select({ name: reasonNameOrNull(reader), code: plannedDowntime.reasonCode, from: plannedDowntime.fromAt, to: plannedDowntime.toAt })
    .from(plannedDowntime)
    .leftJoin(reasonCode, and(eq(reasonCode.siteId, plannedDowntime.siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, plannedDowntime.reasonCode)))
    .where(and(eq(plannedDowntime.workUnitId, unitId), gt(plannedDowntime.toAt, reader.now), lt(plannedDowntime.fromAt, new Date(reader.now.getTime() + AHEAD_MS))))
    .orderBy(asc(plannedDowntime.fromAt))
    .limit(4);
  return rows.map(({ name, code, from, to }) => ({ reason: name ?? code, from: from.toISOString(), to: to.toISOString() }));
}
