import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { photoOf } from "@/lib/queries/photo-of-entry";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  type: z.string(),
  actor: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
  opNo: z.number().nullable(),
  good: z.string().nullable(),
  scrap: z.string().nullable(),
  rework: z.string().nullable(),
  quantity: z.string().nullable(),
  uom: z.string().nullable(),
  item: z.string().nullable(),
  lot: z.string().nullable(),
  lotId: z.string().nullable(),
  unit: z.string().nullable(),
  /** Its name where it is one of the site's list, else the words that were given. */
  reason: z.string().nullable(),
  /** Name of the lead who approved it at the tablet of whoever did it. */
  approvedBy: z.string().nullable(),
  person: z.string().nullable(),
  /** Id of the photo of what was entered, also where that was corrected since and this counts in its place. */
  photo: z.string().nullable(),
  /** What a correction names: the entry of a quantity or the issue that this fact recorded and nothing has taken back; null of any other. */
  entryId: z.string().nullable(),
  /** Of a quantity: what it was made as, and its reasons one by one. */
  activity: z.enum(["RUN", "REWORK"]).nullable(),
  scrapReason: z.string().nullable(),
  reworkReason: z.string().nullable(),
  /** It was taken back later; `corrects`: it stands in the place of what was (EX-19). */
  takenBack: z.boolean(),
  /** The entry ended its operation. */
  final: z.boolean(),
  corrects: z.boolean(),
});
/** A fact of an order with the little of it that a timeline says. */
export type OrderEvent = z.infer<typeof Row>;

/** As many as one timeline shows, the latest. */
const LIMIT = 300;

/** Facts of an order, latest first. Cost postings are left out: they follow from these and have a page of their own. */
export async function orderEvents({ db }: Reader, orderId: string): Promise<{ readonly rows: readonly OrderEvent[]; readonly cut: boolean }> {
  const rows = await readRows(
    db,
    Row,
    sql`select e.id, e.type, e.actor, e.event_time as "eventTime", e.record_time as "recordTime", coalesce((e.payload ->> 'opNo')::int, p.op_no, kp.op_no) as "opNo", e.payload ->> 'good' as good,
        e.payload ->> 'scrap' as scrap, e.payload ->> 'rework' as rework, e.payload ->> 'quantity' as quantity, e.payload ->> 'uom' as uom, i.code as item, coalesce(l.number, e.payload ->> 'number') as lot,
        l.id as "lotId", u.code as unit, coalesce(r.name, said.reason) as reason, e.payload -> 'approvedBy' ->> 'name' as "approvedBy", n.name as person, ${photoOf(sql`y`)} as photo,
        case when yr.id is null and mr.id is null and (m.id is not null or y.good <> 0 or y.scrap <> 0 or y.rework <> 0) then coalesce(y.id, m.id) end as "entryId",
        y.activity, y.scrap_reason as "scrapReason", y.rework_reason as "reworkReason", yr.id is not null or mr.id is not null as "takenBack", coalesce(y.final, false) as final, y.corrects_id is not null as corrects
      from (select * from eventlog.event where order_id = ${orderId}::uuid and type <> 'cost.posted' order by position desc limit ${LIMIT + 1}) e
      cross join lateral (select coalesce(e.payload ->> 'reason', e.payload ->> 'overrideReason', e.payload ->> 'scrapReason', e.payload ->> 'reworkReason') as reason) said
      -- A code may stand in several lists: the one that the fact chose from counts.
      left join lateral (
        select r.name from reference.reason_code r where r.site_id = e.site_id and r.code = said.reason
        order by r."use" <> (case when e.type = 'production.confirmed' then 'SCRAP' when e.type in ('production.reversed', 'material.reversed', 'lot.mount_reversed', 'check.reversed') then 'CORRECTION' else 'STOP' end), r."use" limit 1
      ) r on true
      left join materials.lot l on l.id = (e.payload ->> 'lotId')::uuid
      left join execution.order_component k on k.id = (e.payload ->> 'componentId')::uuid
      left join reference.item i on i.id = coalesce(l.item_id, case when e.type like 'material.%' then (e.payload ->> 'itemId')::uuid end, k.item_id)
      left join reference.equipment u on u.id = (e.payload ->> 'workUnitId')::uuid
      left join execution.order_operation p on p.id = (e.payload ->> 'operationId')::uuid
      left join execution.order_operation kp on kp.id = k.operation_id
      left join execution.production_entry y on y.id = case when e.type = 'production.confirmed' then (e.payload ->> 'entryId')::uuid end
      left join execution.production_entry yr on yr.reverses_id = y.id
      left join materials.material_move m on m.id = case when e.type = 'material.issued' then (e.payload ->> 'moveId')::uuid end
      left join materials.material_move mr on mr.reverses_id = m.id
      left join reference.person n on n.id = coalesce((e.payload ->> 'personId')::uuid, e.person_id)
      order by e.position desc`,
  );
  return { rows: rows.slice(0, LIMIT), cut: rows.length > LIMIT };
}
