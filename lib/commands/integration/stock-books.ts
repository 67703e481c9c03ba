import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";

/** A lot of a site with what lies of it at each place; places that the ERP keeps are told from line-side ones. */
export type LotBooks = {
  readonly lotId: string;
  readonly item: string;
  readonly number: string;
  readonly erpStatus: "PENDING" | "RELEASED" | "ON_HOLD" | "REJECTED" | "RECALLED";
  readonly erpVersion: number | null;
  /** The plant made it or moved some of it. */
  readonly recorded: boolean;
  readonly places: readonly { readonly code: string; readonly locationId: string; readonly ofErp: boolean; readonly onHand: Decimal }[];
};

/** What is in transit of a lot: in its base unit, positive what came in; whether something is on its way right now. */
export type InTransit = { readonly unseen: Decimal; readonly underWay: boolean };

/** How lots are told apart between the books of both sides. */
export function lotKey(item: string, lot: string): string {
  return JSON.stringify([item, lot]);
}

const LotRow = z.object({
  lotId: z.string(),
  item: z.string(),
  number: z.string(),
  erpStatus: z.enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]),
  erpVersion: z.coerce.number().nullable(),
  recorded: z.boolean(),
  places: z.array(z.object({ code: z.string(), locationId: z.string(), ofErp: z.boolean(), onHand: z.string() })),
});

/** Lots of the site that have stock or are among the named ones, by key. */
export async function lotBooks(tx: Tx, siteId: string, named: readonly { readonly item: string; readonly lot: string }[]): Promise<ReadonlyMap<string, LotBooks>> {
  const rows: unknown = await tx.execute(sql`
    select l.id as "lotId", i.code as item, l.number, l.erp_status as "erpStatus", l.erp_version::text as "erpVersion",
      l.order_id is not null or exists (select 1 from materials.material_move m where m.lot_id = l.id) as recorded,
      coalesce((select jsonb_agg(jsonb_build_object('code', e.code, 'locationId', e.id, 'ofErp', e.erp_version is not null, 'onHand', k.on_hand::text) order by e.code)
        from materials.lot_stock k join reference.equipment e on e.id = k.location_id where k.lot_id = l.id), '[]'::jsonb) as places
    from materials.lot l join reference.item i on i.id = l.item_id
    where l.id in (
      select k.lot_id from materials.lot_stock k where k.site_id = ${siteId}::uuid and k.on_hand > 0
      union
      select l.id from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n (item text, lot text)
      join reference.item i on i.site_id = ${siteId}::uuid and i.code = n.item
      join materials.lot l on l.site_id = i.site_id and l.item_id = i.id and l.number = n.lot
    )`);
  return new Map(
    LotRow.array()
      .parse(rows)
      .map((row) => [lotKey(row.item, row.number), { ...row, places: row.places.map((place) => ({ ...place, onHand: decimal(place.onHand) })) }]),
  );
}

const TransitRow = z.object({ item: z.string(), lot: z.string(), qty: z.string(), underWay: z.boolean() });

/**
 * By lot, what our messages said and the ERP had not booked at an instant. A message that settled by hand counts as booked, as it does for a lot
 * that the ERP tells; what it accepted within a minute of that instant may be in its figure or not, for two clocks are never one. What was accepted since is
 * looked for among the messages of the week before: an older backlog heals with the next snapshot.
 */
export async function inTransit(tx: Tx, connectionId: string, siteId: string, asOf: Date): Promise<ReadonlyMap<string, InTransit>> {
  const at = sql`${asOf.toISOString()}::timestamptz`;
  const rows: unknown = await tx.execute(sql`
    with unseen as (
      select m.type, m.payload->'data' as d, 1 as sign,
        m.state = 'SENDING' or coalesce(m.accepted_at < ${at} + interval '1 minute', false)
          or (m.accepted_at is null and exists (select 1 from integration.message_attempt a where a.message_id = m.id and a.outcome = 'unknown')) as under_way
      from integration.outbox_message m
      where m.connection_id = ${connectionId}::uuid and m.site_id = ${siteId}::uuid
        and (m.state not in ('ACCEPTED', 'RESOLVED') or (m.accepted_at > ${at} - interval '1 minute' and m.record_time > ${at} - interval '7 days'))
    ), facts as (
      select type, d, sign, under_way from unseen
      union all
      select d->'reversed'->>'type', d->'reversed'->'data', -1, under_way from unseen where type = 'mes.entry.reversed.v1'
    ), moved as (
      select d->>'item' as item, d->>'lot' as lot, -sign * (d->>'qty')::numeric as qty, under_way from facts where type in ('mes.material.issued.v1', 'mes.material.scrapped.v1')
      union all
      select d->>'item', d->>'lot', sign * (d->>'qty')::numeric, under_way from facts where type = 'mes.production.received.v1'
      union all
      select c->>'item', c->>'lot', -sign * (c->>'qty')::numeric, under_way
      from facts cross join lateral jsonb_array_elements(d->'consumption') c where type = 'mes.production.confirmed.v1'
    )
    select item, lot, sum(qty)::text as qty, bool_or(under_way) as "underWay" from moved where lot is not null group by item, lot`);
  return new Map(
    TransitRow.array()
      .parse(rows)
      .map((row) => [lotKey(row.item, row.lot), { unseen: decimal(row.qty), underWay: row.underWay }]),
  );
}

const ToldRow = z.object({ item: z.string(), lot: z.string() });

/** Lots that the ERP told of since that instant, by key: what it said then is newer than a snapshot of before. */
export async function toldSince(tx: Tx, connectionId: string, siteId: string, asOf: Date): Promise<ReadonlySet<string>> {
  const at = sql`${asOf.toISOString()}::timestamptz`;
  const rows: unknown = await tx.execute(sql`
    select distinct m.payload->'data'->>'item' as item, m.payload->'data'->>'lot' as lot from integration.inbox_message m
    where m.connection_id = ${connectionId}::uuid and m.site_id = ${siteId}::uuid and m.type = 'erp.lot.v1' and m.state = 'APPLIED'
      and m.event_time >= ${at} and m.received_at > ${at} - interval '1 day'`);
  return new Set(
    ToldRow.array()
      .parse(rows)
      .map((row) => lotKey(row.item, row.lot)),
  );
}
