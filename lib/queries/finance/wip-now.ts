import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { AgeTotal, AGES, Reserve, RESERVES_NAMED, SiteTotal, type Wip, WIP_ROWS, WipRow } from "./wip-row";

/** C-11 with T and K = now, from the running sums that the commands keep: costs what it shows, however large the ledger. */
export async function wipNow(reader: Reader, actor: Actor, options: { readonly site?: string; readonly limit?: number } = {}): Promise<Wip> {
  const open = sql`
    select o.id, o.number, o.site_id, o.item_id, o.quantity, o.uom, o.state, coalesce(o.started_at, c.last_event_time) as started_at,
      c.material + c.labour + c.machine + c.overhead as charged, c.credit as received, c.salvage, c.abnormal
    from costing.order_cost c
    join execution.production_order o on o.id = c.order_id
    where o.site_id = any (${ids(sitesWith(actor, "cost.read"))}) and o.state in ('RELEASED', 'IN_PROGRESS', 'ON_HOLD')
      and (${options.site ?? null}::text is null or o.site_id = (select id from reference.site where code = ${options.site ?? null}))`;
  return summed(reader, open, reader.now, options.limit ?? WIP_ROWS);
}

/** Rows, sums and ages of open orders; `open` selects id, number, site_id, item_id, quantity, uom, state, started_at, charged, received, salvage and abnormal. */
export async function summed({ db }: Reader, open: SQL, at: Date, limit: number): Promise<Wip> {
  const valued = sql`valued as (select *, charged + received + salvage as wip from (${open}) o)`;
  const [rows, sites, ages, reserves] = await Promise.all([
    readRows(
      db,
      WipRow,
      sql`
      with ${valued}, listed as (select * from valued order by wip desc, number limit ${limit})
      select o.id as "orderId", o.number, s.code as site, s.time_zone as "timeZone", s.currency, i.code as item, coalesce(v.description, i.code) as "itemText", o.quantity::text, o.uom, o.state,
        p.op_no as "opNo", p.state as "opState", o.started_at::text as "startedAt", o.charged::numeric(18,2)::text, o.received::numeric(18,2)::text, o.salvage::numeric(18,2)::text,
        o.wip::numeric(18,2)::text, (o.wip - o.abnormal)::numeric(18,2)::text as inventoriable
      from listed o
      join reference.site s on s.id = o.site_id
      join reference.item i on i.id = o.item_id
      left join reference.item_version v on v.item_id = i.id and v.valid_to is null
      left join lateral (
        select op_no, state from execution.order_operation where order_id = o.id
        order by state in ('SETUP', 'RUNNING', 'PAUSED') desc, state = 'READY' desc, op_no desc limit 1) p on true
      order by o.wip desc, o.number`,
    ),
    readRows(
      db,
      SiteTotal,
      sql`
      with ${valued}
      select s.code as site, s.currency, s.time_zone as "timeZone", count(*)::int as orders, sum(charged)::numeric(18,2)::text as charged, sum(received)::numeric(18,2)::text as received,
        sum(salvage)::numeric(18,2)::text as salvage, sum(wip)::numeric(18,2)::text as wip, sum(wip - abnormal)::numeric(18,2)::text as inventoriable, count(*) filter (where wip < 0)::int as reserves
      from valued o join reference.site s on s.id = o.site_id group by s.id order by s.code`,
    ),
    readRows(
      db,
      AgeTotal,
      sql`
      with ${valued}
      select s.code as site, ${bucketOf(sql`extract(epoch from ${at.toISOString()}::timestamptz - o.started_at) / 86400`)} as bucket, count(*)::int as orders, sum(wip)::numeric(18,2)::text as wip
      from valued o join reference.site s on s.id = o.site_id group by 1, 2 order by 1, 2`,
    ),
    readRows(
      db,
      Reserve,
      sql`
      with ${valued}
      select o.id as "orderId", o.number, s.code as site, s.currency, o.wip::numeric(18,2)::text as wip
      from valued o join reference.site s on s.id = o.site_id where o.wip < 0 order by o.wip, o.number limit ${RESERVES_NAMED}`,
    ),
  ]);
  return { rows, sites, ages, reserves, orders: sites.reduce((count, site) => count + site.orders, 0) };
}

function bucketOf(days: SQL): SQL {
  const bounds = AGES.flatMap(({ to }) => (to === null ? [] : [to]));
  return sql`width_bucket((${days})::float8, ${`{${bounds.join(",")}}`}::float8[])`;
}
