import { decimal, type Decimal } from "@/lib/domain/shared/decimal";
import { checkBody, filled, type Row } from "./edm-model";
import { SapRefusal } from "./sap-errors";
import { entityOf } from "./sap-model";
import { BLOCKED, changeStock, checkLock, checkPeriod, findRow, FREE, numberOf, rowsOf, type SapState, stockRow, today } from "./sap-state";

/** What each movement type does: to which stock, and in which transaction it is allowed. */
const TYPES: Readonly<Record<string, { readonly code: string; readonly from: string | null; readonly to: string | null; readonly reversal: string }>> = {
  "101": { code: "02", from: null, to: FREE, reversal: "102" },
  "261": { code: "03", from: FREE, to: null, reversal: "262" },
  "551": { code: "03", from: FREE, to: null, reversal: "552" },
  "343": { code: "04", from: BLOCKED, to: FREE, reversal: "344" },
  "344": { code: "04", from: FREE, to: BLOCKED, reversal: "343" },
};
const REASONS = new Set(["0001", "0003", "0004"]);
const USABILITY: Readonly<Record<string, string>> = { "": FREE, X: "02", S: BLOCKED };

/** Posts a material document of its own. */
export function postDocument(state: SapState, body: unknown): Row {
  const header = checkBody(entityOf("A_MaterialDocumentHeader"), body, { to_MaterialDocumentItem: entityOf("A_MaterialDocumentItem") });
  const items = header["to_MaterialDocumentItem"];
  if (!Array.isArray(items) || items.length === 0) throw new SapRefusal("M7/095", "A material document needs at least one item");
  const day = checkPeriod(state, header["PostingDate"]);
  const code = String(header["GoodsMovementCode"] ?? "");
  for (const item of items as Row[])
    if (TYPES[String(item["GoodsMovementType"])]?.code !== code)
      throw new SapRefusal("M7/130", `Movement type ${String(item["GoodsMovementType"])} is not allowed for GM code ${code}`);
  const { to_MaterialDocumentItem: _, ...head } = header;
  return writeDocument(state, { ...head }, items as Row[], day);
}

/** Writes one document and moves its stock. Items carry the order as `ManufacturingOrder`. */
export function writeDocument(state: SapState, head: Row, items: readonly Row[], day: string): Row {
  const key = { MaterialDocumentYear: day.slice(0, 4), MaterialDocument: state.number("document", 4_900_012_346) };
  let line = 0;
  for (const item of items) {
    const done = perform(state, item);
    for (const added of done.items) {
      line += 1;
      rowsOf(state, "A_MaterialDocumentItem").push(filled(entityOf("A_MaterialDocumentItem"), { ...added, ...key, MaterialDocumentItem: String(line) }));
    }
  }
  const header = filled(entityOf("A_MaterialDocumentHeader"), { ...head, ...key, CreationDate: today(state) });
  rowsOf(state, "A_MaterialDocumentHeader").push(header);
  return header;
}

function perform(state: SapState, item: Row): { readonly items: readonly Row[] } {
  const type = String(item["GoodsMovementType"] ?? "");
  const rule = TYPES[type];
  if (rule === undefined) throw new SapRefusal("M7/001", `Movement type ${type} does not exist`);
  const quantity = checkItem(state, item);
  const order = item["ManufacturingOrder"];
  if (typeof order === "string" && order !== "") checkOrder(state, order, type, item, quantity);
  else if (type === "101" || type === "261") throw new SapRefusal("M7/028", `Enter an order for movement type ${type}`);
  if (type === "551" && !item["CostCenter"]) throw new SapRefusal("M7/124", "Enter a cost center");
  if (rule.from !== null) changeStock(stockRow(state, place(item), rule.from), quantity.negated());
  if (rule.to !== null) changeStock(stockRow(state, place(item), type === "101" ? (USABILITY[String(item["InventoryUsabilityCode"] ?? "")] ?? FREE) : rule.to), quantity);
  const transfer = rule.from !== null && rule.to !== null;
  return { items: transfer ? [item, { ...item, IsAutomaticallyCreated: "X" }] : [item] };
}

