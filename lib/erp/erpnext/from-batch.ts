import { type Decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Batch, ItemHead } from "./api-types";
import { type PlantData, toMessage, unit, Unmappable, versionOf, type Worth } from "./plant-data";
import { text } from "./values";
import { endOfDay, instantText } from "./zone";

/** What lies where: quantities per warehouse, in the item's stock unit. */
export type BatchPlaces = readonly { readonly warehouse: string | null; readonly qty: Decimal }[];

/**
 * A batch with its stock. ERPNext knows neither a batch's own cost nor its quality status: the item's average value stands in, and a batch that
 * is not disabled may be used.
 */
export function fromBatch(batch: Batch, item: ItemHead | undefined, places: BatchPlaces, worth: Worth | undefined, data: PlantData): InboundMessage[] {
  const { settings, currency } = data;
  if (item === undefined) throw new Unmappable(`Batch ${batch.name} belongs to the item ${batch.item}, which is not there.`);
  const made = item.default_bom !== null && batch.supplier === null;
  const since = batch.manufacturing_date === null ? null : instantText(settings.timeZone, batch.manufacturing_date);
  return [
    toMessage(
      "erp.lot.v1",
      {
        site: settings.site,
        item: batch.item,
        lot: batch.name,
        erpVersion: versionOf([batch.modified, ...(worth?.stamps ?? [])], settings),
        origin: made ? "PRODUCED" : "PURCHASED",
        supplierLot: null,
        receivedAt: null,
        madeAt: since,
        // Usable through its last day.
        expiresAt: batch.expiry_date === null ? null : endOfDay(settings.timeZone, batch.expiry_date),
        unitCost: text(worth?.rate ?? ZERO),
        currency,
        qualityStatus: batch.disabled ? "ON_HOLD" : "RELEASED",
        statusReason: batch.disabled ? "The batch is disabled in ERPNext." : null,
        uom: unit(item.stock_uom, data),
        // A site may let stock go below zero; nobody can take what is not there.
        stock: places.flatMap(({ warehouse, qty }) => (warehouse === null ? [] : [{ location: warehouse, qty: text(max(qty, ZERO)) }])),
      },
      data,
    ),
  ];
}
