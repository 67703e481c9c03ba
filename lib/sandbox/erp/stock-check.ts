import type { LotData } from "@/lib/messages/erp-lot.v1";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import { amountOf, textOf } from "./amount";
import { type Books, objectOf, stockKey } from "./books";
import { type BookingRefusal, refuse, tooEarly } from "./refusal";

type Take = {
  readonly item: string;
  readonly lot: string | null;
  readonly qty: string;
  readonly uom: string;
  /** Planner and quality of the plant let it be used in the place of a component. */
  readonly deviation?: string | undefined;
};

/** May this component quantity be booked to the order at that time? Null: yes. */
export function refuseTake(books: Books, order: OrderData, take: Take, time: string): BookingRefusal | null {
  const item = objectOf(books, "erp.item.v1", `${order.site}/${take.item}`);
  if (item === null) return refuse("ITEM_UNKNOWN", `Item ${take.item} is not known at ${order.site}.`);
  if (take.uom !== item.baseUom) return refuse("UOM_MISMATCH", `${take.item} is kept in ${item.baseUom}, not in ${take.uom}.`);
  if (take.deviation === undefined && !isComponent(books, order, take.item))
    return refuse("ITEM_NOT_IN_ORDER", `${take.item} is neither a component of order ${order.order} nor a substitute of one.`);
  return refuseLot(books, order.site, take, time);
}

/** May this quantity leave the lot at that time? Null: yes. */
export function refuseLot(books: Books, site: string, take: Take, time: string): BookingRefusal | null {
  if (take.lot === null) return refuse("LOT_REQUIRED", `${take.item} is tracked by lot: name the lot.`);
  const made = objectOf(books, "erp.bom.v1", `${site}/${take.item}/1`) !== null;
  const onHand = books.stock.get(stockKey(site, take.item, take.lot));
  if (onHand === undefined) {
    return made ? tooEarly(`Lot ${take.lot} of ${take.item} has not been received yet.`) : refuse("LOT_UNKNOWN", `Lot ${take.lot} of ${take.item} is not known at ${site}.`);
  }
  const lot: LotData | null = objectOf(books, "erp.lot.v1", `${site}/${take.item}/${take.lot}`);
  if (lot !== null && lot.qualityStatus !== "RELEASED")
    return refuse("LOT_BLOCKED", `Lot ${take.lot} is ${lot.qualityStatus}${lot.statusReason === null ? "" : `: ${lot.statusReason}`}.`);
  if (lot !== null && lot.expiresAt !== null && Date.parse(lot.expiresAt) <= Date.parse(time)) return refuse("LOT_EXPIRED", `Lot ${take.lot} expired at ${lot.expiresAt}.`);
  if (amountOf(take.qty) <= onHand) return null;
  const short = `Lot ${take.lot} holds ${textOf(onHand)} ${take.uom}, ${take.qty} were to be taken.`;
  // A made lot grows with each receipt, and receipts of another order travel in another lane.
  return lot === null && made ? tooEarly(short) : refuse("LOT_SHORT", short);
}

function isComponent(books: Books, order: OrderData, item: string): boolean {
  const lines = order.components ?? objectOf(books, "erp.bom.v1", `${order.site}/${order.item}/${order.bomVersion ?? "-"}`)?.components ?? [];
  return lines.some((line) => line.item === item || line.substitutes.some((substitute) => substitute.item === item));
}
