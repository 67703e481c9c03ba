import { max, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { WholeLot } from "./load-objects";
import { leftOf } from "./open-lines";
import { itemCode, mapped, messageOf, type PlantData } from "./plant-data";
import { fromOdooTime, newest, text } from "./values";

/** A lot with its stock. Odoo knows neither its cost nor its quality status: the item's cost stands in, and what lies in stock may be used. */
export function fromLot(whole: WholeLot, data: PlantData): InboundMessage {
  const { lot, product, quants, taken, made } = whole;
  const erpVersion = lotVersion(whole);
  const created = fromOdooTime(lot.create_date).toISOString();
  const places = [...new Set(quants.map((quant) => quant.location_id.name))];
  mapped(product.uom_id.name, data.words);
  return messageOf(
    "erp.lot.v1",
    {
      site: data.settings.site,
      item: itemCode(product),
      lot: lot.name,
      erpVersion,
      origin: made ? "PRODUCED" : "PURCHASED",
      supplierLot: null,
      receivedAt: made ? null : created,
      madeAt: made ? created : null,
      expiresAt: lot.expiration_date === undefined || lot.expiration_date === null ? null : fromOdooTime(lot.expiration_date).toISOString(),
      unitCost: text(max(product.standard_price, ZERO)),
      currency: data.currency,
      qualityStatus: "RELEASED",
      statusReason: null,
      uom: product.uom_id.name,
      // Odoo lets stock go below zero; nobody can take what is not there.
      stock: places.map((location) => ({
        location,
        qty: text(max(sum(quants.filter((quant) => quant.location_id.name === location).map((quant) => leftOf(quant, product, taken))), ZERO)),
      })),
    },
    erpVersion,
    data,
  );
}

/** The newest stamp of a lot and of its stock, in seconds. */
export function lotVersion({ lot, quants, taken, moved }: Pick<WholeLot, "lot" | "quants" | "taken" | "moved">): number {
  return newest([lot.write_date, ...[...quants, ...taken].map((record) => record.write_date), ...(moved === null ? [] : [moved])]);
}
