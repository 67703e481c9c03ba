import { textOf } from "./amount";
import { type Books, objectOf, objectsOf, siteOf } from "./books";
import type { Ledger, ObjectState } from "./ledger";

/** Where a lot lies that nobody said it of. */
const MAIN = "MAIN";

/** What the ERP holds of a site now, lot by lot; each at the place that its record, or its first receipt, names. */
export function stockSnapshot(books: Books, site: string, now: Date): ObjectState {
  const received = receiptPlaces(books);
  const lines = [...books.stock].flatMap(([key, amount]) => {
    const [of = "", item = "", ...rest] = key.split(" ");
    const lot = rest.join(" ");
    const uom = objectOf(books, "erp.item.v1", `${site}/${item}`)?.baseUom;
    if (of !== site || amount <= 0n || uom === undefined) return [];
    const record = objectOf(books, "erp.lot.v1", `${site}/${item}/${lot}`);
    const location = record?.stock[0]?.location ?? received.get(key) ?? MAIN;
    return [
      {
        item,
        lot: lot === "-" ? null : lot,
        location,
        qty: textOf(amount),
        uom,
        qualityStatus: record?.qualityStatus ?? null,
        expiresAt: record?.expiresAt ?? null,
        unitCost: record?.unitCost ?? null,
      },
    ];
  });
  return { site, asOf: now.toISOString(), lines };
}

/** §8.1: says what is in stock at each site that the ERP keeps stock of, as it does every quarter of an hour. */
export function tellStock(ledger: Ledger, now: Date): void {
  for (const site of new Set(objectsOf(ledger.books, "erp.lot.v1").map((lot) => lot.site))) ledger.change("erp.stock.v1", stockSnapshot(ledger.books, site, now));
}

function receiptPlaces(books: Books): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { message } of books.postings.values()) {
    if (message.type !== "mes.production.received.v1" || message.data.location === null) continue;
    places.set(`${siteOf(books, message)} ${message.data.item} ${message.data.lot}`, message.data.location);
  }
  return places;
}
