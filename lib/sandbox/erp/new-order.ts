import { z } from "zod";
import type { InboundMessage } from "@/lib/messages/inbound";
import { objectOf, objectsOf, type Books } from "./books";
import type { Ledger } from "./ledger";

/** What a clerk types in; the rest follows from the item. */
export const NewOrder = z.object({
  order: z.string().optional(),
  site: z.string(),
  item: z.string(),
  qty: z.string(),
  due: z.iso.datetime({ offset: true }).optional(),
  priority: z.number().int().optional(),
  status: z.enum(["CREATED", "RELEASED"]).default("RELEASED"),
  customer: z.object({ customer: z.string(), commitment: z.string(), line: z.number().int() }).nullable().default(null),
});
export type NewOrder = z.infer<typeof NewOrder>;

/** Number series of the orders, by site. */
const SERIES: Readonly<Record<string, string>> = { "SITE-A": "4711", "SITE-B": "4712" };

/** Creates an order for an item of a site, by default released and due in a day, under the next number of the site. */
export function newOrder(ledger: Ledger, wanted: NewOrder, now: Date): InboundMessage {
  return ledger.change("erp.order.v1", newOrderState(ledger.books, wanted, now));
}

/** What such an order is. */
export function newOrderState(books: Books, wanted: NewOrder, now: Date) {
  const item = objectOf(books, "erp.item.v1", `${wanted.site}/${wanted.item}`);
  const order = wanted.order ?? nextNumber(books, SERIES[wanted.site] ?? wanted.site);
  return {
    order,
    site: wanted.site,
    type: "STANDARD",
    status: wanted.status,
    item: wanted.item,
    qty: wanted.qty,
    uom: item?.baseUom ?? "EA",
    plannedStart: now.toISOString(),
    due: wanted.due ?? new Date(now.getTime() + 86_400_000).toISOString(),
    priority: wanted.priority ?? 30,
    overPct: "5",
    underPct: "5",
    bomVersion: "1",
    routingVersion: "1",
    outputLot: `L-${order}`,
    customer: wanted.customer,
  };
}

function nextNumber(books: Books, series: string): string {
  const used = objectsOf(books, "erp.order.v1").flatMap(({ order }) => (order.startsWith(`${series}-`) ? [Number(order.slice(series.length + 1))] : []));
  return `${series}-${String(Math.max(0, ...used.filter(Number.isInteger)) + 1).padStart(4, "0")}`;
}
