import { demoCompany } from "@/lib/sandbox/company/demo-company";
import { seededRandom } from "@/lib/sandbox/company/random";
import type { InboundMessage } from "@/lib/messages/inbound";
import { amountOf, textOf } from "./amount";
import { type Books, objectsOf, stockKey } from "./books";
import type { Ledger } from "./ledger";
import { newOrder } from "./new-order";
import { summarise } from "./order-summary";

/** Demo minutes between two looks at the order book. */
export const DEMAND_MINUTES = 20;
/** New orders come while fewer than this are open at a site. */
const OPEN_ORDERS: Readonly<Record<string, number>> = { "SITE-A": 10, "SITE-B": 5 };
const ITEMS = ["OAT-BARISTA-1L", "OAT-CHOC-1L", "ALMOND-ORIG-1L", "OAT-VANILLA-1L"];
const OPEN_PROGRESS = new Set(["RELEASED", "STARTED", "PARTLY_DELIVERED"]);

/** Fills an empty ERP with the demo company. */
export function openDemoCompany(ledger: Ledger, at: Date, seed: number): void {
  // The hour keeps planned times readable.
  const start = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
  ledger.open(start, seed, demoCompany(start, seed));
}

/**
 * Lets the company go on: buys what runs low, releases a planned order or sells and releases a new one. Each look makes at most one
 * order per site, and the same books at the same look always lead to the same order.
 */
export function createDemand(ledger: Ledger, now: Date): void {
  const { books } = ledger;
  if (books.opened === null) return;
  const look = Math.floor((now.getTime() - Date.parse(books.opened.at)) / 60_000);
  const random = seededRandom(books.opened.seed * 7919 + look);
  for (const [site, wanted] of Object.entries(OPEN_ORDERS)) {
    replenish(ledger, site, now);
    const orders = objectsOf(books, "erp.order.v1").filter((order) => order.site === site);
    const open = orders.filter((order) => OPEN_PROGRESS.has(summarise(books, order).progress));
    if (open.length >= wanted) continue;
    const planned = orders.find((order) => order.status === "CREATED");
    if (planned !== undefined) ledger.change("erp.order.v1", { ...planned, status: "RELEASED" });
    else if (baseRunsLow(books, site, now, open)) newOrder(ledger, { site, item: "OAT-BASE", qty: "12000", status: "RELEASED", priority: 20, customer: null }, now);
    else sell(ledger, site, random, now);
  }
}

function sell(ledger: Ledger, site: string, random: () => number, now: Date): void {
  const item = ITEMS[Math.floor(random() * ITEMS.length)] ?? "OAT-BARISTA-1L";
  const qty = String(2400 + 600 * Math.floor(random() * 9));
  const customer = String(1 + Math.floor(random() * 8)).padStart(2, "0");
  const due = new Date(now.getTime() + (20 + Math.floor(random() * 40)) * 3_600_000).toISOString();
  const sold = objectsOf(ledger.books, "erp.commitment.v1").map((each) => Number(each.commitment.slice(3)));
  const commitment = `SO-${Math.max(20_100, ...sold) + 1}`;
  ledger.change("erp.commitment.v1", {
    site,
    commitment,
    line: 10,
    customer: `C-${customer}`,
    customerName: `Customer ${customer}`,
    item,
    qty,
    uom: "EA",
    due,
    priorityClass: "B",
    penaltyPerUnitDay: "0.15",
    currency: "EUR",
    status: "OPEN",
  });
  newOrder(
    ledger,
    { site, item, qty, status: "RELEASED", due: new Date(Date.parse(due) - 4 * 3_600_000).toISOString(), customer: { customer: `C-${customer}`, commitment, line: 10 } },
    now,
  );
}

function baseRunsLow(books: Books, site: string, now: Date, open: readonly { readonly item: string }[]): boolean {
  return usable(books, site, "OAT-BASE", now) < amountOf("6000") && !open.some((order) => order.item === "OAT-BASE");
}

/** Buys each material again, at the price and in the quantity of its newest lot, when less than 40 % of that is left to use. */
function replenish(ledger: Ledger, site: string, now: Date): void {
  const newest = new Map(bought(ledger.books, site).map((lot) => [lot.item, lot]));
  for (const lot of newest.values()) {
    const first = firstQuantity(ledger.books, site, lot.item);
    if (usable(ledger.books, site, lot.item, now) * 5n >= first * 2n) continue;
    const number = bought(ledger.books, site).filter((each) => each.item === lot.item).length + 1;
    const life = lot.expiresAt === null || lot.receivedAt === null ? null : Date.parse(lot.expiresAt) - Date.parse(lot.receivedAt);
    ledger.change("erp.lot.v1", {
      ...lot,
      lot: `${lot.lot.split("+")[0]}+${number}`,
      receivedAt: now.toISOString(),
      expiresAt: life === null ? null : new Date(now.getTime() + life).toISOString(),
      qualityStatus: "RELEASED",
      statusReason: null,
      stock: [{ location: lot.stock[0]?.location ?? "MAIN", qty: textOf(first) }],
    });
  }
}

function bought(books: Books, site: string) {
  return objectsOf(books, "erp.lot.v1").filter((lot) => lot.site === site && lot.origin === "PURCHASED");
}

/** The largest quantity that a lot of the item came in: what is bought at a time. */
function firstQuantity(books: Books, site: string, item: string): bigint {
  const amounts = bought(books, site).flatMap((lot) => (lot.item === item ? [lot.stock.reduce((total, each) => total + amountOf(each.qty), 0n)] : []));
  return amounts.reduce((largest, each) => (each > largest ? each : largest), 0n);
}

function usable(books: Books, site: string, item: string, now: Date): bigint {
  const blocked = new Set(objectsOf(books, "erp.lot.v1").flatMap((lot) => (isUsable(lot, now) ? [] : [stockKey(lot.site, lot.item, lot.lot)])));
  const prefix = stockKey(site, item, "");
  return [...books.stock].reduce((total, [key, amount]) => (key.startsWith(prefix) && !blocked.has(key) ? total + amount : total), 0n);
}

function isUsable(lot: Extract<InboundMessage, { type: "erp.lot.v1" }>["data"], now: Date): boolean {
  return lot.qualityStatus === "RELEASED" && (lot.expiresAt === null || Date.parse(lot.expiresAt) > now.getTime());
}
