import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { heldStockOf } from "@/db/held-stock";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** A lot as it stands now. */
export type LotHead = z.infer<typeof Row>;

const Row = z.object({
  id: z.string(),
  number: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  item: z.string(),
  itemText: z.string(),
  gtin: z.string().nullable(),
  uom: z.string(),
  decimals: z.number(),
  origin: z.enum(["PURCHASED", "PRODUCED"]),
  supplier: z.string().nullable(),
  supplierLot: z.string().nullable(),
  madeAt: InstantColumn.nullable(),
  receivedAt: InstantColumn.nullable(),
  expiresAt: InstantColumn.nullable(),
  /** The most restrictive of the two statuses that the ERP and the plant gave it. */
  status: z.enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]),
  onHand: DecimalColumn,
  /** EX-14: of it what quality holds by pieces of the lot, whatever its status is. */
  held: DecimalColumn,
  order: z.string().nullable(),
});

const SELECT = sql`
  select l.id, l.number, l.site_id as "siteId", s.name as site, s.time_zone as "timeZone", i.code as item, coalesce(v.description, i.code) as "itemText", v.gtin, l.uom,
    coalesce(v.decimals, 0) as decimals, l.origin, l.supplier, l.supplier_lot as "supplierLot", l.made_at as "madeAt", l.received_at as "receivedAt", l.expires_at as "expiresAt",
    case when 'RECALLED' in (l.erp_status, l.mes_status) then 'RECALLED' when 'REJECTED' in (l.erp_status, l.mes_status) then 'REJECTED'
      when 'ON_HOLD' in (l.erp_status, l.mes_status) then 'ON_HOLD' when 'PENDING' in (l.erp_status, l.mes_status) then 'PENDING' else 'RELEASED' end as status,
    coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = l.id), 0)::text as "onHand", ${heldStockOf(sql`l.id`)}::text as held, o.number as order
  from materials.lot l
  join reference.site s on s.id = l.site_id
  join reference.item i on i.id = l.item_id
  left join reference.item_version v on v.item_id = i.id and v.valid_to is null
  left join execution.production_order o on o.id = l.order_id`;

/** Lots by id, at sites where the actor may trace; foreign ones are not among them (S26). */
export async function lotHeads({ db }: Reader, actor: Actor, lotIds: readonly string[]): Promise<LotHead[]> {
  if (lotIds.length === 0) return [];
  return readRows(db, Row, sql`${SELECT} where l.id = any (${ids(lotIds)}) and l.site_id = any (${ids(sitesWith(actor, "trace.read"))})`);
}

/** Every lot of that number: items and sites may each have one. The supplier's number finds it as well, and the SSCC of a unit that it stands on. */
export async function lotsByNumber({ db }: Reader, actor: Actor, number: string): Promise<LotHead[]> {
  const sites = ids(sitesWith(actor, "trace.read"));
  return readRows(
    db,
    Row,
    sql`${SELECT} where l.id in (
      select id from materials.lot where site_id = any (${sites}) and number = ${number}
      union select id from materials.lot where site_id = any (${sites}) and supplier_lot = ${number}
      union select lot_id from materials.handling_unit where site_id = any (${sites}) and sscc = ${number}
    ) order by l.number, i.code, s.code limit 50`,
  );
}

/** How many suggestions are offered at a time. */
const SUGGESTIONS = 12;

/** Lots whose number, or whose supplier's number, begins with what was typed; without it, the latest ones. */
export async function suggestLots({ db }: Reader, actor: Actor, typed: string): Promise<LotHead[]> {
  const sites = ids(sitesWith(actor, "trace.read"));
  const text = typed.trim();
  if (text === "")
    return readRows(db, Row, sql`${SELECT} where l.id in (select id from materials.lot where site_id = any (${sites}) order by id desc limit ${SUGGESTIONS}) order by l.id desc`);
  // A range, so that the index on (site, number) is walked: by code points, as our own server sorts.
  const [low, high] = [text, `${text}\u{10FFFF}`];
  return readRows(
    db,
    Row,
    sql`${SELECT} where l.id in (
      (select id from materials.lot where site_id = any (${sites}) and number >= ${low} and number < ${high} order by number limit ${SUGGESTIONS})
      union (select id from materials.lot where site_id = any (${sites}) and supplier_lot >= ${low} and supplier_lot < ${high} order by supplier_lot limit ${SUGGESTIONS})
      union (select lot_id from materials.handling_unit where site_id = any (${sites}) and sscc = ${text})
    ) order by l.number, i.code limit ${SUGGESTIONS}`,
  );
}
