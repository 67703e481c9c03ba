import { sql } from "drizzle-orm";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { Queryable } from "./client";
import { freeOf } from "./held-stock";
import { isReachable } from "./reachable";

/** EX-10: what lots within reach of a work unit hold of these items that may be taken at an instant, by item; what is promised elsewhere or held (EX-14) is not free. Items without any are left out. */
export async function freeMaterial(
  db: Queryable,
  { siteId, workUnitId, at }: { readonly siteId: string; readonly workUnitId: string | null; readonly at: Date },
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, Decimal>> {
  if (itemIds.length === 0) return new Map();
  const rows = await db.execute<{ itemId: string; free: string }>(sql`
    select s.item_id as "itemId", sum(${freeOf(sql`s.id`, sql`s.lies`)})::text as free
    from (select l.id, l.item_id, sum(k.on_hand - k.reserved) as lies
    from materials.lot l
    join materials.lot_stock k on k.lot_id = l.id
    left join reference.item_version v on v.item_id = l.item_id and v.valid_to is null
    where l.site_id = ${siteId}::uuid and l.item_id = any (${`{${itemIds.join(",")}}`}::uuid[]) and l.erp_status = 'RELEASED' and l.mes_status = 'RELEASED'
      and (l.expires_at is null or l.expires_at > ${at.toISOString()}::timestamptz + make_interval(days => coalesce(v.min_remaining_life_days, 0)))
      and k.on_hand > k.reserved and ${isReachable(sql`k.location_id`, workUnitId)}
    group by l.id) s
    group by 1 having sum(${freeOf(sql`s.id`, sql`s.lies`)}) > 0`);
  return new Map(rows.map((row) => [row.itemId, decimal(row.free)]));
}
