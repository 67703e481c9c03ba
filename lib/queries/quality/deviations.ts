import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { usedByDeviation } from "@/db/net-moved";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { signatureOf } from "@/lib/auth/exception-owners";
import { type DeviationApprover, type DeviationState, deviationState } from "@/lib/domain/materials/deviation";
import { decimal } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const MOST = 50;

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  number: z.string(),
  order: z.string(),
  /** Null where the ERP has planned the order anew without it. */
  operation: z.number().nullable(),
  planned: z.string().nullable(),
  item: z.string(),
  itemText: z.string(),
  lot: z.string(),
  quantity: DecimalColumn,
  used: DecimalColumn,
  uom: z.string(),
  reason: z.string(),
  askedBy: z.string(),
  askedName: z.string(),
  askedAt: InstantColumn,
  validUntil: InstantColumn,
  plannedBy: z.string().nullable(),
  plannedName: z.string().nullable(),
  qualityBy: z.string().nullable(),
  qualityName: z.string().nullable(),
  refused: z.boolean(),
  refusedName: z.string().nullable(),
  refusal: z.string().nullable(),
});

/** A deviation as a desk shows it. `mayApprove`, `mayRefuse`: the reader may, as the one that the desk is for, and neither asked for it nor approved for the other side (SEC-01). */
export type DeviationView = Omit<z.infer<typeof Row>, "siteId" | "askedBy" | "plannedBy" | "qualityBy" | "refused"> & {
  readonly state: DeviationState;
  readonly mayApprove: boolean;
  readonly mayRefuse: boolean;
};

/** EX-12: deviations of the sites that the reader may trace, or of one order; those that wait first, the longest waiting on top, then the youngest. */
export async function deviations({ db, now }: Reader, actor: Actor, as: DeviationApprover, { orderId }: { readonly orderId?: string } = {}): Promise<readonly DeviationView[]> {
  const waits = sql`(d.refused_at is null and (d.planned_by is null or d.quality_by is null) and d.valid_until > ${now.toISOString()}::timestamptz)`;
  const rows = await readRows(
    db,
    Row,
    sql`
    select d.id, d.site_id as "siteId", s.code as site, s.time_zone as "timeZone", d.number, o.number as "order", p.op_no as operation, c.code as planned, i.code as item,
      coalesce(v.description, i.code) as "itemText", l.number as lot, d.quantity::text as quantity, d.uom, d.reason, d.asked_by as "askedBy", d.asked_name as "askedName", d.asked_at as "askedAt",
      ${usedByDeviation(sql`d.id`)} as used,
      d.valid_until as "validUntil", d.planned_by as "plannedBy", d.planned_name as "plannedName", d.quality_by as "qualityBy", d.quality_name as "qualityName", d.refused_at is not null as refused, d.refused_name as "refusedName", d.refusal
    from materials.deviation d
    join reference.site s on s.id = d.site_id
    join execution.production_order o on o.id = d.order_id
    left join execution.order_operation p on p.id = d.operation_id
    -- What ended with its line does not stand for what that is now.
    left join execution.order_component k on k.id = d.component_id and (d.refused_at is null or d.refused_by is not null)
    left join reference.item c on c.id = k.item_id
    join materials.lot l on l.id = d.lot_id
    join reference.item i on i.id = l.item_id
    left join reference.item_version v on v.item_id = i.id and v.valid_to is null
    where d.site_id = any (${ids(sitesWith(actor, "trace.read"))}) and (${orderId ?? null}::uuid is null or d.order_id = ${orderId ?? null}::uuid)
    order by ${waits} desc,
      case when ${waits} then d.asked_at end,
      d.asked_at desc, d.id limit ${MOST}`,
  );
  const me = signatureOf(actor);
  return rows.map(({ siteId, askedBy, plannedBy, qualityBy, refused, ...row }): DeviationView => {
    const used = decimal(row.used);
    const state = deviationState({ askedBy, plannedBy, qualityBy, refused, validUntil: new Date(row.validUntil), quantity: decimal(row.quantity), used }, now);
    const may = authorise(actor, as === "PLANNER" ? "plan.write" : "hold.release", siteId) && me !== askedBy;
    const [own, other] = as === "PLANNER" ? [plannedBy, qualityBy] : [qualityBy, plannedBy];
    return { ...row, state, mayApprove: may && state === "ASKED" && own === null && other !== me, mayRefuse: may && state !== "REFUSED" && state !== "USED" && used.isZero() };
  });
}
