import { type Decimal, max, min, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { dayOf } from "./edm";
import type { PurchaseHead, PurchaseItem, PurchaseMovement } from "./master-types";
import { inbound, type PlantData, text } from "./plant-data";
import { knownUnit } from "./units";
import { Unmappable } from "./unmappable";
import { endOfDay } from "./zone";

/** One schedule line of an item: what is to come of it on one day. `order` is the item's place in its order, `line` the schedule line's in its item. */
export type ScheduleLine = PurchaseItem["to_ScheduleLine"][number];

/** What came in for an order counts plus, what went back minus. Receipts that wait for their release do not count yet. */
const SIGNS: Readonly<Record<string, 1 | -1>> = { "101": 1, "102": -1, "105": 1, "106": -1, "122": -1, "123": 1 };

/** How a schedule line is known: its number within its order is both numbers in one. */
export function lineKey(item: Pick<PurchaseItem, "PurchaseOrder" | "PurchaseOrderItem">, line: string): string {
  return `delivery/${item.PurchaseOrder}/${item.PurchaseOrderItem}/${line}`;
}

/** The schedule lines of an item by their day, each with what is still missing of it: SAP knows receipts by item, and the earliest line is filled first. */
export function openLines(item: PurchaseItem, movements: readonly PurchaseMovement[]): readonly { readonly line: ScheduleLine; readonly rest: Decimal }[] {
  let left = receivedOf(item, movements);
  return item.to_ScheduleLine
    .toSorted((a, b) => (dayOf(a.ScheduleLineDeliveryDate) ?? "").localeCompare(dayOf(b.ScheduleLineDeliveryDate) ?? "") || a.ScheduleLine.localeCompare(b.ScheduleLine))
    .map((line) => {
      const filled = max(min(left, line.ScheduleLineOrderQuantity), ZERO);
      left = left.minus(filled);
      return { line, rest: line.ScheduleLineOrderQuantity.minus(filled) };
    });
}

/** Received of an item, in the unit that it was ordered in. @throws Unmappable for a receipt that says no quantity in that unit. */
function receivedOf(item: PurchaseItem, movements: readonly PurchaseMovement[]): Decimal {
  return movements.reduce((total, row) => {
    const sign = SIGNS[row.GoodsMovementType];
    if (sign === undefined) return total;
    const unit = item.PurchaseOrderQuantityUnit;
    if (unit !== row.EntryUnit && unit !== row.MaterialBaseUnit) throw new Unmappable(`${item.PurchaseOrder} was received in ${row.EntryUnit} and ordered in ${unit}.`);
    return total.plus((unit === row.EntryUnit ? row.QuantityInEntryUnit : row.QuantityInBaseUnit).times(sign));
  }, ZERO);
}

/** What is told of a schedule line; `date` is its day, or for one that is gone that of another line of the item. */
type Told = { readonly line: string; readonly date: string | null; readonly rest: Decimal; readonly status: "OPEN" | "RECEIVED" | "CANCELLED" };

/** A schedule line as a delivery, told only where it says something else than before. `fresh`: all lines were told before, so an unknown one is new. */
export function fromScheduleLine(item: PurchaseItem, { line, date, rest, status }: Told, head: PurchaseHead | undefined, fresh: boolean, data: PlantData): InboundMessage[] {
  const { settings, words, versions } = data;
  const day = dayOf(date);
  if (day === null) throw new Unmappable(`Schedule line ${line} of item ${item.PurchaseOrderItem} of ${item.PurchaseOrder} has no delivery date.`);
  const content = {
    delivery: item.PurchaseOrder,
    line: Number(item.PurchaseOrderItem) * 10_000 + Number(line),
    supplier: head === undefined || head.Supplier === "" ? null : head.Supplier,
    supplierName: head === undefined || head.AddressName === "" ? null : head.AddressName,
    item: item.Material,
    qty: text(rest),
    uom: knownUnit(words, item.PurchaseOrderQuantityUnit),
    // Nobody knows at what time of the day it comes: it counts once the day is over.
    due: endOfDay(settings.timeZone, day).toISOString(),
    status,
  };
  const { version, changed } = versions.unstamped(lineKey(item, line), content, fresh);
  return changed ? [inbound(data, "erp.delivery.v1", content, version)] : [];
}
