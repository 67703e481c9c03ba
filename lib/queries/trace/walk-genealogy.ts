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

/**
 * One uninterrupted step of the material under the same people: a lot into an order, a lot out of an order, or a lot into another lot. What was taken back is
 * not among them (EX-19).
 */
export type WalkedEdge = {
  /** Id of its first edge. */
  readonly id: string;
  readonly from: NodeKey;
  readonly to: NodeKey;
  readonly kind: "CONSUME" | "PRODUCE" | "SPLIT" | "MERGE" | "PACK";
  readonly quantity: string;
  readonly uom: string;
  readonly fromAt: string;
  /** Null while the lot still feeds the operation. */
  readonly toAt: string | null;
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

/** How much one walk reads, nearest first. More than that is no longer read by a person, and the page says that it was cut. */
export type WalkBounds = { readonly nodes: number; readonly edges: number };
export const WALK_BOUNDS: WalkBounds = { nodes: 1_000, edges: 10_000 };

const Row = z.object({
  id: z.string(),
  kind: z.enum(["CONSUME", "PRODUCE", "SPLIT", "MERGE", "PACK"]),
  lot_id: z.string(),
  other_id: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  from_at: InstantColumn,
  to_at: InstantColumn.nullable(),
  op_no: z.number().nullable(),
  operation: z.string().nullable(),
  work_unit: z.string().nullable(),
  operators: z.string().transform((text) => text.split(",").filter((number) => number !== "")),
  cut: z.boolean(),
});

/**
 * TR-05 at order level: everything that a lot came from, or that came from it, over all levels. Breadth first from the lot, alternating between
 * "edges of this lot" and "edges of this order"; each lot and order is visited once, so that rework loops end. One statement.
 */
export async function walkGenealogy({ db }: Reader, actor: Actor, lotId: string, direction: Direction, bounds = WALK_BOUNDS): Promise<Walk> {
  const rows = await readRows(db, Row, walkStatement(sitesWith(actor, "trace.read"), lotId, direction, bounds));
  return {
    cut: rows.some((row) => row.cut),
    edges: rows.map(({ id, kind, lot_id: lot, other_id: other, quantity, uom, from_at: fromAt, to_at: toAt, op_no: opNo, operation, work_unit: workUnit, operators }) => ({
      id,
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

/** EX-19: edges that stand: neither a reversal nor reversed. */
const stands = (edge: SQL): SQL => sql`${edge}.reverses_id is null and not exists (select from materials.genealogy_edge undo where undo.reverses_id = ${edge}.id)`;

/** The walk as SQL; apart, so that its plan can be examined. */
export function walkStatement(sites: readonly string[], lotId: string, direction: Direction, { nodes, edges }: WalkBounds): SQL {
  const forward = direction === "forward";
  const [intoOrder, outOfOrder] = forward ? [sql`'CONSUME'`, sql`'PRODUCE'`] : [sql`'PRODUCE'`, sql`'CONSUME'`];
  // SPLIT, MERGE and PACK lead from the lot to the other lot; backwards they are read from their far end.
  const [here, there] = forward ? [sql`e.lot_id`, sql`e.other_lot_id`] : [sql`e.other_lot_id`, sql`e.lot_id`];
  const same = sql`kind, lot_id, other_id, operation_id, work_unit_id, uom, operators`;
  return sql`
    with recursive scope as (select ${ids(sites)} as sites),
    walk (is_order, id) as (
      select false, l.id from materials.lot l, scope where l.id = ${lotId}::uuid and l.site_id = any (scope.sites)
      union
      select next.is_order, next.id from walk, scope, lateral (
        select true as is_order, e.order_id as id from materials.genealogy_edge e
        where not walk.is_order and e.lot_id = walk.id and e.kind = ${intoOrder} and e.site_id = any (scope.sites) and ${stands(sql`e`)}
        union all
        select false, e.lot_id from materials.genealogy_edge e
        where walk.is_order and e.order_id = walk.id and e.kind = ${outOfOrder} and e.site_id = any (scope.sites) and ${stands(sql`e`)}
        union all
        select false, ${there} from materials.genealogy_edge e
        where not walk.is_order and ${here} = walk.id and e.kind in ('SPLIT', 'MERGE', 'PACK') and e.site_id = any (scope.sites) and ${stands(sql`e`)}
      ) next
    ),
    reached as materialized (select is_order, id from walk limit ${nodes + 1}),
    kept as materialized (select is_order, id, row_number() over () as near from reached limit ${nodes}),
    edge as (
      select kept.near, e.id, e.kind, e.lot_id, coalesce(e.other_lot_id, e.order_id) as other_id, e.operation_id, e.work_unit_id, e.uom, e.quantity, e.from_at,
        case when m.id is null then e.to_at else least(coalesce(next.from_at, 'infinity'), greatest(over.at, e.from_at)) end as to_at,
        array(select distinct operator from unnest(e.operators) operator order by operator) as operators
      from kept cross join scope cross join lateral (
        select * from materials.genealogy_edge x where not kept.is_order and x.lot_id = kept.id and x.kind = ${intoOrder} and x.site_id = any (scope.sites) and ${stands(sql`x`)}
        union all
        select * from materials.genealogy_edge x where kept.is_order and x.order_id = kept.id and x.kind = ${outOfOrder} and x.site_id = any (scope.sites) and ${stands(sql`x`)}
        union all
        select * from materials.genealogy_edge e where not kept.is_order and ${here} = kept.id and e.kind in ('SPLIT', 'MERGE', 'PACK') and e.site_id = any (scope.sites) and ${stands(sql`e`)}
      ) e
      -- TR-01: a scan tells an instant. The lot is on the unit until the next issue of its item there, or until the run is over.
      left join materials.material_move m on m.id = e.move_id and m.type in ('ISSUE', 'RETURN') and e.kind = 'CONSUME' and e.from_at = e.to_at
      left join materials.production_run r on r.id = e.run_id and m.id is not null
      left join execution.order_operation o on o.id = e.operation_id and m.id is not null
      cross join lateral (select coalesce(r.to_at, case when r.id is null then o.actual_end_at end, 'infinity') as at) over
      left join lateral (
        select n.from_at from materials.genealogy_edge n join materials.lot l on l.id = n.lot_id and l.item_id = m.item_id
        where m.id is not null and n.kind = 'CONSUME' and n.work_unit_id = e.work_unit_id and n.from_at > e.from_at and n.from_at < over.at and ${stands(sql`n`)}
        order by n.from_at limit 1
      ) next on true
    ),
    begun as (
      select *, from_at > max(to_at) over (partition by ${same} order by from_at, id rows between unbounded preceding and 1 preceding) as apart from edge
    ),
    numbered as (select *, count(*) filter (where apart) over (partition by ${same} order by from_at, id) as island from begun),
    step as (
      select ${same}, min(near) as near, (array_agg(id order by from_at, id))[1] as id, sum(quantity) as quantity, min(from_at) as from_at, max(to_at) as to_at
      from numbered group by ${same}, island
    ),
    nearest as materialized (select *, row_number() over (order by near, from_at, id) as rank from step order by near, from_at, id limit ${edges + 1})
    select n.id, n.kind, n.lot_id, n.other_id, n.quantity::text, n.uom, n.from_at, nullif(n.to_at, 'infinity') as to_at, o.op_no, o.name as operation, u.code as work_unit,
      array_to_string(n.operators, ',') as operators, (select count(*) from reached) > ${nodes} or (select count(*) from nearest) > ${edges} as cut
    from nearest n
    left join execution.order_operation o on o.id = n.operation_id
    left join reference.equipment u on u.id = n.work_unit_id
    where n.rank <= ${edges}
    order by n.from_at, n.lot_id, n.id`;
}
