import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { lot, lotStock } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import { type Decimal, decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import type { LotErpValues, LotStockSet } from "@/lib/eventlog/payloads/lot";
import type { LotData } from "@/lib/messages/erp-lot.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, type ApplyFrame, staleAgainst } from "./applier";
import { ensureLocation, notAPlace } from "./erp-places";
import { findItems, known, missingItems } from "./references";

/**
 * A lot in the ERP's stock. Of a lot that this plant made, only the status is taken: what it has on hand is ours until it leaves (ownership
 * matrix), and it is issued at the standard that its order was released with (C-03). Of others the ERP's quantity counts for its own places, less what we have taken and it cannot know yet.
 */
export const applyLot: Applier<"erp.lot.v1"> = async (frame, data) => {
  const { tx, siteId } = frame;
  const items = await findItems(tx, siteId, [data.item]);
  const missing = missingItems(data.site, [data.item], items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const item = known(items, data.item);
  if (data.uom !== item.baseUom) return { outcome: "REFUSED", code: "UOM_NOT_BASE", reason: `The stock is in ${data.uom}, the item is kept in ${item.baseUom}.` };
  const [stored] = await tx
    .select()
    .from(lot)
    .where(and(eq(lot.siteId, siteId), eq(lot.itemId, item.id), eq(lot.number, data.lot)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const other = await notAPlace(
    tx,
    siteId,
    data.stock.map(({ location }) => location),
  );
  if (other !== null) return { outcome: "REFUSED", code: "CODE_TAKEN", reason: `${other} is no storage place of this site.` };
  const values = valuesOf(data);
  const fact = (lotId: string) => ({ id: newId(), aggregate: "lot" as const, aggregateId: lotId, orderId: null });
  if (stored?.orderId != null) {
    const { erpStatus, erpVersion } = values;
    return { outcome: "APPLIED", events: [{ ...fact(stored.id), type: "lot.changed", payload: { lotId: stored.id, values: { erpStatus, erpVersion }, stock: [] } }] };
  }
  const lotId = stored?.id ?? newId();
  const stock = await stockOf(frame, data, lotId);
  if (stored !== undefined) return { outcome: "APPLIED", events: [{ ...fact(lotId), type: "lot.changed", payload: { lotId, values, stock } }] };
  const created = { lotId, number: data.lot, itemId: item.id, uom: data.uom, origin: data.origin, values, stock };
  return { outcome: "APPLIED", events: [{ ...fact(lotId), type: "lot.created", payload: created }] };
};

function valuesOf(data: LotData): LotErpValues {
  const { supplierLot, madeAt, receivedAt, expiresAt, unitCost, qualityStatus, erpVersion } = data;
  return { supplierLot, madeAt, receivedAt, expiresAt, unitCost, erpStatus: qualityStatus, erpVersion };
}

/** The ERP's places with what is on hand there now; places of the ERP that it no longer names are empty. Line-side places are not touched. */
async function stockOf({ tx, siteId, connectionId }: ApplyFrame, data: LotData, lotId: string): Promise<LotStockSet> {
  const named = new Map<string, Decimal>();
  for (const { location, qty } of data.stock) named.set(location, (named.get(location) ?? ZERO).plus(qty));
  // Whoever issues from the lot holds these rows until commit, so what is read below includes its message.
  const held = await tx
    .select({ code: equipment.code, erpVersion: equipment.erpVersion })
    .from(lotStock)
    .innerJoin(equipment, eq(equipment.id, lotStock.locationId))
    .where(eq(lotStock.lotId, lotId))
    .orderBy(asc(lotStock.locationId))
    .for("update", only(lotStock));
  for (const { code, erpVersion } of held) if (erpVersion !== null && !named.has(code)) named.set(code, ZERO);
  const taken = await takenUnseen(tx, connectionId, data);
  const stock: { locationId: string; onHand: string }[] = [];
  for (const [location, qty] of [...named].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    stock.push({ locationId: await ensureLocation(tx, siteId, location, data.erpVersion), onHand: max(ZERO, qty.minus(taken.get(location) ?? ZERO)).toFixed() });
  }
  return stock;
}

const Taken = z.array(z.object({ location: z.string(), qty: z.string() }));

/**
 * By place, what our messages took of the lot and the ERP has certainly not booked. One that is on its way or whose answer was lost may
 * be in the ERP's figure already: it is not taken off again, because once it is booked the ERP tells the lot anew and a wrong guess heals.
 */
async function takenUnseen(tx: Tx, connectionId: string, data: LotData): Promise<ReadonlyMap<string, Decimal>> {
  const rows: unknown = await tx.execute(sql`
    with unseen as (
      select m.id, m.type, m.payload->'data' as d, 1 as sign from integration.outbox_message m
      where m.connection_id = ${connectionId} and m.state not in ('ACCEPTED', 'RESOLVED') and m.state <> 'SENDING'
        and not exists (select 1 from integration.message_attempt a where a.message_id = m.id and a.outcome = 'unknown')
    ), facts as (
      select type, d, sign from unseen
      union all
      select d->'reversed'->>'type', d->'reversed'->'data', -1 from unseen where type = 'mes.entry.reversed.v1'
    ), taken as (
      select d->>'location' as location, d->>'item' as item, d->>'lot' as lot, sign * (d->>'qty')::numeric as qty
      from facts where type in ('mes.material.issued.v1', 'mes.material.scrapped.v1')
      union all
      select null, c->>'item', c->>'lot', sign * (c->>'qty')::numeric
      from facts cross join lateral jsonb_array_elements(d->'consumption') c where type = 'mes.production.confirmed.v1'
    )
    select coalesce(location, ${data.stock[0]?.location ?? ""}) as location, sum(qty)::text as qty
    from taken where item = ${data.item} and lot = ${data.lot} group by 1`);
  // What names no place was taken from wherever the lot lies, which is the ERP's first place of it.
  return new Map(Taken.parse(rows).map(({ location, qty }) => [location, decimal(qty)]));
}
