import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

/** More operations in work than this nobody chooses from. */
const MOST = 100;

const Target = z.object({
  id: z.string(),
  kind: z.enum(["OPERATION", "LOT"]),
  order: z.string().nullable(),
  operation: z.number().nullable(),
  /** Of the operation. */
  name: z.string().nullable(),
  workUnit: z.string().nullable(),
  item: z.string(),
  lot: z.string().nullable(),
  site: z.string(),
  plans: z.array(z.object({ plan: z.string(), asks: z.array(z.string()) })),
});

/** What a check may be asked for now, and by which plans; `asks` names what each looks at. Plans of which a check is due there already are left out. */
export type CheckTarget = z.infer<typeof Target>;

/** What is meant: a lot, the operations of an order that have not ended, or all operations in work at the reader's sites. */
export type CheckAbout = { readonly lotId: string } | { readonly orderId: string } | "IN_WORK";

/** EX-14: what the reader may ask a check for, in the order in which it is made; what no plan is for is not among it. */
export async function checkTargets({ db, now }: Reader, actor: Actor, about: CheckAbout): Promise<readonly CheckTarget[]> {
  const sites = ids(sitesWith(actor, "check.record"));
  const plans = (item: SQL, opNo: SQL, site: SQL, due: SQL) => sql`(
      select coalesce(json_agg(json_build_object('plan', v.code, 'asks', (select coalesce(json_agg(h.name order by h.position), '[]'::json) from quality.characteristic h where h.plan_id = v.id)) order by v.code), '[]'::json)
      from quality.inspection_plan v
      where v.site_id = ${site} and (v.item_id is null or v.item_id = ${item}) and (v.op_no is null or ${opNo}) and v.valid_from <= ${now.toISOString()}::timestamptz
        and (v.valid_to is null or v.valid_to > ${now.toISOString()}::timestamptz)
        and not exists (select from quality.check c where ${due} and c.state = 'DUE' and c.snapshot ->> 'plan' = v.code))`;
  const statement =
    about !== "IN_WORK" && "lotId" in about
      ? sql`select l.id, 'LOT' as kind, o.number as order, null::int as operation, null as name, null as "workUnit", i.code as item, l.number as lot, s.code as site,
          ${plans(sql`l.item_id`, sql`true`, sql`l.site_id`, sql`c.lot_id = l.id`)} as plans
        from materials.lot l join reference.site s on s.id = l.site_id join reference.item i on i.id = l.item_id left join execution.production_order o on o.id = l.order_id
        where l.id = ${about.lotId}::uuid and l.site_id = any (${sites})`
      : sql`select p.id, 'OPERATION' as kind, o.number as order, p.op_no as operation, p.name, u.code as "workUnit", i.code as item, null as lot, s.code as site,
          ${plans(sql`o.item_id`, sql`v.op_no = p.op_no`, sql`p.site_id`, sql`c.operation_id = p.id`)} as plans
        from execution.order_operation p join execution.production_order o on o.id = p.order_id join reference.site s on s.id = p.site_id join reference.item i on i.id = o.item_id
        left join reference.equipment u on u.id = p.work_unit_id
        where p.site_id = any (${sites}) and ${
          about === "IN_WORK"
            ? sql`p.state in ('SETUP', 'RUNNING', 'PAUSED')`
            : sql`p.order_id = ${about.orderId}::uuid and p.state in ('PENDING', 'READY', 'SETUP', 'RUNNING', 'PAUSED')`
        }
        order by o.number, p.op_no limit ${MOST}`;
  return (await readRows(db, Target, statement)).filter((target) => target.plans.length > 0);
}
