import { asc, gt } from "drizzle-orm";
import type { Database } from "@/db/client";
import { event } from "@/db/schema/eventlog";
import type { StoredEvent } from "./event";
import { project } from "./project";

const BATCH = 1_000;

/**
 * Replays the whole log, in the order of writing, into the current-state tables of `target`, which hold the reference data and the log, and
 * no current state. All of it or nothing: a fact may refer to what a later fact of its command makes. The result is identical to the
 * tables that the commands kept, as far as they kept them by the projections of this version: of facts of before, an open exception gets its later calls (`again`),
 * at most 20, where the kept row has none or more. Answers how many facts were applied.
 */
export async function rebuild(source: Database, target: Database): Promise<number> {
  return target.transaction(async (tx) => {
    let [position, applied] = [0, 0];
    for (;;) {
      const rows = await source.select().from(event).where(gt(event.position, position)).orderBy(asc(event.position)).limit(BATCH);
      for (const row of rows) {
        // The log holds what `appendEvents` wrote: type and payload belong together.
        await project(tx, row as unknown as StoredEvent);
        position = row.position;
        applied += 1;
      }
      if (rows.length < BATCH) return applied;
    }
  });
}
