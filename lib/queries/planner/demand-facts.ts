import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { freeOf } from "@/db/held-stock";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const CommitmentRow = z.object({
  id: z.string(),
  siteId: z.string(),
  number: z.string(),
  line: z.number(),
  customer: z.string(),
  itemId: z.string(),
  item: z.string(),
  itemText: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  decimals: z.number(),
  dueAt: InstantColumn,
  priorityClass: z.string(),
  penaltyPerUnitDay: z.string(),
  currency: z.string(),
});
/** What a customer was promised and has not got yet. */
export type OpenCommitment = z.infer<typeof CommitmentRow>;

/** More than this are not projected: the pages say of how many. */
export const OPEN_COMMITMENTS = 5_000;

/** Open lines of customers' orders at these sites, in the order in which supply is used. */
export async function openCommitments({ db }: Reader, sites: readonly string[]): Promise<{ readonly rows: readonly OpenCommitment[]; readonly total: number }> {
  const open = sql`c.site_id = any (${ids(sites)}) and c.state = 'OPEN'`;
  const rows = await readRows(
    db,
    CommitmentRow,
    sql`select c.id, c.site_id as "siteId", c.number, c.line, c.customer_name as customer, c.item_id as "itemId", i.code as item, coalesce(v.description, i.code) as "itemText",
        c.quantity::text, c.uom, coalesce(v.decimals, 0) as decimals, c.due_at as "dueAt", c.priority_class as "priorityClass", c.penalty_per_unit_day::text as "penaltyPerUnitDay", c.currency
      from reference.commitment c
      join reference.item i on i.id = c.item_id
      left join reference.item_version v on v.item_id = c.item_id and v.valid_to is null
      where ${open}
      order by c.priority_class, c.due_at, c.number, c.line
      limit ${OPEN_COMMITMENTS + 1}`,
  );
  if (rows.length <= OPEN_COMMITMENTS) return { rows, total: rows.length };
  const [counted] = await readRows(db, CountRow, sql`select count(*)::int as count from reference.commitment c where ${open}`);
  return { rows: rows.slice(0, OPEN_COMMITMENTS), total: counted?.count ?? rows.length };
}

const CountRow = z.object({ count: z.number() });

const StockRow = z.object({ itemId: z.string(), onHand: z.string() });

/** Stock that may be promised, by item: without what either side holds, and without what has expired (§6.1.6). */
export async function promisableStock({ db, now }: Reader, itemIds: readonly string[]): Promise<z.infer<typeof StockRow>[]> {
  if (itemIds.length === 0) return [];
  return readRows(db, StockRow, stockStatement(itemIds, now));
}

export function stockStatement(itemIds: readonly string[], now: Date): SQL {
  return sql`select s.item_id as "itemId", sum(${freeOf(sql`s.id`, sql`s.lies`)})::text as "onHand"
    from (select l.id, l.item_id, sum(k.on_hand - k.reserved) as lies
    from reference.item i
    join materials.lot l on l.site_id = i.site_id and l.item_id = i.id
    join materials.lot_stock k on k.lot_id = l.id and k.on_hand > 0
    where i.id = any (${ids(itemIds)}) and l.erp_status = 'RELEASED' and l.mes_status = 'RELEASED' and (l.expires_at is null or l.expires_at > ${now.toISOString()}::timestamptz)
    group by l.id) s
    group by s.item_id`;
}
