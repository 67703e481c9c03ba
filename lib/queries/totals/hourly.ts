import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { wipAsKnown } from "@/lib/queries/finance/wip-as-known";
import { plantOutlook } from "@/lib/queries/planner/projection";
import { type Reader, readRows } from "@/lib/queries/reader";

/** Most orders of which a snapshot tells; its sums are over all. */
const ORDERS = 1_000;

const Hour = z.object({ at: z.number() });

/** The last full hour in a zone: also where its clock differs from UTC by half an hour. */
export async function lastFullHour({ db, now }: Reader, timeZone: string): Promise<Date> {
  const [row] = await readRows(db, Hour, sql`select (extract(epoch from date_trunc('hour', ${now.toISOString()}::timestamptz, ${timeZone}::text)) * 1000)::float8 as at`);
  return new Date(row?.at ?? Math.floor(now.getTime() / 3_600_000) * 3_600_000);
}

const AMOUNTS = ["charged", "received", "salvage", "wip", "inventoriable"] as const;
type Amounts = { readonly [Key in (typeof AMOUNTS)[number]]: string };
const amountsOf = ({ charged, received, salvage, wip, inventoriable }: Amounts): Amounts => ({ charged, received, salvage, wip, inventoriable });

/** C-11: WIP at an instant as known now, by order. `actor` has one site. */
export async function wipTotals(reader: Reader, actor: Actor, cutOff: Date) {
  const wip = await wipAsKnown(reader, actor, { cutOff, known: reader.now }, { limit: ORDERS });
  const [total] = wip.sites;
  return {
    count: wip.orders,
    total: total === undefined ? { charged: "0.00", received: "0.00", salvage: "0.00", wip: "0.00", inventoriable: "0.00" } : amountsOf(total),
    orders: wip.rows.map((row) => ({ order: row.number, item: row.item, qty: row.quantity, uom: row.uom, state: row.state, ...amountsOf(row) })),
  };
}

/** §6.1: when the open orders of a site will be done; null when the sequences contradict each other, so that nothing can be said. */
export async function projectionTotals(reader: Reader, siteId: string) {
  const outlook = await plantOutlook(reader, [siteId]);
  if (outlook.now === null) return null;
  const ends = new Map(outlook.now.supply.map((supply) => [supply.orderId, supply.at]));
  return {
    calculatedAt: reader.now.toISOString(),
    count: outlook.openOrders,
    orders: outlook.orders.slice(0, ORDERS).map((order) => {
      const end = ends.get(order.id) ?? null;
      return {
        order: order.number,
        item: order.item,
        qty: order.quantity,
        uom: order.uom,
        state: order.state,
        received: order.received,
        due: order.dueAt,
        projectedEnd: end === null ? null : end.toISOString(),
        lateSeconds: end === null ? null : Math.max(0, Math.round((end.getTime() - Date.parse(order.dueAt)) / 1_000)),
      };
    }),
  };
}
