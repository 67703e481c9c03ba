import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  /** UNKNOWN before its first signal. */
  state: z.string(),
  since: InstantColumn.nullable(),
  reason: z.string().nullable(),
  /** ST-06: the line's state is its. */
  constraint: z.boolean(),
});
/** A machine of a line with its present state. */
export type LineUnit = z.infer<typeof Row>;

/** The work units of a line in the order of the plant. One statement. */
export async function lineUnits({ db }: Reader, lineId: string): Promise<LineUnit[]> {
  return readRows(
    db,
    Row,
    sql`
    select u.id, u.code, u.name, coalesce(s.state, 'UNKNOWN') as state, s.from_at as since, r.name as reason, c.constraint_unit_id is not distinct from u.id as constraint
    from reference.equipment u
    join reference.equipment c on c.id = u.parent_id
    left join telemetry.state_interval s on s.work_unit_id = u.id and s.to_at is null and s.superseded_at is null
    left join reference.reason_code r on r.site_id = u.site_id and r.use = 'STOP' and r.code = s.reason_code
    where u.parent_id = ${lineId}::uuid and u.level = 'WORK_UNIT' and u.active order by u.position nulls last, u.code`,
  );
}
