import { ZERO } from "@/lib/domain/shared/decimal";
import type { LotData } from "@/lib/messages/erp-lot.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Stock } from "./api-types";
import { priceOf } from "./from-item";
import type { Batch, Product } from "./master-types";
import { dayOf } from "./edm";
import { inbound, type PlantData, text } from "./plant-data";
import { Unmappable } from "./unmappable";
import { knownUnit } from "./units";
import { endOfDay, instantIn } from "./zone";

/** Kinds of stock that lie in the plant and are its own. */
const UNRESTRICTED = "01";
const IN_INSPECTION = "02";
const BLOCKED = "07";

/** A batch with its stock, told when either has changed: SAP stamps the batch only. @throws Unmappable. */
export function fromBatch(batch: Batch, product: Product | undefined, stock: readonly Stock[], data: PlantData): InboundMessage[] {
  const { settings, words, versions } = data;
  if (product === undefined) throw new Unmappable(`SAP has no item ${batch.Material} for batch ${batch.Batch}.`);
  const [made, expires] = [dayOf(batch.ManufactureDate), dayOf(batch.ShelfLifeExpirationDate)];
  const price = priceOf(product, data);
  const own = product.to_Plant.find((row) => row.Plant === settings.plant)?.ProcurementType === "E";
  const content = {
    item: batch.Material,
    lot: batch.Batch,
    origin: own ? "PRODUCED" : "PURCHASED",
    supplierLot: batch.BatchBySupplier === "" ? null : batch.BatchBySupplier,
    receivedAt: null,
    madeAt: made === null ? null : instantIn(settings.timeZone, made).toISOString(),
    // Usable through its last day.
    expiresAt: expires === null ? null : endOfDay(settings.timeZone, expires).toISOString(),
    unitCost: text(price?.amount ?? ZERO),
    currency: price?.currency ?? settings.currency,
    ...standing(batch, stock),
    statusReason: null,
    uom: knownUnit(words, product.BaseUnit),
  };
  const { version, changed } = versions.unstamped(lotKey(batch.Material, batch.Batch), content);
  return changed ? [inbound(data, "erp.lot.v1", content, version)] : [];
}

/** How a lot is noted among what SAP does not stamp. */
export function lotKey(material: string, batch: string): string {
  return `lot/${material}/${batch}`;
}

/** What lies of it where, and whether it may be used. */
function standing(
  batch: Batch,
  stock: readonly Stock[],
): { readonly qualityStatus: LotData["qualityStatus"]; readonly stock: { readonly location: string; readonly qty: string }[] } {
  const counts = countedOf(stock);
  const has = (type: string) => counts.some((row) => row.InventoryStockType === type);
  const places = new Map<string, typeof ZERO>();
  for (const row of counts) places.set(row.StorageLocation, (places.get(row.StorageLocation) ?? ZERO).plus(row.MatlWrhsStkQtyInMatlBaseUnit));
  const qualityStatus = batch.MatlBatchIsInRestrictedUseStock ? "ON_HOLD" : counts.length === 0 || has(UNRESTRICTED) ? "RELEASED" : has(BLOCKED) ? "ON_HOLD" : "PENDING";
  return { qualityStatus, stock: [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([location, qty]) => ({ location, qty: text(qty) })) };
}

/** The rows of one batch, or of one item without batches, that count as its stock: of what is partly blocked or in inspection, the rest. */
export function countedOf(stock: readonly Stock[]): readonly Stock[] {
  const own = stock.filter((row) => row.InventorySpecialStockType === "" && row.StorageLocation !== "" && row.MatlWrhsStkQtyInMatlBaseUnit.gt(0));
  const free = own.filter((row) => row.InventoryStockType === UNRESTRICTED);
  return free.length > 0 ? free : own.filter((row) => row.InventoryStockType === IN_INSPECTION || row.InventoryStockType === BLOCKED);
}
