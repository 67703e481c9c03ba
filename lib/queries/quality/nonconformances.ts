import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { signatureOf } from "@/lib/auth/exception-owners";
import { photoOf } from "@/lib/queries/photo-of-entry";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** More than a desk reads at once: what is open comes first. */
const MOST = 100;
/** As many photos as one look compares. */
const MOST_PHOTOS = 6;

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  number: z.string(),
  state: z.enum(["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION", "CLOSED", "VOID"]),
  /** REWORK: over what an operation sent to rework; `rounds` says how often that is allowed (EX-13). */
  cause: z.enum(["CHECK", "REWORK"]),
  rounds: z.number(),
  what: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  order: z.string().nullable(),
  operation: z.number().nullable(),
  item: z.string().nullable(),
  lot: z.string().nullable(),
  purchased: z.boolean(),
  raisedBy: z.string(),
  raisedName: z.string(),
  raisedAt: InstantColumn,
  /** The last thing that was said of it: what is done, how it ended, why it is none. */
  said: z.string().nullable(),
  dispositions: z.array(z.object({ decision: z.string(), quantity: z.string().transform((text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)), reason: z.string() })),
  /** The site's reasons for scrap and rework, where closing it posts some. */
  reasons: z.array(z.object({ code: z.string(), name: z.string() })),
  signedBy: z.string().nullable(),
  signedAt: z.string().nullable(),
  /** Photos of the scrap and rework of its operation, the latest first; what was taken back is left out, and what was corrected shows at what counts. */
  photos: z.array(z.object({ id: z.string(), scrap: DecimalColumn, rework: DecimalColumn, reason: z.string().nullable() })),
});

/** A nonconformance as the desk shows it. `mayDecide`: the reader may, and did not raise it (SEC-01). */
export type NonconformanceView = Omit<z.infer<typeof Row>, "raisedBy" | "siteId"> & { readonly mayMove: boolean; readonly mayDecide: boolean };

/** Nonconformances of the sites that the reader may trace, those that are open first, the longest open at the top; then what ended last. */
export async function nonconformances({ db }: Reader, actor: Actor): Promise<readonly NonconformanceView[]> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select n.id, n.site_id as "siteId", s.code as site, s.time_zone as "timeZone", n.number, n.state, n.cause, greatest(s.rework_rounds, n.rework_rounds, case when n.cause = 'REWORK' and n.state not in ('CLOSED', 'VOID') then (select max(m.rework_rounds)
        from quality.nonconformance m where m.operation_id = n.operation_id and m.cause = 'REWORK' and m.state not in ('CLOSED', 'VOID')) end) as rounds, n.what, n.quantity::text as quantity, n.uom,
      o.number as order, p.op_no as operation, i.code as item, l.number as lot, coalesce(l.origin = 'PURCHASED', false) as purchased,
      n.raised_by as "raisedBy", n.raised_name as "raisedName", n.raised_at as "raisedAt", n.said,
      coalesce((select json_agg(json_build_object('decision', d.decision, 'quantity', d.quantity::text, 'reason', d.reason) order by d.id)
        from quality.disposition d where d.nonconformance_id = n.id), '[]'::json) as dispositions,
      case when n.state = 'ACTION' and n.cause = 'CHECK' and exists (select from quality.disposition d where d.nonconformance_id = n.id and (d.decision = 'SCRAP' or (d.decision = 'REWORK' and n.operation_id is not null)))
        then coalesce((select json_agg(json_build_object('code', c.code, 'name', c.name) order by c.position, c.code) from reference.reason_code c where c.site_id = n.site_id and c.use = 'SCRAP' and c.active), '[]'::json)
        else '[]'::json end as reasons,
      g.printed_name as "signedBy", g.local_time as "signedAt",
      coalesce((select json_agg(json_build_object('id', h.id, 'scrap', h.scrap::text, 'rework', h.rework::text, 'reason', h.reason) order by h.taken_at desc)
        from (select a.id, e.scrap, e.rework, coalesce(e.scrap_reason, e.rework_reason) as reason, a.taken_at
          from execution.production_entry e join execution.entry_photo a on a.id = (${photoOf(sql`e`)})
          where e.operation_id = n.operation_id and not exists (select from execution.production_entry r where r.reverses_id = e.id)
          order by a.taken_at desc limit ${MOST_PHOTOS}) h), '[]'::json) as photos
    from quality.nonconformance n
    join reference.site s on s.id = n.site_id
    left join execution.production_order o on o.id = n.order_id
    left join execution.order_operation p on p.id = n.operation_id
    left join materials.lot l on l.id = n.lot_id
    left join reference.item i on i.id = coalesce(l.item_id, o.item_id)
    left join identity.signature g on g.id = n.signature_id
    where n.site_id = any (${ids(sitesWith(actor, "trace.read"))})
    order by n.state in ('CLOSED', 'VOID'), case when n.state in ('CLOSED', 'VOID') then null else n.raised_at end, n.closed_at desc nulls last, n.id limit ${MOST}`,
  );
  const me = signatureOf(actor);
  return rows.map(({ raisedBy, siteId, ...row }) => {
    const mayMove = authorise(actor, "hold.release", siteId);
    return { ...row, mayMove, mayDecide: mayMove && raisedBy !== me };
  });
}
