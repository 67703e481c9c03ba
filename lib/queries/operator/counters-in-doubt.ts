import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import type { FloorReader } from "./floor-reader";
import { type CounterSuspect, suspectCounts } from "./suspect-counts";

/** A counter of the machine of which something is not counted until somebody says whether it was made (KP-02). */
export type CounterInDoubt = { readonly exceptionId: string; readonly suspect: CounterSuspect };

/** A machine has a few counters, and each has one exception. */
const MOST = 10;

/** Counters of a machine that the reader may decide over now (§10.1): all that they would count belongs to operations in work. The others are the lead's. */
export async function countersInDoubt(reader: FloorReader, actor: Actor, siteId: string, workUnitId: string): Promise<readonly CounterInDoubt[]> {
  if (!authorise(actor, "stop.classify", siteId)) return [];
  const rows = await reader.db
    .select({ id: exception.id, detail: exception.detail })
    .from(exception)
    .where(and(eq(exception.workUnitId, workUnitId), eq(exception.class, "COUNTER_SUSPECT"), isOpenException))
    .orderBy(asc(exception.raisedAt))
    .limit(MOST);
  if (rows.length === 0) return [];
  const known = await suspectCounts(reader, rows, []);
  return rows.flatMap(({ id }) => {
    const suspect = known.get(id);
    return suspect?.kind === "COUNTER" && suspect.count !== null && suspect.ended.length === 0 ? [{ exceptionId: id, suspect }] : [];
  });
}