function checkItem(state: SapState, item: Row): Decimal {
  for (const field of ["Material", "Plant", "StorageLocation", "EntryUnit", "QuantityInEntryUnit"]) {
    if (typeof item[field] !== "string" || item[field] === "") throw new SapRefusal("M7/028", `Enter ${field}`);
  }
  const product = findRow(state, "A_Product", { Product: item["Material"] });
  if (product === undefined) throw new SapRefusal("M3/305", `Material ${String(item["Material"])} does not exist or is not activated`);
  if (findRow(state, "A_ProductPlant", { Product: item["Material"], Plant: item["Plant"] }) === undefined)
    throw new SapRefusal("M7/005", `Material ${String(item["Material"])} not maintained in plant ${String(item["Plant"])}`);
  if (item["EntryUnit"] !== product["BaseUnit"]) throw new SapRefusal("BM/302", `Unit ${String(item["EntryUnit"])} is not defined for material ${String(item["Material"])}`);
  if (!/^101[A-Z]$/.test(String(item["StorageLocation"])))
    throw new SapRefusal("M7/054", `Storage location ${String(item["StorageLocation"])} is not defined in plant ${String(item["Plant"])}`);
  const quantity = decimal(String(item["QuantityInEntryUnit"]));
  if (!quantity.gt(0)) throw new SapRefusal("M7/027", "Enter a quantity");
  const reason = item["GoodsMovementReasonCode"];
  if (typeof reason === "string" && reason !== "" && !REASONS.has(reason))
    throw new SapRefusal("M7/064", `Reason ${reason} is not defined for movement type ${String(item["GoodsMovementType"])}`);
  checkBatch(state, item, product);
  return quantity;
}

function checkBatch(state: SapState, item: Row, product: Row): void {
  const batch = item["Batch"];
  if (product["IsBatchManagementRequired"] !== true) {
    if (typeof batch === "string" && batch !== "") throw new SapRefusal("M7/031", `Material ${String(item["Material"])} is not managed in batches`);
    return;
  }
  if (typeof batch !== "string" || batch === "") throw new SapRefusal("M7/018", "Enter Batch");
  if (findRow(state, "Batch", { Material: item["Material"], Batch: batch }) !== undefined) return;
  if (item["GoodsMovementType"] !== "101") throw new SapRefusal("M7/042", `Batch ${batch} of material ${String(item["Material"])} does not exist`);
  const stamp = `/Date(${state.stamp().getTime()}+0000)/`;
  rowsOf(state, "Batch").push(
    filled(entityOf("Batch"), {
      Material: item["Material"],
      Batch: batch,
      ManufactureDate: item["ManufactureDate"] ?? null,
      ShelfLifeExpirationDate: item["ShelfLifeExpirationDate"] ?? null,
      LastChangeDateTime: stamp,
    }),
  );
}

function checkOrder(state: SapState, number: string, type: string, item: Row, quantity: Decimal): void {
  const order = orderOf(state, number);
  if (type === "101") {
    if (item["GoodsMovementRefDocType"] !== "F") throw new SapRefusal("M7/037", "A receipt for an order needs the reference type F");
    if (item["Material"] !== order["Material"]) throw new SapRefusal("M7/351", `Order ${number} does not make ${String(item["Material"])}`);
    const part = findRow(state, "A_ProductionOrderItem_2", { ManufacturingOrder: number, ManufacturingOrderItem: item["ManufacturingOrderItem"] ?? item["OrderItem"] });
    if (part === undefined) throw new SapRefusal("M7/036", `Order ${number} has no such item`);
    part["MfgOrderItemGoodsReceiptQty"] = numberOf(part["MfgOrderItemGoodsReceiptQty"]).plus(quantity).toFixed();
    if (item["IsCompletelyDelivered"] === true) part["IsCompletelyDelivered"] = true;
  }
  const [reservation, line] = [item["Reservation"], item["ReservationItem"]];
  if (type !== "261" || typeof reservation !== "string" || reservation === "") return;
  const component = findRow(state, "A_ProductionOrderComponent_3", { Reservation: reservation, ReservationItem: line, ManufacturingOrder: number });
  if (component === undefined) throw new SapRefusal("M7/022", `Reservation ${reservation} has no item ${String(line)} for order ${number}`);
  if (component["Material"] !== item["Material"]) throw new SapRefusal("M7/354", `Reservation ${reservation} item ${String(line)} is for ${String(component["Material"])}`);
  component["WithdrawnQuantity"] = numberOf(component["WithdrawnQuantity"]).plus(quantity).toFixed();
  if (item["ReservationIsFinallyIssued"] === true) component["ReservationIsFinallyIssued"] = true;
}

