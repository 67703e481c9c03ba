import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { MessageReceipt } from "@/lib/messages/rest-contract.v1";
import { amountOf, textOf } from "./amount";
import { type Books, type Movement, objectOf, orderOf, sequenceKey, stockKey, siteOf } from "./books";
import { moveProduction } from "./move-production";
import { type BookingRefusal, refuse } from "./refusal";
import { refuseLot, refuseTake } from "./stock-check";
import type { ObjectState } from "./ledger";

/** `changes`: orders that it changes, as they are then. */
type Booking = { readonly kind: "booked"; readonly receipt: MessageReceipt; readonly movements: readonly Movement[]; readonly changes: readonly ObjectState[] };
type Of<Type extends OutboundMessage["type"]> = Extract<OutboundMessage, { type: Type }>;

/** Numbers documents: C confirmations, G goods issues, R receipts, V reversals, N notifications, H holds, Q inspections, P moves, S notes. */
type Numbering = (series: string) => string;

/**
 * Decides how a message of the floor is booked: documents and stock movements, or a refusal. Changes nothing.
 * The key was checked before: this message is not booked yet.
 */
export function book(books: Books, message: OutboundMessage): Booking | BookingRefusal {
  const last = books.sequences.get(sequenceKey(message));
  if (last !== undefined && message.sequence !== last + 1) {
    return { kind: "refused", status: 409, code: "SEQUENCE_GAP", detail: `${message.subject}: after number ${last} comes ${last + 1}, not ${message.sequence}.` };
  }
  const number = numbering(books);
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return bookConfirmation(books, message, number);
    case "mes.material.issued.v1":
      return bookIssue(books, message, number);
    case "mes.material.scrapped.v1":
      return bookScrap(books, message, number);
    case "mes.production.received.v1":
      return bookReceipt(books, message, number);
    case "mes.entry.reversed.v1":
      return bookReversal(books, message, number);
    case "mes.genealogy.recorded.v1":
    case "mes.order.status.v1":
    case "mes.order.acknowledged.v1":
      return orderOf(books, message.data.order) === null ? unknownOrder(message.data.order) : booked(message, number("S"));
    case "mes.line.down.v1":
    case "mes.line.restored.v1":
      return booked(message, documentOf(books, (one) => "stopId" in one.data && one.data.stopId === message.data.stopId) ?? number("N"));
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
      return booked(message, documentOf(books, (one) => "exception" in one.data && one.data.exception === message.data.exception) ?? number("N"));
    case "mes.lot.held.v1":
    case "mes.lot.released.v1":
      return booked(message, documentOf(books, (one) => "hold" in one.data && one.data.hold === message.data.hold) ?? number("H"));
    case "mes.quality.recorded.v1":
      return message.data.order === null || orderOf(books, message.data.order) !== null ? booked(message, number("Q")) : unknownOrder(message.data.order);
    case "mes.shift-production.proposed.v1": {
      const moved = moveProduction(books, message);
      return moved.kind === "refused" ? moved : booked(message, number("P"), [{ kind: "ORDER", number: moved.order }], [], moved.changes);
    }
    case "mes.labour.totals.v1":
    case "mes.shift.kpi.v1":
    case "mes.wip.snapshot.v1":
    case "mes.projection.snapshot.v1":
    case "mes.reconciliation.snapshot.v1":
    case "mes.message.resolved.v1":
      return booked(message, number("S"));
  }
}

function bookConfirmation(books: Books, message: Of<"mes.production.confirmed.v1">, number: Numbering): Booking | BookingRefusal {
  const { data, time } = message;
  const order = openOrder(books, data.order, time);
  if ("kind" in order) return order;
  const operations = order.operations ?? objectOf(books, "erp.routing.v1", `${order.site}/${order.item}/${order.routingVersion ?? "-"}`)?.operations ?? [];
  if (!operations.some((each) => each.operation === data.operation)) return refuse("OPERATION_UNKNOWN", `Order ${order.order} has no operation ${data.operation}.`);
  if (data.quantity.uom !== order.uom) return refuse("UOM_MISMATCH", `Order ${order.order} counts in ${order.uom}, not in ${data.quantity.uom}.`);
  const refusal = refuseAll(books, order, data.consumption, time);
  if (refusal !== null) return refusal;
  const document = number("C");
  const issue = data.consumption.length === 0 ? null : number("G");
  const movements = data.consumption.map((each) => movement(order.site, each.item, each.lot, `-${each.qty}`, issue ?? document));
  return booked(message, document, issue === null ? [] : [{ kind: "GOODS_ISSUE", number: issue }], movements);
}

/** Checks the lines one after the other and the lots in sum: two lines may take from one lot. */
function refuseAll(books: Books, order: OrderData, lines: Of<"mes.production.confirmed.v1">["data"]["consumption"], time: string): BookingRefusal | null {
  const taken = new Map<string, bigint>();
  for (const line of lines) {
    const key = stockKey(order.site, line.item, line.lot ?? "-");
    const total = (taken.get(key) ?? 0n) + amountOf(line.qty);
    taken.set(key, total);
    const refusal = refuseTake(books, order, { ...line, qty: textOf(total) }, time);
    if (refusal !== null) return refusal;
  }
  return null;
}

