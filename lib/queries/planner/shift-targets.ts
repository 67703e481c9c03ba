import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Row = z.object({
  lineId: z.string(),
  line: z.string(),
  name: z.string(),
  siteId: z.string(),
  site: z.string(),
  /** Line whose steps it would take over; null: at another site all steps of the part move. */
  fromLineId: z.string().nullable(),
  fromLine: z.string().nullable(),
});
/** A line on which a part of an order may be made instead. */
export type ShiftTarget = z.infer<typeof Row>;

/**
 * Lines that are qualified for an order, at these sites (§6.2 CAPABILITY): at its own site those with a unit that is qualified for a step which is not over;
 * at another site of the same ERP the lines of the active routing of the item of that code.
 */
export async function shiftTargets({ db, now }: Reader, sites: readonly string[], orderId: string): Promise<ShiftTarget[]> {
  return readRows(
    db,
    Row,
    sql`with o as (
        select o.id, o.site_id, o.item_id, o.connection_id, i.code as item from execution.production_order o join reference.item i on i.id = o.item_id where o.id = ${orderId}::uuid
      )
      select distinct on (s.code, l.code) l.id as "lineId", l.code as line, l.name, s.id as "siteId", s.code as site, own.from_id as "fromLineId", f.code as "fromLine"
      from (
        select u.parent_id as line_id, p.work_centre_id as from_id, p.op_no
        from o
        join execution.order_operation p on p.order_id = o.id and p.state not in ('COMPLETED','SKIPPED','ABORTED')
        join reference.work_unit_qualification q on q.work_centre_id = p.work_centre_id and (q.item_id is null or q.item_id = o.item_id)
        join reference.equipment u on u.id = q.work_unit_id and u.active and u.parent_id <> p.work_centre_id
        union all
        select t.work_centre_id, null, t.op_no
        from o
        join reference.item i on i.code = o.item and i.site_id <> o.site_id
        join integration.connection_site c on c.connection_id = o.connection_id and c.site_id = i.site_id
        join reference.routing_version r on r.item_id = i.id and r.status = 'ACTIVE' and r.valid_from <= ${now.toISOString()}::timestamptz
          and (r.valid_to is null or r.valid_to > ${now.toISOString()}::timestamptz)
        join reference.routing_operation t on t.routing_version_id = r.id
      ) own
      join reference.equipment l on l.id = own.line_id and l.level = 'WORK_CENTRE' and l.active
      join reference.site s on s.id = l.site_id
      left join reference.equipment f on f.id = own.from_id
      where l.site_id = any (${ids(sites)})
      order by s.code, l.code, own.op_no`,
  );
}
