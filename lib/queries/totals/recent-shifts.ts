import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { groupBy } from "@/lib/domain/shared/group-by";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ms } from "./shifts";

/** Windows that are looked through for the last shifts: breaks part a shift into a few. */
const MOST_WINDOWS = 60;

const at = z.number().transform((value) => new Date(value));
const Row = z.object({ lineId: z.string(), name: z.string(), day: z.string(), from: at, to: at });

/** A shift of one line from the begin of its first window to the end of its last, which may lie ahead. `day`: the one that it counts for. */
export type LineShift = z.infer<typeof Row>;

/** By line, the shifts that run now or ran last, the latest first, `count` at most of each. A line without a calendar has none. One statement. */
export async function recentShifts({ db, now }: Reader, lineIds: readonly string[], count: number): Promise<ReadonlyMap<string, readonly LineShift[]>> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select c.id as "lineId", w.shift_name as name, w.production_day::text as day, ${ms(sql`min(w.from_at)`)} as "from", ${ms(sql`max(w.to_at)`)} as "to"
    from unnest(${ids(lineIds)}) as c (id)
    cross join lateral (
      select begun.production_day, begun.shift_name from (
        select l.production_day, l.shift_name, l.from_at from reference.calendar_window l
        where l.work_centre_id = c.id and l.from_at <= ${now.toISOString()}::timestamptz order by l.from_at desc limit ${MOST_WINDOWS}
      ) begun
      group by 1, 2 order by max(begun.from_at) desc limit ${count}
    ) last
    join reference.calendar_window w on w.work_centre_id = c.id and w.production_day = last.production_day and w.shift_name = last.shift_name
    group by c.id, w.shift_name, w.production_day order by 4 desc`,
  );
  return groupBy(rows, ({ lineId }) => lineId);
}
