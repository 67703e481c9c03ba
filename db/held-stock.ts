import { type SQL, sql } from "drizzle-orm";
import { decimal, type Decimal } from "@/lib/domain/shared/decimal";
import type { Queryable } from "./client";

/** Whether a hold of pieces of this lot stands (EX-14). `lotId` is an SQL expression with the lot's id. */
const isPartlyHeld = (lotId: SQL): SQL => sql`exists (select from quality.hold ph where ph.lot_id = ${lotId} and ph.part and ph.released_at is null)`;

/** EX-14: what holds of pieces hold of a lot, in its unit, as it was made; a piece that several hold counts once. Zero where the lot itself is held or nothing is. */
export function heldPiecesOf(lotId: SQL): SQL<string> {
  return sql<string>`(select coalesce(sum(pg.quantity), 0) from materials.output_segment pg where pg.lot_id = ${lotId} and pg.id in (
    select pc.segment_id from quality.hold ph join quality.nonconformance_segment pc on pc.nonconformance_id = ph.nonconformance_id
    where ph.lot_id = ${lotId} and ph.part and ph.released_at is null))`;
}

const onHandOf = (lotId: SQL): SQL => sql`(select coalesce(sum(pk.on_hand), 0) from materials.lot_stock pk where pk.lot_id = ${lotId})`;

/** EX-14: what lies in stock of a lot and is held by its pieces, never more than lies there: the `heldStock` of the kernel. */
export function heldStockOf(lotId: SQL): SQL<string> {
  return sql<string>`case when ${isPartlyHeld(lotId)} then least(${onHandOf(lotId)}, ${heldPiecesOf(lotId)}) else 0 end`;
}

/** EX-14: of a quantity of a lot that lies somewhere, what may be taken: no more than is on hand of the lot anywhere and not held. */
export function freeOf(lotId: SQL, quantity: SQL): SQL<string> {
  return sql<string>`case when ${isPartlyHeld(lotId)} then greatest(0, least(${quantity}, ${onHandOf(lotId)} - ${heldPiecesOf(lotId)})) else ${quantity} end`;
}

/** EX-14: of these lots what lies in stock anywhere and what holds of pieces hold, by lot; those of which no pieces are held are missing. Read under the lock of their stock it stays. */
export async function partlyHeld(db: Queryable, lotIds: readonly string[]): Promise<ReadonlyMap<string, { readonly onHand: Decimal; readonly pieces: Decimal }>> {
  if (lotIds.length === 0) return new Map();
  const rows = await db.execute<{ lotId: string; onHand: string; pieces: string }>(sql`
    select l.id as "lotId", ${onHandOf(sql`l.id`)}::text as "onHand", ${heldPiecesOf(sql`l.id`)}::text as pieces from materials.lot l
    where l.id = any (${`{${lotIds.join(",")}}`}::uuid[]) and ${isPartlyHeld(sql`l.id`)}`);
  return new Map(rows.map(({ lotId, onHand, pieces }) => [lotId, { onHand: decimal(onHand), pieces: decimal(pieces) }]));
}

/** EX-14: numbers of the nonconformances whose holds of pieces hold what a handling unit was filled with; none where it is free. `entryId` is an SQL expression with the entry that filled it, which is the piece of output as well. */
export function holdingUnit(entryId: SQL): SQL<string[]> {
  return sql<string[]>`array(select distinct pn.number from materials.output_segment pg join quality.nonconformance_segment pc on pc.segment_id = pg.id
    join quality.hold ph on ph.nonconformance_id = pc.nonconformance_id and ph.lot_id = pg.lot_id and ph.part and ph.released_at is null
    join quality.nonconformance pn on pn.id = pc.nonconformance_id where pg.id = ${entryId} order by 1)`;
}

/** EX-14: what a hold of pieces holds of its lot, as JSON: how much was made, from when until when, and the handling units that it stands on, as they were filled. Null for a hold of a lot. `hold` is its alias. */
export function partOf(hold: SQL): SQL {
  return sql`(select json_build_object('quantity', coalesce(sum(pg.quantity), 0)::text, 'from', min(pg.from_at), 'to', max(pg.to_at),
      'units', coalesce(json_agg(pu.sscc order by pg.to_at, pu.sscc) filter (where pu.sscc is not null), '[]'::json))
    from quality.nonconformance_segment pc join materials.output_segment pg on pg.id = pc.segment_id and pg.lot_id = ${hold}.lot_id and pg.quantity > 0
    left join materials.handling_unit pu on pu.id = pg.handling_unit_id and pu.taken_back_at is null
    where ${hold}.part and pc.nonconformance_id = ${hold}.nonconformance_id
    having ${hold}.part)`;
}