function bookIssue(books: Books, message: Of<"mes.material.issued.v1">, number: Numbering): Booking | BookingRefusal {
  const { data, time } = message;
  const order = openOrder(books, data.order, time);
  if ("kind" in order) return order;
  const refusal = refuseTake(books, order, data, time);
  if (refusal !== null) return refusal;
  const document = number("G");
  return booked(message, document, [], [movement(order.site, data.item, data.lot, `-${data.qty}`, document)]);
}

function bookScrap(books: Books, message: Of<"mes.material.scrapped.v1">, number: Numbering): Booking | BookingRefusal {
  const { data, time } = message;
  const site = siteOf(books, message);
  const closed = refusePeriod(books, site, time);
  const refusal = closed ?? refuseLot(books, site, data, time);
  if (refusal !== null) return refusal;
  const document = number("G");
  return booked(message, document, [], [movement(site, data.item, data.lot, `-${data.qty}`, document)]);
}

function bookReceipt(books: Books, message: Of<"mes.production.received.v1">, number: Numbering): Booking | BookingRefusal {
  const { data, time } = message;
  const order = openOrder(books, data.order, time);
  if ("kind" in order) return order;
  if (data.item !== order.item) return refuse("ITEM_NOT_IN_ORDER", `Order ${order.order} makes ${order.item}, not ${data.item}.`);
  if (data.uom !== order.uom) return refuse("UOM_MISMATCH", `Order ${order.order} counts in ${order.uom}, not in ${data.uom}.`);
  const document = number("R");
  return booked(message, document, [], [movement(order.site, data.item, data.lot, data.qty, document)]);
}

function bookReversal(books: Books, message: Of<"mes.entry.reversed.v1">, number: Numbering): Booking | BookingRefusal {
  const { reversed } = message.data;
  const original = books.postings.get(reversed.id);
  if (original === undefined) return refuse("REVERSAL_UNKNOWN", `Nothing was booked for message ${reversed.id}.`);
  if (original.reversed) return refuse("ALREADY_REVERSED", `Document ${original.receipt.document} was reversed before.`);
  const site = siteOf(books, message);
  const closed = refusePeriod(books, site, message.time);
  if (closed !== null) return closed;
  const document = number("V");
  if (reversed.type === "mes.production.received.v1") {
    const { item, lot, qty, uom } = reversed.data;
    const onHand = books.stock.get(stockKey(site, item, lot)) ?? 0n;
    if (onHand < amountOf(qty)) return refuse("DOWNSTREAM_USED", `Of lot ${lot} only ${textOf(onHand)} ${uom} are left.`);
    return booked(message, document, [], [movement(site, item, lot, `-${qty}`, document)]);
  }
  const taken = reversed.type === "mes.production.confirmed.v1" ? reversed.data.consumption : [reversed.data];
  return booked(
    message,
    document,
    [],
    taken.map((each) => movement(site, each.item, each.lot, each.qty, document)),
  );
}

function openOrder(books: Books, number: string, time: string): OrderData | BookingRefusal {
  const order = orderOf(books, number);
  if (order === null) return unknownOrder(number);
  if (order.status !== "RELEASED") return refuse("ORDER_NOT_RELEASED", `Order ${number} is ${order.status}.`);
  return refusePeriod(books, order.site, time) ?? order;
}

function refusePeriod(books: Books, site: string, time: string): BookingRefusal | null {
  const openFrom = books.openFrom.get(site);
  if (openFrom === undefined || books.postsLate.has(site) || Date.parse(time) >= Date.parse(openFrom)) return null;
  return refuse("PERIOD_CLOSED", `The period of ${time} is closed; the first open instant is ${openFrom}.`);
}

function unknownOrder(order: string): BookingRefusal {
  return refuse("ORDER_UNKNOWN", `Order ${order} is not known.`);
}

/** Every message about one stop, exception or hold belongs to one document. */
function documentOf(books: Books, isSame: (message: OutboundMessage) => boolean): string | null {
  for (const { message, receipt } of books.postings.values()) if (isSame(message)) return receipt.document;
  return null;
}

function numbering(books: Books): Numbering {
  return (series) => `${series}-${String((books.series.get(series) ?? 0) + 1).padStart(8, "0")}`;
}

function movement(site: string, item: string, lot: string | null, qty: string, document: string): Movement {
  return { site, item, lot: lot ?? "-", qty, document };
}

function booked(
  message: OutboundMessage,
  document: string,
  parts: MessageReceipt["parts"] = [],
  movements: readonly Movement[] = [],
  changes: readonly ObjectState[] = [],
): Booking {
  return { kind: "booked", receipt: { id: message.id, document, parts }, movements, changes };
}
