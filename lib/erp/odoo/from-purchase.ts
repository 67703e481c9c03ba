import { max, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Product, Purchase, PurchaseLine } from "./api-types";
import { itemCode, mapped, messageOf, type PlantData, Unmappable } from "./plant-data";
import { fromOdooTime, newest, text } from "./values";

/** A purchase order with its lines of goods, and their products. */
export type WholePurchase = { readonly order: Purchase; readonly lines: readonly PurchaseLine[]; readonly products: readonly Product[] };

/** A line of a purchase order as a delivery, in the unit of the product. Odoo numbers no lines: their id does. */
export function fromPurchaseLine(line: PurchaseLine, whole: WholePurchase, data: PlantData): InboundMessage {
  const { order, products } = whole;
  const erpVersion = purchaseVersion(whole);
  const product = products.find((one) => one.id === line.product_id?.id);
  if (product === undefined) throw new Unmappable(`Line ${line.id} of ${order.name} names no product that can be read.`);
  if (line.date_planned === null) throw new Unmappable(`Line ${line.id} of ${order.name} has no expected arrival.`);
  mapped(product.uom_id.name, data.words);
  const rest = max(line.product_qty.minus(line.qty_received), ZERO);
  return messageOf(
    "erp.delivery.v1",
    {
      site: data.settings.site,
      delivery: order.name,
      line: line.id,
      erpVersion,
      supplier: order.partner_id === null ? null : String(order.partner_id.id),
      supplierName: order.partner_id?.name ?? null,
      item: itemCode(product),
      // What was ordered stands there in both units, so no factor between them is needed.
      qty: text(rest.isZero() ? ZERO : rest.times(line.product_uom_qty).div(line.product_qty)),
      uom: product.uom_id.name,
      due: fromOdooTime(line.date_planned).toISOString(),
      // Receipts that are all done or dropped bring nothing more, even where a line came short.
      status: order.state === "cancel" ? "CANCELLED" : rest.isZero() || order.receipt_status === "full" ? "RECEIVED" : "OPEN",
    },
    erpVersion,
    data,
  );
}

/** The newest stamp of a purchase order and its lines, in seconds. */
export function purchaseVersion({ order, lines }: Pick<WholePurchase, "order" | "lines">): number {
  return newest([order.write_date, ...lines.map((line) => line.write_date)]);
}
