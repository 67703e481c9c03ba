import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** `back`: where it came from. `forward`: where it went. */
export type Direction = "back" | "forward";

/** Keys of the graph: lots and orders, "LOT 0195…" or "ORDER 0195…". */
export type NodeKey = `${"LOT" | "ORDER"} ${string}`;

/** One step of the material: a lot into an order, a lot out of an order, or a lot into another lot; reversals are netted out (EX-19). */
export type WalkedEdge = {
  readonly from: NodeKey;
  readonly to: NodeKey;
  readonly kind: "CONSUME" | "PRODUCE" | "SPLIT" | "MERGE" | "PACK";
  readonly quantity: string;
  readonly uom: string;
  readonly fromAt: string;
  readonly toAt: string;
  readonly opNo: number | null;
  readonly operation: string | null;
  readonly workUnit: string | null;
  readonly operators: readonly string[];
};

export type Walk = {
  readonly edges: readonly WalkedEdge[];
  /** True when there is more than was read. */
  readonly cut: boolean;
};

/** How many lots and orders one walk reads. More than that is no longer read by a person, and the page says that it was cut. */
export const WALK_NODES = 1_000;

const Row = z.object({
  kind: z.enum(["CONSUME", "PRODUCE", "SPLIT", "MERGE", "PACK"]),
  lot_id: z.string(),
  other_id: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  from_at: InstantColumn,
  to_at: InstantColumn,
  op_no: z.number().nullable(),
  operation: z.string().nullable(),
  work_unit: z.string().nullable(),
  operators: z.string().transform((text) => [...new Set(text.split(",").filter((number) => number !== ""))].toSorted()),
  cut: z.boolean(),
});

/**
 * TR-05 at order level: everything that a lot came from, or that came from it, over all levels. Breadth first from the lot, alternating between
 * "edges of this lot" and "edges of this order"; each lot and order is visited once, so that rework loops end. One statement.
 */
export async function walkGenealogy({ db }: Reader, actor: Actor, lotId: string, direction: Direction, nodes = WALK_NODES): Promise<Walk> {
  const rows = await readRows(db, Row, walkStatement(sitesWith(actor, "trace.read"), lotId, direction, nodes));
  return {
    cut: rows.some((row) => row.cut),
    edges: rows.map(({ kind, lot_id: lot, other_id: other, quantity, uom, from_at: fromAt, to_at: toAt, op_no: opNo, operation, work_unit: workUnit, operators }) => ({
      from: kind === "PRODUCE" ? `ORDER ${other}` : `LOT ${lot}`,
      to: kind === "PRODUCE" ? `LOT ${lot}` : kind === "CONSUME" ? `ORDER ${other}` : `LOT ${other}`,
      kind,
      quantity,
      uom,
      fromAt,
      toAt,
      opNo,
      operation,
      workUnit,
      operators,
    })),
  };
}

/** The walk as SQL; apart, so that its plan can be examined. */
export function walkStatement(sites: readonly string[], lotId: string, direction: Direction, nodes: number): SQL {
  const forward = direction === "forward";
  const [intoOrder, outOfOrder] = forward ? [sql`'CONSUME'`, sql`'PRODUCE'`] : [sql`'PRODUCE'`, sql`'CONSUME'`];
  // SPLIT, MERGE and PACK lead from the lot to the other lot; backwards they are read from their far end.
  const [here, there] = forward ? [sql`e.lot_id`, sql`e.other_lot_id`] : [sql`e.other_lot_id`, sql`e.lot_id`];
  return sql`
    with recursive scope as (select ${ids(sites)} as sites),
    walk (is_order, id) as (
      select false, l.id from materials.lot l, scope where l.id = ${lotId}::uuid and l.site_id = any (scope.sites)
      union
      select next.is_order, next.id from walk, scope, lateral (
        select true as is_order, e.order_id as id from materials.genealogy_edge e
        where not walk.is_order and e.lot_id = walk.id and e.kind = ${intoOrder} and e.site_id = any (scope.sites)
        group by e.order_id having sum(e.quantity) > 0
        union all
        select false, e.lot_id from materials.genealogy_edge e
        where walk.is_order and e.order_id = walk.id and e.kind = ${outOfOrder} and e.site_id = any (scope.sites)
        group by e.lot_id having sum(e.quantity) > 0
        union all
        select false, ${there} from materials.genealogy_edge e
        where not walk.is_order and ${here} = walk.id and e.kind in ('SPLIT', 'MERGE', 'PACK') and e.site_id = any (scope.sites)
        group by ${there} having sum(e.quantity) > 0
      ) next
    ),
    reached as materialized (select is_order, id from walk limit ${nodes + 1}),
    kept as materialized (select is_order, id from reached limit ${nodes}),
    net as (
      select e.kind, e.lot_id, coalesce(e.other_lot_id, e.order_id) as other_id, e.operation_id, e.work_unit_id, e.uom,
        sum(e.quantity) as quantity, min(e.from_at) as from_at, max(e.to_at) as to_at,
        coalesce(string_agg(array_to_string(e.operators, ','), ',') filter (where e.quantity > 0), '') as operators
      from kept, scope, lateral (
        select * from materials.genealogy_edge x where not kept.is_order and x.lot_id = kept.id and x.kind = ${intoOrder} and x.site_id = any (scope.sites)
        union all
        select * from materials.genealogy_edge x where kept.is_order and x.order_id = kept.id and x.kind = ${outOfOrder} and x.site_id = any (scope.sites)
        union all
        select * from materials.genealogy_edge e where not kept.is_order and ${here} = kept.id and e.kind in ('SPLIT', 'MERGE', 'PACK') and e.site_id = any (scope.sites)
      ) e
      group by 1, 2, 3, 4, 5, 6
      having sum(e.quantity) > 0
    )
    select n.kind, n.lot_id, n.other_id, n.quantity::text, n.uom, n.from_at, n.to_at, o.op_no, o.name as operation, u.code as work_unit,
      n.operators, (select count(*) from reached) > ${nodes} as cut
    from net n
    left join execution.order_operation o on o.id = n.operation_id
    left join reference.equipment u on u.id = n.work_unit_id
    order by n.from_at, n.lot_id`;
}
