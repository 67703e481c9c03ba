import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { ContractListedOrder, ContractOrderBooks, ContractStockBooks } from "@/lib/messages/rest-contract.v1";
import { type Amount, amountOf, textOf } from "./amount";
import { type Books, objectOf, objectsOf, orderOf, type Posting } from "./books";
import { summarise } from "./order-summary";

/** What the ERP holds of an order, as the contract says it; null when it does not know the order. */
export function orderBooks(books: Books, number: string): ContractOrderBooks | null {
  const order = orderOf(books, number);
  if (order === null) return null;
  const summary = summarise(books, order);
  const standing = standingOf(books, number);
  const corrected = books.corrections.get(number) ?? [];
  const total = (start: Amount, of: (one: (typeof corrected)[number]) => string): string => textOf(corrected.reduce((sum, one) => sum + amountOf(of(one)), start));
  const last = lastOperation(books, order);
  const consumed = new Map(summary.consumed.map(({ item, lot, qty }) => [`${item} ${lot ?? ""}`, { item, lot, amount: amountOf(qty) }]));
  for (const { item, lot, qty } of corrected.flatMap((one) => one.consumed)) {
    const key = `${item} ${lot ?? ""}`;
    consumed.set(key, { item, lot, amount: (consumed.get(key)?.amount ?? 0n) + amountOf(qty) });
  }
  return {
    order: number,
    state: stateOf(order, standing),
    uom: order.uom,
    good: total(amountOf(summary.operations.find((each) => each.operation === last)?.good ?? "0"), (one) => one.good),
    scrap: total(
      summary.operations.reduce((sum, each) => sum + amountOf(each.scrap), 0n),
      (one) => one.scrap,
    ),
    received: total(amountOf(summary.received), (one) => one.received),
    components: [...consumed.values()].map(({ item, lot, amount }) => ({ item, lot, qty: textOf(amount), uom: baseUom(books, order.site, item) })),
    time: timeOf(standing),
    costs: costsOf(books, order),
  };
}

const ELEMENTS = ["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "CREDIT"] as const;

/** The order's cost at what the ERP valued each posting at, in the currency of its site's rates; null where it has no rates, or did not value all of it. */
function costsOf(books: Books, order: OrderData): ContractOrderBooks["costs"] {
  const rates = [...books.rates].find(([of]) => of.startsWith(`${order.site}/`));
  const [currency] = [...(rates?.[1].values() ?? [])].map((rate) => rate.currency);
  if (currency === undefined || books.unvalued.has(order.order)) return null;
  const posted = books.costs.get(order.order) ?? [];
  return { currency, elements: ELEMENTS.map((element) => ({ element, postings: posted.filter((one) => one.element === element).map((one) => one.posting) })) };
}

/** Postings of an order that count. */
function standingOf(books: Books, number: string): Posting[] {
  const postings = books.byOrder.get(number) ?? [];
  return postings.filter(({ reversed, message }) => !reversed && message.type !== "mes.entry.reversed.v1" && message.type !== "mes.shift-production.proposed.v1");
}

/** Orders of one page of the list. */
const LISTED = 200;
const OVER: ReadonlySet<ContractOrderBooks["state"]> = new Set(["COMPLETED", "CLOSED", "CANCELLED"] as const);

/** A page of the orders that are open, or were changed or booked on since, by number; `cursor` is the last number of the page before. */
export function orderList(books: Books, since: Date, cursor: string | null): { orders: ContractListedOrder[]; cursor: string | null } {
  const due = objectsOf(books, "erp.order.v1")
    .map((order) => ({ order: order.order, site: order.site, state: stateOf(order, standingOf(books, order.order)), changedAt: books.touched.get(order.order) ?? null }))
    .filter(({ order, state, changedAt }) => (cursor === null || order > cursor) && (!OVER.has(state) || (changedAt !== null && new Date(changedAt) >= since)))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const page = due.slice(0, LISTED);
  return { orders: page, cursor: due.length > LISTED ? (page.at(-1)?.order ?? null) : null };
}

/** Lots of one page. */
const PAGE = 200;

/** A page of the stock, by site, item and lot; `cursor` is the last key of the page before. */
export function stockPage(books: Books, cursor: string | null): { stock: ContractStockBooks[]; cursor: string | null } {
  const keys = [...books.stock.keys()].toSorted().filter((key) => cursor === null || key > cursor);
  const page = keys.slice(0, PAGE);
  return {
    stock: page.map((key) => {
      const [site = "", item = "", ...rest] = key.split(" ");
      const lot = rest.join(" ");
      const known = objectOf(books, "erp.lot.v1", `${site}/${item}/${lot}`);
      const qty = textOf(books.stock.get(key) ?? 0n);
      return { site, item, lot: lot === "-" ? null : lot, location: known?.stock[0]?.location ?? "STORE", qty, uom: baseUom(books, site, item) };
    }),
    cursor: keys.length > PAGE ? (page.at(-1) ?? null) : null,
  };
}

/** The last status that the floor told stands, unless the ERP has ended the order itself. */
function stateOf(order: OrderData, standing: readonly Posting[]): ContractOrderBooks["state"] {
  if (order.status === "CANCELLED" || order.status === "CLOSED") return order.status;
  for (const { message } of standing.toReversed()) {
    if (message.type !== "mes.order.status.v1") continue;
    const { state } = message.data;
    return state === "ON_HOLD" ? "IN_PROGRESS" : state === "ABORTED" ? "CANCELLED" : state;
  }
  if (standing.some(({ message }) => message.type !== "mes.order.acknowledged.v1")) return "IN_PROGRESS";
  return order.status === "CREATED" ? "PLANNED" : "RELEASED";
}

function lastOperation(books: Books, order: OrderData): number {
  const operations = order.operations ?? objectOf(books, "erp.routing.v1", `${order.site}/${order.item}/${order.routingVersion ?? "-"}`)?.operations ?? [];
  return Math.max(0, ...operations.map((each) => each.operation));
}

function timeOf(standing: readonly Posting[]): ContractOrderBooks["time"] {
  const times = standing.flatMap(({ message }) => (message.type === "mes.production.confirmed.v1" ? message.data.time : []));
  const seconds = (of: typeof times) => ({
    machineSeconds: String(of.reduce((sum, time) => sum + time.machineSeconds, 0)),
    labourSeconds: String(of.flatMap((time) => time.labour).reduce((sum, person) => sum + person.seconds, 0)),
  });
  const activities = [...new Set(times.map((time) => time.activity))].map((activity) => ({ activity, ...seconds(times.filter((time) => time.activity === activity)) }));
  return { ...seconds(times), activities };
}

function baseUom(books: Books, site: string, item: string): string {
  return objectOf(books, "erp.item.v1", `${site}/${item}`)?.baseUom ?? "EA";
}
