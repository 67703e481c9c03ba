import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import type { InboundData } from "@/lib/messages/inbound-subject";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { RateData } from "@/lib/messages/erp-rate.v1";
import type { StandardCostData } from "@/lib/messages/erp-standard-cost.v1";
import type { ContractOrderBooks, MessageReceipt } from "@/lib/messages/rest-contract.v1";
import { type Amount, amountOf } from "./amount";

/** One line of the journal; the books are what all of them add up to. */
export type BookRecord =
  | { readonly kind: "opened"; readonly at: string; readonly seed: number }
  /** Objects that the ERP itself changed, each in its new version. */
  | { readonly kind: "changed"; readonly at: string; readonly messages: readonly InboundMessage[] }
  /** A message of the floor, and the documents it was booked under. */
  | {
      readonly kind: "booked";
      readonly at: string;
      readonly message: OutboundMessage;
      readonly digest: string;
      readonly receipt: MessageReceipt;
      readonly movements: readonly Movement[];
      /** What the ERP valued it at; a journal from before it valued anything has none. */
      readonly costs?: readonly PostedCost[];
      /** Objects that it changed, in their new versions: in the same record, so that none is there without the other. */
      readonly changes?: readonly InboundMessage[];
    }
  /** Webhooks up to this change were taken. */
  | { readonly kind: "announced"; readonly change: number }
  /** What a clerk booked on an order by hand, which the floor never said. */
  | { readonly kind: "corrected"; readonly at: string; readonly site: string; readonly correction: Correction; readonly costs?: readonly PostedCost[] }
  /** Postings of the site dated before it are refused, or with `late` posted on its day; null opens all periods. */
  | ({ readonly kind: "period" } & PeriodLock);

export type PeriodLock = { readonly site: string; readonly openFrom: string | null; readonly late?: "POST" | "REFUSE" };

type CostElement = NonNullable<ContractOrderBooks["costs"]>["elements"][number];
/** An amount that the ERP charged to an order, or took off it, with how it came to it. */
export type PostedCost = { readonly element: CostElement["element"]; readonly posting: CostElement["postings"][number] };

/** Stock of a lot that a posting adds or takes, as decimal text with sign. */
export type Movement = { readonly site: string; readonly item: string; readonly lot: string; readonly qty: string; readonly document: string };

/** Amounts that a clerk adds to an order's books, as decimal text with sign. */
export type Correction = {
  readonly order: string;
  readonly good: string;
  readonly scrap: string;
  readonly received: string;
  readonly consumed: readonly { readonly item: string; readonly lot: string; readonly qty: string }[];
};

export type Posting = {
  readonly at: string;
  readonly message: OutboundMessage;
  readonly digest: string;
  readonly receipt: MessageReceipt;
  readonly costs: readonly PostedCost[];
  reversed: boolean;
};

type Change = { readonly number: number; readonly message: InboundMessage };

/** What the sandbox ERP knows, rebuilt from its journal at each start. */
export type Books = {
  opened: { at: string; seed: number } | null;
  /** Latest state of each object by type and key, with the number of the change that made it. */
  readonly objects: Map<string, Change>;
  lastChange: number;
  announced: number;
  /** Versions of rates by site, work centre and element, and of standard costs by site and item. */
  readonly rates: Map<string, Map<string, RateData>>;
  readonly standards: Map<string, Map<string, StandardCostData>>;
  /** Of an order, in the order of booking; a clerk's own bookings are among them. */
  readonly costs: Map<string, PostedCost[]>;
  /** Orders that were booked on before this ERP valued anything: what they cost is not known. */
  readonly unvalued: Set<string>;
  /** On hand by site, item and lot. */
  readonly stock: Map<string, Amount>;
  readonly postings: Map<string, Posting>;
  /** Postings of an order in the order of booking. */
  readonly byOrder: Map<string, Posting[]>;
  /** Of an order, in the order in which a clerk made them. */
  readonly corrections: Map<string, Correction[]>;
  /** When an order was last changed or booked on. */
  readonly touched: Map<string, string>;
  readonly sequences: Map<string, number>;
  readonly series: Map<string, number>;
  /** First open instant by site. */
  readonly openFrom: Map<string, string>;
  /** Sites that post what is late on the first open day instead of refusing it. */
  readonly postsLate: Set<string>;
};

export function emptyBooks(): Books {
  return {
    opened: null,
    objects: new Map(),
    lastChange: 0,
    announced: 0,
    rates: new Map(),
    standards: new Map(),
    costs: new Map(),
    unvalued: new Set(),
    stock: new Map(),
    postings: new Map(),
    byOrder: new Map(),
    corrections: new Map(),
    touched: new Map(),
    sequences: new Map(),
    series: new Map(),
    openFrom: new Map(),
    postsLate: new Set(),
  };
}

/** Adds one record. Replaying the journal and running live go through here alike. */
export function applyRecord(books: Books, record: BookRecord): void {
  switch (record.kind) {
    case "opened":
      books.opened = { at: record.at, seed: record.seed };
      return;
    case "changed":
      for (const message of record.messages) applyChange(books, message, record.at);
      return;
    case "booked":
      applyBooking(books, record);
      return;
    case "announced":
      books.announced = record.change;
      return;
    case "period":
      if (record.openFrom === null) books.openFrom.delete(record.site);
      else books.openFrom.set(record.site, record.openFrom);
      if (record.late === "POST") books.postsLate.add(record.site);
      else books.postsLate.delete(record.site);
      return;
    case "corrected":
      applyCorrection(books, record);
      return;
  }
}

