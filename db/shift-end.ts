import { type SQL, sql } from "drizzle-orm";
import { exception } from "./schema/exception";

/** Columns of what was raised, or was called for again, as a statement names them. */
type Raised = { readonly siteId: SQL; readonly workUnitId: SQL; readonly raisedAt: SQL };

/** The columns of `execution.exception` itself. */
export const RAISED: Raised = {
  siteId: sql`${exception.siteId}`,
  workUnitId: sql`${exception.workUnitId}`,
  raisedAt: sql`coalesce(${exception.recurredAt}, ${exception.raisedAt})`,
};

/**
 * §2.5: the end of the shift in which something was raised, at its line, else at the last line of its site; null where none was planned then. A break that the calendar leaves
 * between the hours of a shift ends nothing.
 */
export function shiftEndOf({ siteId, workUnitId, raisedAt }: Raised): SQL {
  return sql`(select max(shift.to_at) from reference.equipment centre
    cross join lateral (
      select min(hours.from_at) as from_at, max(hours.to_at) as to_at from reference.calendar_window hours
      where hours.work_centre_id = centre.id and hours.from_at > ${raisedAt} - interval '2 days' and hours.from_at < ${raisedAt} + interval '2 days'
      group by hours.production_day, hours.shift_name
    ) shift
    where centre.site_id = ${siteId} and centre.level = 'WORK_CENTRE' and shift.from_at <= ${raisedAt} and shift.to_at > ${raisedAt}
      and (${workUnitId} is null or centre.id = (select unit.parent_id from reference.equipment unit where unit.id = ${workUnitId})))`;
}
