import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** A lot that a machine made lately, newest first. */
export type MadeLot = z.infer<typeof Row>;

const Row = z.object({
  lotId: z.string(),
  number: z.string(),
  item: z.string(),
  itemText: z.string(),
  order: z.string(),
  /** What this machine put into it in that time. */
  quantity: DecimalColumn,
  uom: z.string(),
  at: InstantColumn,
});

const HOURS = 48;
/** A run that began longer ago than this, in hours, is not looked into any more. */
const RUN_HOURS = 24 * 14;
const MOST = 8;

/** Lots that came out of a machine in the last two days, with what it put into them, less what was taken back. The caller has checked that the machine may be seen. */
export async function madeLots({ db, now }: Reader, unitId: string): Promise<readonly MadeLot[]> {
  const since = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
  return readRows(
    db,
    Row,
    sql`
    with ran as (select distinct order_id from materials.production_run where work_unit_id = ${unitId}::uuid and from_at > ${since(RUN_HOURS)}::timestamptz)
    select l.id as "lotId", l.number, i.code as item, coalesce(v.description, i.code) as "itemText", o.number as order, sum(e.quantity)::text as quantity, l.uom, max(e.to_at) as at
    from ran
    join materials.genealogy_edge e on e.order_id = ran.order_id and e.kind = 'PRODUCE' and e.work_unit_id = ${unitId}::uuid and e.to_at > ${since(HOURS)}::timestamptz
    join materials.lot l on l.id = e.lot_id
    join execution.production_order o on o.id = e.order_id
    join reference.item i on i.id = l.item_id
    left join reference.item_version v on v.item_id = i.id and v.valid_to is null
    group by l.id, i.code, v.description, o.number having sum(e.quantity) > 0
    order by at desc, l.number limit ${MOST}`,
  );
}