/** The order, released and not over, and not open elsewhere. */
export function orderOf(state: SapState, number: string): Row {
  const order = findRow(state, "A_ProductionOrder_2", { ManufacturingOrder: number });
  if (order === undefined) throw new SapRefusal("CO/017", `Order ${number} not found`);
  checkLock(state, number);
  if (order["OrderIsMarkedForDeletion"] === "X") throw new SapRefusal("BS/007", `System status DLFL is active (ORD ${number})`);
  if (order["OrderIsClosed"] === "X") throw new SapRefusal("BS/007", `System status CLSD is active (ORD ${number})`);
  if (order["OrderIsTechnicallyCompleted"] === "X") throw new SapRefusal("BS/007", `System status TECO is active (ORD ${number})`);
  if (order["OrderIsReleased"] !== "X") throw new SapRefusal("BS/007", `System status CRTD is active (ORD ${number})`);
  return order;
}

function place(item: Row): { Material: unknown; Plant: unknown; StorageLocation: unknown; Batch: unknown } {
  return { Material: item["Material"], Plant: item["Plant"], StorageLocation: item["StorageLocation"], Batch: item["Batch"] ?? "" };
}

/** Cancels a document: its counterpart names it line by line, and a second time is refused. */
export function cancelDocument(state: SapState, key: { readonly MaterialDocumentYear: string; readonly MaterialDocument: string }, day: string): Row {
  const header = findRow(state, "A_MaterialDocumentHeader", key);
  if (header === undefined) throw new SapRefusal("M7/061", `Material document ${key.MaterialDocument} ${key.MaterialDocumentYear} does not exist`);
  const items = rowsOf(state, "A_MaterialDocumentItem").filter(
    (row) => row["MaterialDocument"] === key.MaterialDocument && row["MaterialDocumentYear"] === key.MaterialDocumentYear,
  );
  if (items.some((row) => row["GoodsMovementIsCancelled"] === true)) throw new SapRefusal("M7/060", `Material document ${key.MaterialDocument} was already cancelled`);
  const made = { MaterialDocumentYear: day.slice(0, 4), MaterialDocument: state.number("document", 4_900_012_346) };
  for (const [index, item] of items.entries()) {
    const rule = TYPES[String(item["GoodsMovementType"])];
    if (rule === undefined) throw new SapRefusal("M7/059", "This document cannot be cancelled");
    const quantity = decimal(String(item["QuantityInEntryUnit"]));
    if (item["IsAutomaticallyCreated"] !== "X") undo(state, item, rule, quantity);
    item["GoodsMovementIsCancelled"] = true;
    rowsOf(state, "A_MaterialDocumentItem").push({
      ...item,
      ...made,
      MaterialDocumentItem: String(index + 1),
      GoodsMovementType: rule.reversal,
      GoodsMovementIsCancelled: false,
      ReversedMaterialDocumentYear: key.MaterialDocumentYear,
      ReversedMaterialDocument: key.MaterialDocument,
      ReversedMaterialDocumentItem: item["MaterialDocumentItem"],
    });
  }
  const counterpart = filled(entityOf("A_MaterialDocumentHeader"), { ...header, ...made, CreationDate: today(state), ReferenceDocument: "", MaterialDocumentHeaderText: "" });
  rowsOf(state, "A_MaterialDocumentHeader").push(counterpart);
  return counterpart;
}

function undo(state: SapState, item: Row, rule: NonNullable<(typeof TYPES)[string]>, quantity: Decimal): void {
  const to = item["GoodsMovementType"] === "101" ? (USABILITY[String(item["InventoryUsabilityCode"] ?? "")] ?? FREE) : rule.to;
  if (to !== null) changeStock(stockRow(state, place(item), to), quantity.negated());
  if (rule.from !== null) changeStock(stockRow(state, place(item), rule.from), quantity);
  const number = String(item["ManufacturingOrder"] ?? "");
  const component = findRow(state, "A_ProductionOrderComponent_3", { Reservation: item["Reservation"], ReservationItem: item["ReservationItem"], ManufacturingOrder: number });
  if (component !== undefined) component["WithdrawnQuantity"] = numberOf(component["WithdrawnQuantity"]).minus(quantity).toFixed();
  const part = item["GoodsMovementType"] === "101" ? findRow(state, "A_ProductionOrderItem_2", { ManufacturingOrder: number }) : undefined;
  if (part !== undefined) part["MfgOrderItemGoodsReceiptQty"] = numberOf(part["MfgOrderItemGoodsReceiptQty"]).minus(quantity).toFixed();
}
