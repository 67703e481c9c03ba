import { max, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { PurchaseOrder, PurchaseRow } from "./api-types";
import { type PlantData, toMessage, unit, Unmappable, versionOf } from "./plant-data";
import { text } from "./values";
import { endOfDay } from "./zone";

/** States of an order of which nothing comes any more, whatever its rows still lack. */
const OVER: ReadonlySet<string> = new Set(["Completed", "To Bill", "Delivered"]);

/**
 * The rows of a purchase order that are to come here. What the supplier brings straight to a customer never does, and an order to a subcontractor
 * names his work instead of what comes back.
 */
export function rowsToCome(order: PurchaseOrder): readonly PurchaseRow[] {
  return order.is_subcontracted ? [] : order.items.filter((row) => !row.delivered_by_supplier);
}

/** A row of a purchase order as a delivery, in the stock unit. */
export function fromPurchaseRow(row: PurchaseRow, order: PurchaseOrder, data: PlantData): InboundMessage {
  const { settings } = data;
  const day = row.expected_delivery_date ?? row.schedule_date;
  // Nobody knows at what time of the day it comes: it counts once the day is over.
  const due = day === null ? null : endOfDay(settings.timeZone, day);
  if (due === null) throw new Unmappable(`Row ${row.idx} of purchase order ${order.name} has no date.`);
  const rest = max(row.qty.minus(row.received_qty), ZERO);
  return toMessage(
    "erp.delivery.v1",
    {
      site: settings.site,
      delivery: order.name,
      line: row.idx,
      erpVersion: versionOf([order.modified], settings),
      supplier: order.supplier,
      supplierName: order.supplier_name,
      item: row.item_code,
      qty: text(rest.times(row.conversion_factor.gt(ZERO) ? row.conversion_factor : 1)),
      uom: unit(row.stock_uom, data),
      due,
      status: statusOf(order, rest.isZero()),
    },
    data,
  );
}

function statusOf({ docstatus, status }: PurchaseOrder, complete: boolean): "OPEN" | "RECEIVED" | "CANCELLED" {
  if (docstatus === 2) return "CANCELLED";
  if (complete || OVER.has(status)) return "RECEIVED";
  return status === "Closed" ? "CANCELLED" : "OPEN";
}
