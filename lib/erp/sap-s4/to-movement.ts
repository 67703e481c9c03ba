import { decimal } from "@/lib/domain/shared/decimal";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import type { MaterialScrappedV1 } from "@/lib/messages/material-scrapped.v1";
import type { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import type { Words } from "@/lib/erp/words";
import type { Order } from "./api-types";
import { dayJson, quantityJson } from "./edm";
import { shortKey, textKey } from "./keys";
import { componentOf, operationOf } from "./orders";
import { batchOf, reasonOf, storageLocationOf } from "./places";
import { Refused } from "./refused";
import type { SapSettings } from "./settings";
import { echo } from "./units";
import { localOf } from "./zone";

type Row = Readonly<Record<string, unknown>>;

/** A material document of one transaction: "02" receives for an order, "03" issues, "04" moves from one kind of stock to another. */
export function documentBody(message: { readonly id: string; readonly time: string }, code: "02" | "03" | "04", rows: readonly Row[], settings: SapSettings): Row {
  const { day } = localOf(settings.timeZone, new Date(message.time));
  return {
    GoodsMovementCode: code,
    PostingDate: dayJson(day),
    DocumentDate: dayJson(day),
    ReferenceDocument: shortKey(message.id),
    MaterialDocumentHeaderText: textKey(message.id, 20),
    to_MaterialDocumentItem: { results: rows },
  };
}

/** A component taken for an order. Null: SAP takes it by itself when the operation is confirmed. @throws Refused. */
export function toIssue(message: MaterialIssuedV1, order: Order, settings: SapSettings, words: Words): Row | null {
  const { data } = message;
  operationOf(order, data.operation);
  const own = componentOf(order, data.operation, data.item);
  if (own?.MatlCompIsMarkedForBackflush === true) return null;
  // A substitute stands on no line of the order: it goes out where the planned one would.
  const line = own ?? (data.substituteFor === null ? undefined : componentOf(order, data.operation, data.substituteFor));
  const storageLocation = storageLocationOf(data.location, line?.StorageLocation, settings.issueStorageLocation);
  if (storageLocation === null) throw new Refused("NO_STORAGE_LOCATION", `Neither message, order nor connection says where ${data.item} is taken from.`);
  const row = {
    Material: data.item,
    Plant: line?.Plant ?? order.ProductionPlant,
    StorageLocation: storageLocation,
    ...batchOf(data.lot),
    GoodsMovementType: "261",
    ManufacturingOrder: order.ManufacturingOrder,
    ...(own === undefined ? {} : { Reservation: own.Reservation, ReservationItem: own.ReservationItem, ReservationIsFinallyIssued: data.final }),
    EntryUnit: own === undefined ? data.uom : echo(words, own.BaseUnit, data.uom),
    QuantityInEntryUnit: quantityJson(decimal(data.qty)),
    MaterialDocumentItemText: "MES issue",
  };
  return documentBody(message, "03", [row], settings);
}

/** A finished quantity into stock, and the text that tells ours. */
export const RECEIPT = "101";
export const RECEIPT_TEXT = "MES receipt";
/** Where SAP keeps what may not be used yet: in inspection, or blocked. */
export const USABILITY: Readonly<Record<ProductionReceivedV1["data"]["qualityStatus"], string>> = { RELEASED: "", PENDING: "X", ON_HOLD: "S" };

/** A finished quantity into stock. @throws Refused. */
export function toReceipt(message: ProductionReceivedV1, order: Order, settings: SapSettings, words: Words): Row {
  const { data } = message;
  const item = order.to_ProductionOrderItem.find((one) => one.Material === data.item) ?? order.to_ProductionOrderItem[0];
  const storageLocation = storageLocationOf(data.location, item?.StorageLocation, order.StorageLocation, settings.receiptStorageLocation);
  if (storageLocation === null) throw new Refused("NO_STORAGE_LOCATION", `Neither message, order nor connection says where ${data.item} is received.`);
  const day = (at: number) => dayJson(localOf(settings.timeZone, new Date(at)).day);
  const row = {
    Material: data.item,
    Plant: order.ProductionPlant,
    StorageLocation: storageLocation,
    ...batchOf(data.lot),
    GoodsMovementType: RECEIPT,
    GoodsMovementRefDocType: "F",
    ManufacturingOrder: order.ManufacturingOrder,
    ManufacturingOrderItem: item?.ManufacturingOrderItem ?? "1",
    EntryUnit: echo(words, order.ProductionUnit, data.uom),
    QuantityInEntryUnit: quantityJson(decimal(data.qty)),
    InventoryUsabilityCode: USABILITY[data.qualityStatus],
    IsCompletelyDelivered: data.final,
    ManufactureDate: day(Date.parse(data.madeAt)),
    // The last day that it may be used on: our instant is the end of it.
    ...(data.expiresAt === null ? {} : { ShelfLifeExpirationDate: day(Date.parse(data.expiresAt) - 1) }),
    MaterialDocumentItemText: RECEIPT_TEXT,
  };
  return documentBody(message, "02", [row], settings);
}

/** A component that was thrown away: charged to its order, else to the cost centre of the connection. @throws Refused. */
export function toScrap(message: MaterialScrappedV1, order: Order | null, settings: SapSettings, words: Words): Row {
  const { data } = message;
  const line = order === null ? undefined : componentOf(order, data.operation ?? 0, data.item);
  const storageLocation = storageLocationOf(data.location, line?.StorageLocation, settings.issueStorageLocation);
  if (storageLocation === null) throw new Refused("NO_STORAGE_LOCATION", `Neither message, order nor connection says where ${data.item} lay.`);
  const row = {
    Material: data.item,
    Plant: line?.Plant ?? order?.ProductionPlant ?? settings.plant,
    StorageLocation: storageLocation,
    ...batchOf(data.lot),
    // No reservation: what is thrown away does not count as the quantity that the order needs.
    ...(order === null
      ? { GoodsMovementType: settings.scrapMovementType, ...(settings.scrapCostCentre === null ? {} : { CostCenter: settings.scrapCostCentre }) }
      : { GoodsMovementType: "261", ManufacturingOrder: order.ManufacturingOrder }),
    GoodsMovementReasonCode: reasonOf(data.reason),
    EntryUnit: line === undefined ? data.uom : echo(words, line.BaseUnit, data.uom),
    QuantityInEntryUnit: quantityJson(decimal(data.qty)),
    MaterialDocumentItemText: "MES scrap",
  };
  return documentBody(message, "03", [row], settings);
}
