import { type Decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { Lot } from "./api-types";
import { itemCode, type PlantData, text, timeOf, unitCode } from "./plant-data";
import type { Instant } from "./values";
import { endOfDay } from "./zone";

/** What lies where: quantities per location code, in the item's unit. */
export type LotStock = readonly { readonly location: string; readonly quantity: Decimal }[];

/**
 * A lot with its stock. `erpVersion` is the newest stamp of the lot and of its movements. Tryton knows no lot cost and no
 * quality status: the item's cost stands in, and what lies in stock may be used.
 */
export function fromLot(lot: Lot, erpVersion: number, stock: LotStock, made: boolean, data: PlantData): InboundMessage {
  const product = lot["product."];
  const { settings, source, currency } = data;
  const created = millis(lot.create_date);
  const expires = lot.shelf_life_expiration_date;
  return inboundMessage(
    "erp.lot.v1",
    {
      site: settings.site,
      item: itemCode(product),
      lot: lot.number.trim(),
      erpVersion,
      origin: made ? "PRODUCED" : "PURCHASED",
      supplierLot: null,
      receivedAt: made ? null : created,
      madeAt: made ? created : null,
      // Usable through its last day.
      expiresAt: expires === null ? null : endOfDay(settings.timeZone, expires).toISOString(),
      unitCost: text(product.cost_price ?? ZERO),
      currency,
      qualityStatus: "RELEASED",
      statusReason: null,
      uom: unitCode(data, product["default_uom."].symbol),
      // Tryton lets stock go below zero; nobody can take what is not there.
      stock: stock.map(({ location, quantity }) => ({ location, qty: text(max(quantity, ZERO)) })),
    },
    source,
    timeOf(erpVersion),
  );
}

function millis(instant: Instant): string {
  return new Date(instant.iso.replace(/(\.\d{3})\d*Z$/, "$1Z")).toISOString();
}
