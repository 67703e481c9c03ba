import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "./reader";

/** What messages are about: an order, or whatever else bears the name; and the lanes that such a name can have. */
export type SaidOf = { readonly name: string; readonly lanes: readonly string[]; readonly orderIds: readonly string[] };

/** A lane is named after its subject; where two sites of one ERP share a name, the second one's carries its site (IN-04). */
export function saidOf(name: string, siteCodes: readonly string[], orderIds: readonly string[]): SaidOf {
  return { name, lanes: [name, ...new Set(siteCodes.map((code) => `${code}/${name}`))], orderIds };
}

/** Ids of the orders of a number at these sites. */
export async function ordersOfNumber({ db }: Reader, number: string, sites: readonly string[]): Promise<string[]> {
  const rows = await readRows(db, z.object({ id: z.string() }), sql`select o.id from execution.production_order o where o.site_id = any (${ids(sites)}) and o.number = ${number}`);
  return rows.map(({ id }) => id);
}

/**
 * Outbound messages `m` of it: all of its own lane, which also has what was said before the order was there, and what is of the order in other
 * lanes (severe exceptions, moves of production). The caller narrows to connections, whose indexes the lanes need, and to sites.
 */
export function saidToErp({ lanes, orderIds }: SaidOf): SQL {
  const keys = sql.join(
    lanes.map((lane) => sql`${lane}`),
    sql`, `,
  );
  return orderIds.length === 0 ? sql`m.lane_key in (${keys})` : sql`(m.lane_key in (${keys}) or m.order_id = any (${ids(orderIds)}))`;
}

/** Inbound messages `m` of it: its own, and what its scrap was sold for, which has a document of its own. The caller narrows to sites. */
export function saidByErp({ name }: SaidOf): SQL {
  return sql`(m.subject = ${name} or (m.type = 'erp.salvage.v1' and m.payload -> 'data' ->> 'order' = ${name}))`;
}
