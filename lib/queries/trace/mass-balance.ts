import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type LotQuantities, massBalance } from "@/lib/domain/genealogy/mass-balance";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
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
  /** Booked adjustments, and what the ERP's own counts took away; negative when they added. */
  readonly adjusted: string;
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
  counted: z.boolean(),
});

/** TR-08: mass balance of one lot, from its moves and from the stock that the ERP opened it with. The caller has checked that the lot may be seen. */
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
      exists (select 1 from eventlog.event e where e.aggregate_id = ${lotId}::uuid and e.type = 'lot.changed' and jsonb_array_length(e.payload -> 'stock') > 0) as counted
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
  return toBalance(quantities, row.counted);
}

/** Where the ERP has counted the stock anew, what is left over is its correction; where it has not, nobody can say. */
export function toBalance(quantities: LotQuantities, countedByErp: boolean): LotBalance {
  const first = massBalance(quantities, TOLERANCE_PERCENT);
  const adjusted = countedByErp ? quantities.adjusted.plus(first.unexplained) : quantities.adjusted;
  const { unexplained, percent, flagged } = countedByErp ? massBalance({ ...quantities, adjusted }, TOLERANCE_PERCENT) : first;
  return {
    entered: quantities.entered.toFixed(),
    consumed: quantities.consumed.toFixed(),
    scrapped: quantities.scrapped.toFixed(),
    shipped: quantities.shipped.toFixed(),
    onHand: quantities.onHand.toFixed(),
    adjusted: adjusted.toFixed(),
    unexplained: unexplained.toFixed(),
    unexplainedPercent: percent?.toFixed(2) ?? null,
    flagged,
  };
}
