import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

export const ORDER_STATES = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"] as const;

export type OrderFilter = {
  /** Site code; null: all in scope. */
  readonly site: string | null;
  /** Open orders, those that are over, or both. */
  readonly show: "open" | "done" | "all";
  /** Beginning of an order number, or of an item code. */
  readonly search: string;
};

const Row = z.object({
  id: z.string(),
  number: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  state: z.enum(ORDER_STATES),
  item: z.string(),
  itemText: z.string(),
  quantity: DecimalColumn,
  good: DecimalColumn,
  scrap: DecimalColumn,
  uom: z.string(),
  decimals: z.number(),
  dueAt: InstantColumn,
});
export type OrderListRow = z.infer<typeof Row>;

/** As many orders as one list shows. */
export const ORDER_LIST_ROWS = 200;

const OPEN = sql`o.state in ('CREATED','RELEASED','IN_PROGRESS','ON_HOLD')`;

/** Orders at the actor's sites that fit: the open ones by due date, the others latest first. `cut`: there are more. */
export async function orderList({ db }: Reader, actor: Actor, filter: OrderFilter): Promise<{ readonly rows: readonly OrderListRow[]; readonly cut: boolean }> {
  const [low, high] = [filter.search.trim(), `${filter.search.trim()}\u{10FFFF}`];
  const state = filter.show === "open" ? OPEN : filter.show === "done" ? sql`not (${OPEN})` : sql`true`;
  // Two ways in, each along its own index: by the number, or by the item.
  const wanted =
    low === ""
      ? sql`true`
      : sql`(o.number >= ${low} and o.number < ${high} or o.item_id in (select i.id from reference.item i where i.site_id = any (${ids(sitesWith(actor, "plan.read"))}) and i.code >= ${low.toUpperCase()} and i.code < ${high.toUpperCase()}))`;
  const rows = await readRows(
    db,
    Row,
    sql`select o.id, o.number, o.site_id as "siteId", s.code as site, s.time_zone as "timeZone", o.state, i.code as item, coalesce(v.description, i.code) as "itemText",
        o.quantity::text, o.good::text, o.scrap::text, o.uom, o.decimals, o.due_at as "dueAt"
      from (
        select o.* from execution.production_order o join reference.site s on s.id = o.site_id
        where o.site_id = any (${ids(sitesWith(actor, "plan.read"))}) and ${state} and ${wanted} and (${filter.site}::text is null or s.code = ${filter.site})
        order by ${filter.show === "open" ? sql`o.due_at, o.number` : sql`o.id desc`}
        limit ${ORDER_LIST_ROWS + 1}
      ) o
      join reference.site s on s.id = o.site_id
      join reference.item i on i.id = o.item_id
      left join reference.item_version v on v.item_id = o.item_id and v.valid_to is null
      order by ${filter.show === "open" ? sql`o.due_at, o.number` : sql`o.id desc`}`,
  );
  return { rows: rows.slice(0, ORDER_LIST_ROWS), cut: rows.length > ORDER_LIST_ROWS };
}
