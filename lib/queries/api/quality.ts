import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { partOf } from "@/db/held-stock";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ApiDecimal, ApiId, ApiInstant } from "./columns";
import { cutPage, PageQuery } from "./page";

/** A hold that stands. */
export const ApiHold = z
  .object({
    id: ApiId.meta({ description: "`holdId` of `release-hold`" }),
    site: z.string(),
    item: z.string(),
    lot: z.string(),
    lotId: ApiId,
    onHand: ApiDecimal,
    held: ApiDecimal.nullable().meta({ description: "EX-14: what it holds of the lot, as it was made; null where it holds the lot" }),
    uom: z.string(),
    reason: z.string(),
    placedBy: z.string().meta({ description: "Name of whoever placed it, who does not lift it" }),
    placedAt: ApiInstant,
  })
  .meta({ id: "Hold" });

/** A check that is due. */
export const ApiCheck = z
  .object({
    id: ApiId.meta({ description: "`checkId` of `record-check`" }),
    site: z.string(),
    plan: z.string(),
    planVersion: z.string(),
    order: z.string().nullable(),
    operation: z.number().int().nullable(),
    item: z.string(),
    lot: z.string().nullable(),
    dueAt: ApiInstant,
    sampleSize: z.number().int().meta({ description: "Samples of each characteristic" }),
    characteristics: z.array(
      z.object({
        position: z.number().int(),
        name: z.string(),
        kind: z.enum(["VARIABLE", "ATTRIBUTE"]),
        uom: z.string().nullable(),
        lowerLimit: z.string().nullable().meta({ description: "Inclusive" }),
        upperLimit: z.string().nullable().meta({ description: "Inclusive" }),
        defectCodes: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "Check" });

export const HoldsQuery = PageQuery.extend({ site: z.string().optional(), lot: z.string().optional().meta({ description: "Lot number" }) });
export const ChecksQuery = PageQuery.extend({ site: z.string().optional(), order: z.string().optional().meta({ description: "Order number" }) });

/** Holds that stand, oldest first, a page of them. */
export async function apiHolds({ db }: Reader, actor: Actor, query: z.infer<typeof HoldsQuery>, after: string | null) {
  const where: SQL[] = [
    sql`h.site_id = any (${ids(sitesWith(actor, "trace.read"))}) and h.released_at is null and h.lot_id is not null`,
    ...(after === null ? [] : [sql`h.id > ${after}::uuid`]),
    ...(query.site === undefined ? [] : [sql`s.code = ${query.site}`]),
    ...(query.lot === undefined ? [] : [sql`l.number = ${query.lot}`]),
  ];
  const rows = await readRows(
    db,
    ApiHold,
    sql`
    select h.id, s.code as site, i.code as item, l.number as lot, l.id as "lotId", l.uom, h.reason, h.placed_name as "placedBy", h.placed_at as "placedAt",
      coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = l.id), 0)::text as "onHand", ${partOf(sql`h`)} ->> 'quantity' as held
    from quality.hold h
    join reference.site s on s.id = h.site_id
    join materials.lot l on l.id = h.lot_id
    join reference.item i on i.id = l.item_id
    where ${sql.join(where, sql` and `)} order by h.id limit ${query.limit + 1}`,
  );
  return cutPage(rows, query.limit, (row) => row.id);
}

/** Checks that are due, oldest first, a page of them. */
export async function apiChecks({ db }: Reader, actor: Actor, query: z.infer<typeof ChecksQuery>, after: string | null) {
  const where: SQL[] = [
    sql`c.site_id = any (${ids(sitesWith(actor, "check.record"))}) and c.state = 'DUE' and c.snapshot ? 'characteristics'`,
    ...(after === null ? [] : [sql`c.id > ${after}::uuid`]),
    ...(query.site === undefined ? [] : [sql`s.code = ${query.site}`]),
    ...(query.order === undefined ? [] : [sql`o.number = ${query.order}`]),
  ];
  const rows = await readRows(
    db,
    ApiCheck,
    sql`
    select c.id, s.code as site, c.snapshot ->> 'plan' as plan, c.snapshot ->> 'planVersion' as "planVersion", o.number as order, p.op_no as operation, i.code as item, l.number as lot,
      c.due_at as "dueAt", (c.snapshot ->> 'sampleSize')::int as "sampleSize", c.snapshot -> 'characteristics' as characteristics
    from quality.check c
    join reference.site s on s.id = c.site_id
    left join execution.order_operation p on p.id = c.operation_id
    left join materials.lot l on l.id = c.lot_id
    left join execution.production_order o on o.id = coalesce(p.order_id, l.order_id)
    join reference.item i on i.id = coalesce(l.item_id, o.item_id)
    where ${sql.join(where, sql` and `)} order by c.id limit ${query.limit + 1}`,
  );
  return cutPage(rows, query.limit, (row) => row.id);
}
