import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type LotQuantities, massBalance } from "@/lib/domain/genealogy/mass-balance";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import { type Reader, readRows } from "@/lib/queries/reader";

/** TR-08: where the whole quantity of a lot has gone, as decimal texts in the lot's unit. */
export type LotBalance = {
  /** Received from the supplier, or produced here. */
  readonly entered: string;
  /** Taken by orders, less what came back from them. */
  readonly consumed: string;
  readonly scrapped: string;
  readonly shipped: string;
  readonly onHand: string;
  /** Booked adjustments; negative when they added. */
  readonly adjusted: string;
  /** What the ERP set the stock of its places to, less what was there before; an adjustment as well. Negative when it added. */
  readonly counted: string;
  readonly unexplained: string;
  /** Share of what entered; null when nothing did. */
  readonly unexplainedPercent: string | null;
  /** More is unexplained than is tolerated. */
  readonly flagged: boolean;
};

/** Until a site sets its own. */
export const TOLERANCE_PERCENT = decimal("0.5");

const Row = z.object({
  opening: z.string(),
  received: z.string(),
  consumed: z.string(),
  scrapped: z.string(),
  shipped: z.string(),
  adjusted: z.string(),
  onHand: z.string(),
  counted: z.string(),
});

/**
 * TR-08: by how much the ERP's counts lowered the stock of a lot, from its facts in their order: at each place, what lay there before a count is what the
 * last one left and the moves since then changed. What the ERP opened the lot with has come in and is no count.
 */
const countedAway = (lotId: string): SQL => sql`(
  with facts as (
    select e.position, s ->> 'locationId' as place, (s ->> 'onHand')::numeric as set_to, e.type = 'lot.changed' as is_count, 0::numeric as moved
    from eventlog.event e, jsonb_array_elements(e.payload -> 'stock') s where e.aggregate_id = ${lotId}::uuid and e.type in ('lot.created', 'lot.changed')
    union all
    select e.position, m.place, null, false, m.sign * (e.payload ->> 'quantity')::numeric
    from eventlog.event e, lateral (values (e.payload ->> 'fromLocationId', -1), (e.payload ->> 'toLocationId', 1)) m (place, sign)
    where e.aggregate_id = ${lotId}::uuid and e.type like 'material.%' and e.payload ->> 'moveId' is not null and m.place is not null
  ), spans as (
    select place, count(set_to) over (partition by place order by position) as span, set_to, is_count, moved from facts
  ), places as (
    select place, span, max(set_to) as set_to, bool_or(is_count) as is_count, coalesce(max(set_to), 0) + sum(moved) as left_there from spans group by place, span
  ), counts as (
    select is_count, coalesce(lag(left_there) over (partition by place order by span), 0) - set_to as away from places
  )
  select coalesce(sum(away) filter (where is_count), 0)::text from counts)`;

/** TR-08: mass balance of one lot, from its moves and from the stock that the ERP opened it with and counted. The caller has checked that the lot may be seen. */
export async function lotBalance({ db }: Reader, lotId: string): Promise<LotBalance> {
  const [row] = await readRows(
    db,
    Row,
    sql`
    select coalesce(sum(m.quantity) filter (where m.type = 'RECEIPT'), 0)::text as received,
      (coalesce(sum(m.quantity) filter (where m.type in ('ISSUE', 'BACKFLUSH')), 0) - coalesce(sum(m.quantity) filter (where m.type = 'RETURN'), 0))::text as consumed,
      coalesce(sum(m.quantity) filter (where m.type = 'SCRAP'), 0)::text as scrapped,
      coalesce(sum(m.quantity) filter (where m.type = 'SHIP'), 0)::text as shipped,
      coalesce(sum(case when m.to_location_id is null then m.quantity else -m.quantity end) filter (where m.type in ('ADJUST', 'SPLIT', 'MERGE')), 0)::text as adjusted,
      coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = ${lotId}::uuid), 0)::text as "onHand",
      coalesce((select sum((s ->> 'onHand')::numeric) from eventlog.event e, jsonb_array_elements(e.payload -> 'stock') s where e.aggregate_id = ${lotId}::uuid and e.type = 'lot.created'), 0)::text as opening,
      ${countedAway(lotId)} as counted
    from materials.material_move m where m.lot_id = ${lotId}::uuid`,
  );
  if (row === undefined) throw new Error("an aggregate answered no row");
  const quantities: LotQuantities = {
    entered: decimal(row.opening).plus(row.received),
    consumed: decimal(row.consumed),
    scrapped: decimal(row.scrapped),
    returned: ZERO,
    shipped: decimal(row.shipped),
    onHand: decimal(row.onHand),
    adjusted: decimal(row.adjusted),
  };
  return toBalance(quantities, decimal(row.counted));
}

/** What the ERP counted is explained by its count, and no more than that: the rest stays unexplained. */
export function toBalance(quantities: LotQuantities, counted: Decimal): LotBalance {
  const { unexplained, percent, flagged } = massBalance({ ...quantities, adjusted: quantities.adjusted.plus(counted) }, TOLERANCE_PERCENT);
  return {
    entered: quantities.entered.toFixed(),
    consumed: quantities.consumed.toFixed(),
    scrapped: quantities.scrapped.toFixed(),
    shipped: quantities.shipped.toFixed(),
    onHand: quantities.onHand.toFixed(),
    adjusted: quantities.adjusted.toFixed(),
    counted: counted.toFixed(),
    unexplained: unexplained.toFixed(),
    unexplainedPercent: percent?.toFixed(2) ?? null,
    flagged,
  };
}
