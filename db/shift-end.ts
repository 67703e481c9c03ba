import { type SQL, sql } from "drizzle-orm";
import { exception } from "./schema/exception";

/** Columns of what was raised, as a statement names them. */
type Raised = { readonly siteId: SQL; readonly workUnitId: SQL; readonly raisedAt: SQL };

/** The columns of `execution.exception` itself. */
export const RAISED: Raised = { siteId: sql`${exception.siteId}`, workUnitId: sql`${exception.workUnitId}`, raisedAt: sql`${exception.raisedAt}` };

/** §2.5: the end of the shift in which something was raised, at its line, else at the last line of its site; null where none was planned then. */
export function shiftEndOf({ siteId, workUnitId, raisedAt }: Raised): SQL {
  return sql`(select max(shift.to_at) from reference.equipment centre join reference.calendar_window shift on shift.work_centre_id = centre.id
    where centre.site_id = ${siteId} and centre.level = 'WORK_CENTRE' and shift.from_at <= ${raisedAt} and shift.to_at > ${raisedAt}
      and (${workUnitId} is null or centre.id = (select unit.parent_id from reference.equipment unit where unit.id = ${workUnitId})))`;
}