function applyChange(books: Books, message: InboundMessage, at: string): void {
  if (message.type === "erp.order.v1") books.touched.set(message.data.order, at);
  books.lastChange += 1;
  books.objects.set(`${message.type} ${message.subject}`, { number: books.lastChange, message });
  if (message.type === "erp.rate.v1") putVersion(books.rates, `${message.data.site}/${message.data.workCentre}/${message.data.element}`, message.subject, message.data);
  if (message.type === "erp.standard-cost.v1") putVersion(books.standards, `${message.data.site}/${message.data.item}`, message.subject, message.data);
  if (message.type !== "erp.lot.v1") return;
  const onHand = message.data.stock.reduce((total, each) => total + amountOf(each.qty), 0n);
  books.stock.set(stockKey(message.data.site, message.data.item, message.data.lot), onHand);
}

function putVersion<Data>(versions: Map<string, Map<string, Data>>, of: string, subject: string, data: Data): void {
  versions.set(of, new Map([...(versions.get(of) ?? []), [subject, data]]));
}

function addCosts(books: Books, order: string, costs: readonly PostedCost[]): void {
  if (costs.length > 0) books.costs.set(order, [...(books.costs.get(order) ?? []), ...costs]);
}

function applyBooking(books: Books, record: Extract<BookRecord, { kind: "booked" }>): void {
  const { message, receipt } = record;
  const posting: Posting = { at: record.at, message, digest: record.digest, receipt, costs: record.costs ?? [], reversed: false };
  books.postings.set(message.id, posting);
  books.sequences.set(sequenceKey(message), message.sequence);
  for (const { number } of [{ number: receipt.document }, ...receipt.parts]) {
    const [series = "", count = "0"] = number.split("-");
    books.series.set(series, Math.max(books.series.get(series) ?? 0, Number(count)));
  }
  for (const { site, item, lot, qty } of record.movements) {
    const key = stockKey(site, item, lot);
    books.stock.set(key, (books.stock.get(key) ?? 0n) + amountOf(qty));
  }
  if (message.type === "mes.entry.reversed.v1") {
    const original = books.postings.get(message.data.reversed.id);
    if (original !== undefined) original.reversed = true;
  }
  for (const change of record.changes ?? []) applyChange(books, change, record.at);
  const order = "order" in message.data ? message.data.order : null;
  if (order === null) return;
  books.touched.set(order, record.at);
  books.byOrder.set(order, [...(books.byOrder.get(order) ?? []), posting]);
  if (record.costs === undefined) books.unvalued.add(order);
  addCosts(books, order, posting.costs);
}

function applyCorrection(books: Books, { at, site, correction, costs }: Extract<BookRecord, { kind: "corrected" }>): void {
  books.touched.set(correction.order, at);
  addCosts(books, correction.order, costs ?? []);
  books.corrections.set(correction.order, [...(books.corrections.get(correction.order) ?? []), correction]);
  for (const { item, lot, qty } of correction.consumed) {
    const key = stockKey(site, item, lot);
    books.stock.set(key, (books.stock.get(key) ?? 0n) - amountOf(qty));
  }
}

/** The site that a message is about: that of its order, else that of who says it. */
export function siteOf(books: Books, { source, data }: OutboundMessage): string {
  const order = "order" in data && data.order !== null ? orderOf(books, data.order) : null;
  return order?.site ?? source.replace(/^mes\//, "");
}

export function stockKey(site: string, item: string, lot: string): string {
  return `${site} ${item} ${lot}`;
}

const URGENT: ReadonlySet<OutboundMessage["type"]> = new Set([
  "mes.line.down.v1",
  "mes.line.restored.v1",
  "mes.exception.raised.v1",
  "mes.exception.resolved.v1",
  "mes.lot.held.v1",
  "mes.lot.released.v1",
] as const);

/** IN-04: urgent messages have a lane, and so a sequence, of their own. */
export function sequenceKey(message: OutboundMessage): string {
  const lane = URGENT.has(message.type) ? "urgent" : "facts";
  return `${message.source} ${lane} ${message.subject}`;
}

/** The latest state of one object, or null. */
export function objectOf<Type extends InboundType>(books: Books, type: Type, subject: string): InboundData<Type> | null {
  return dataOf(books.objects.get(`${type} ${subject}`), type)[0] ?? null;
}

/** All objects of one type. */
export function objectsOf<Type extends InboundType>(books: Books, type: Type): InboundData<Type>[] {
  return [...books.objects.values()].flatMap((change) => dataOf(change, type));
}

type Tagged<Data> = { readonly type: string; readonly data: Data };

function dataOf<Type extends InboundType>(change: Change | undefined, type: Type): InboundData<Type>[] {
  // Seen by its tag alone, so that the guard decides the rest of its type.
  const message: Tagged<unknown> | undefined = change?.message;
  return message !== undefined && isOf(message, type) ? [message.data] : [];
}

function isOf<Type extends InboundType>(message: Tagged<unknown>, type: Type): message is Tagged<InboundData<Type>> {
  return message.type === type;
}

export function orderOf(books: Books, order: string): OrderData | null {
  return objectOf(books, "erp.order.v1", order);
}
