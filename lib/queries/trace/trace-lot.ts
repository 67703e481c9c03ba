import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn } from "@/lib/queries/row-types";
import { type LotHead, lotHeads } from "./lot-head";
import { type LotBalance, lotBalance } from "./mass-balance";
import { type Walk, walkGenealogy } from "./walk-genealogy";

/** An order on the way of the material. */
export type TracedOrder = z.infer<typeof OrderRow>;

const OrderRow = z.object({
  id: z.string(),
  number: z.string(),
  /** Code of its site: a number is unique within a site only. */
  site: z.string(),
  item: z.string(),
  itemText: z.string(),
  state: z.string(),
  good: DecimalColumn,
  uom: z.string(),
});

export type LotTrace = {
  readonly lot: LotHead;
  readonly back: Walk;
  readonly forward: Walk;
  readonly lots: readonly LotHead[];
  readonly orders: readonly TracedOrder[];
  readonly balance: LotBalance;
};

/** Where a lot came from and where it went, with its mass balance. Null when there is no such lot at the actor's sites (S26). */
export async function traceLot(reader: Reader, actor: Actor, lotId: string): Promise<LotTrace | null> {
  const [lot] = await lotHeads(reader, actor, [lotId]);
  if (lot === undefined) return null;
  const [back, forward, balance] = await Promise.all([walkGenealogy(reader, actor, lotId, "back"), walkGenealogy(reader, actor, lotId, "forward"), lotBalance(reader, lotId)]);
  const keys = new Set([...back.edges, ...forward.edges].flatMap((edge) => [edge.from, edge.to]));
  const [lots, orders] = await Promise.all([lotHeads(reader, actor, idsOf(keys, "LOT")), ordersById(reader, actor, idsOf(keys, "ORDER"))]);
  return { lot, back, forward, lots: lots.some((each) => each.id === lot.id) ? lots : [lot, ...lots], orders, balance };
}

function idsOf(keys: ReadonlySet<string>, kind: "LOT" | "ORDER"): string[] {
  return [...keys].filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length + 1));
}

async function ordersById({ db }: Reader, actor: Actor, orderIds: readonly string[]): Promise<TracedOrder[]> {
  if (orderIds.length === 0) return [];
  return readRows(
    db,
    OrderRow,
    sql`
    select o.id, o.number, s.code as site, i.code as item, coalesce(v.description, i.code) as "itemText", o.state, o.good::text, o.uom
    from execution.production_order o
    join reference.site s on s.id = o.site_id
    join reference.item i on i.id = o.item_id
    left join reference.item_version v on v.item_id = i.id and v.valid_to is null
    where o.id = any (${ids(orderIds)}) and o.site_id = any (${ids(sitesWith(actor, "trace.read"))})`,
  );
}
