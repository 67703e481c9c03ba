import { grouped } from "@/lib/erp/erpnext/values";
import { invalid } from "./frappe-exception";
import type { Rules, Site } from "./site";
import { type Doc, num, round, rowsOf, text } from "./store";

const MODULE = "erpnext.stock.doctype.stock_entry.stock_entry";
const ON_ORDERS = new Set(["Manufacture", "Material Consumption for Manufacture", "Material Transfer for Manufacture"]);

/** `stock_entry.py` of version 15: units, batches, warehouses, quantities of the order, closed periods, and the ledger. */
export const stockEntryRules: Rules = {
  validate(site, given) {
    const { store, settings } = site;
    const purpose = text(given, "stock_entry_type");
    if (given["company"] !== settings.company) throw invalid(`Company ${text(given, "company")} is not the company of the warehouses`);
    const now = store.stamp();
    const set = given["set_posting_time"] === 1;
    const doc: Doc = {
      ...given,
      purpose,
      // Other purposes than those of manufacturing belong to no order.
      work_order: ON_ORDERS.has(purpose) ? (given["work_order"] ?? null) : null,
      posting_date: set ? (given["posting_date"] ?? null) : now.slice(0, 10),
      posting_time: set ? (given["posting_time"] ?? null) : now.slice(11),
      items: rowsOf(given, "items").map((row) => validRow(site, purpose, row)),
    };
    if (text(doc, "posting_date") === "" || text(doc, "posting_time") === "") throw invalid("Posting Date and Time are mandatory", "MandatoryError");
    if (settings.stockFrozenUpto !== null && text(doc, "posting_date") <= settings.stockFrozenUpto) {
      throw invalid(
        `Stock transactions before ${settings.stockFrozenUpto} are frozen`,
        "StockFreezeError",
        "Message",
        "erpnext.stock.doctype.stock_ledger_entry.stock_ledger_entry",
      );
    }
    if (ON_ORDERS.has(purpose)) validOnOrder(site, purpose, doc);
    return doc;
  },
  onSubmit(site, doc) {
    post(site, doc, 1);
    updateOrder(site, doc, 1);
  },
  onCancel(site, doc) {
    post(site, doc, -1);
    updateOrder(site, doc, -1);
  },
};

function validRow({ store }: Site, purpose: string, row: Doc): Doc {
  const idx = num(row, "idx");
  const item = store.get("Item", text(row, "item_code"));
  if (item === undefined) throw invalid(`Row ${idx}: Item ${text(row, "item_code")} not found`);
  if (num(row, "qty") <= 0) throw invalid(`Row ${idx}: Qty must be greater than zero`);
  if (row["stock_uom"] !== item["stock_uom"]) throw invalid(`Row ${idx}: stock UOM of ${text(item, "name")} is ${text(item, "stock_uom")}`);
  const known = row["uom"] === item["stock_uom"] ? 1 : rowsOf(item, "uoms").find((line) => line["uom"] === row["uom"])?.["conversion_factor"];
  if (known !== row["conversion_factor"]) throw invalid(`Row ${idx}: UOM coversion factor required for UOM: ${text(row, "uom")} in Item: ${text(item, "name")}`);
  if (store.get("UOM", text(row, "uom"))?.["must_be_whole_number"] === 1 && !Number.isInteger(num(row, "qty"))) {
    throw invalid(`Row ${idx}: Quantity (${num(row, "qty")}) cannot be a fraction`, "UOMMustBeIntegerError", "Message", "erpnext.utilities.transaction_base");
  }
  const [source, target] = [text(row, "s_warehouse"), text(row, "t_warehouse")];
  if (source === "" && target === "") throw invalid(`Atleast one warehouse is mandatory`);
  if (source !== "" && source === target) throw invalid(`Source and target warehouse cannot be same for row ${idx}`);
  if (purpose !== "Manufacture" && source === "") throw invalid(`Source warehouse is mandatory for row ${idx}`);
  checkBatch(store.get("Batch", text(row, "batch_no")), item, row);
  return { ...row, transfer_qty: round(num(row, "qty") * num(row, "conversion_factor")) };
}

function checkBatch(batch: Doc | undefined, item: Doc, row: Doc): void {
  const idx = num(row, "idx");
  if (item["has_batch_no"] !== 1) {
    if (text(row, "batch_no") !== "") throw invalid(`Row ${idx}: Item ${text(item, "name")} is not batched`);
    return;
  }
  if (text(row, "batch_no") === "" || row["use_serial_batch_fields"] !== 1) throw invalid(`Row ${idx}: Please select a Batch for Item ${text(item, "name")}`);
  if (batch === undefined || batch["item"] !== item["name"]) throw invalid(`Row ${idx}: Batch ${text(row, "batch_no")} does not belong to Item ${text(item, "name")}`);
  if (batch["disabled"] === 1) throw invalid(`Row ${idx}: Batch ${text(batch, "name")} is disabled.`);
}

function validOnOrder(site: Site, purpose: string, doc: Doc): void {
  const { store, settings } = site;
  const order = store.get("Work Order", text(doc, "work_order"));
  if (order === undefined || num(order, "docstatus") !== 1) throw invalid("Work Order is mandatory");
  if (["Stopped", "Closed"].includes(text(order, "status")))
    throw invalid(`Transaction not allowed against ${text(order, "status").toLowerCase()} Work Order ${text(order, "name")}`);
  const finished = num(doc, "fg_completed_qty");
  if (finished <= 0) throw invalid("For Quantity (Manufactured Qty) is mandatory");
  if (!settings.materialConsumption && purpose === "Material Consumption for Manufacture") throw invalid("Material Consumption is not set in Manufacturing Settings.");
  const produced = round(num(order, "produced_qty") + finished);
  if (settings.operationsCheck) {
    for (const row of rowsOf(order, "operations")) {
      if (produced <= round(num(row, "completed_qty") * (1 + settings.overproductionPct / 100) + num(row, "process_loss_qty"))) continue;
      throw invalid(
        `Row #${num(row, "idx")}: Operation <b>${text(row, "operation")}</b> is not completed for <b>${produced}</b> qty of finished goods in Work Order ${text(order, "name")}. Please update operation status via Job Card.`,
        "OperationsNotCompleteError",
        "Message",
        MODULE,
      );
    }
  }
  if (purpose !== "Manufacture") return;
  const rows = rowsOf(doc, "items");
  const made = rows.filter((row) => row["is_finished_item"] === 1);
  if (made.length === 0) throw invalid("There must be atleast 1 Finished Good in this Stock Entry", "FinishedGoodError", "Message", MODULE);
  if (made.some((row) => row["item_code"] !== order["production_item"]))
    throw invalid(`Finished Item ${text(order, "production_item")} does not match with Work Order ${text(order, "name")}`);
  if (!settings.materialConsumption && !rows.some((row) => text(row, "s_warehouse") !== ""))
    throw invalid("At least one raw material item must be present in the stock entry for the type Manufacture");
  const received = round(made.reduce((sum, row) => sum + num(row, "transfer_qty"), 0));
  if (round(received + num(doc, "process_loss_qty")) !== finished) throw invalid(`Finished quantity ${received} must be equal to For Quantity ${finished}`);
  const allowed = round(num(order, "qty") * (1 + settings.overproductionPct / 100));
  if (produced > allowed) {
    throw invalid(
      `For quantity ${produced} should not be greater than allowed quantity ${allowed}`,
      "StockOverProductionError",
      "Message",
      "erpnext.manufacturing.doctype.work_order.work_order",
    );
  }
}

function post({ store }: Site, doc: Doc, sign: 1 | -1): void {
  const touched = new Set<string>();
  // What comes in goes first, as the ledger of one voucher is only looked at when it is complete.
  const moves = rowsOf(doc, "items").flatMap((row) => {
    const [item, qty] = [text(row, "item_code"), num(row, "transfer_qty") * sign];
    const batch = text(row, "batch_no") === "" ? null : text(row, "batch_no");
    touched.add(item);
    if (batch !== null) touchBatch(store, batch);
    return [
      ...(text(row, "t_warehouse") === "" ? [] : [{ item, batch, warehouse: text(row, "t_warehouse"), qty }]),
      ...(text(row, "s_warehouse") === "" ? [] : [{ item, batch, warehouse: text(row, "s_warehouse"), qty: -qty }]),
    ];
  });
  for (const { item, batch, warehouse, qty } of moves.toSorted((a, b) => b.qty - a.qty)) {
    const left = store.move(item, warehouse, batch, qty);
    if (left < 0) {
      const when = `${text(doc, "posting_date")} ${text(doc, "posting_time")}`;
      throw invalid(
        `${-left} units of Item ${item} needed in ${warehouse} on ${when} to complete this transaction.`,
        "NegativeStockError",
        "Insufficient Stock",
        "erpnext.stock.stock_ledger",
      );
    }
  }
  for (const item of touched) refreshBins(store, item);
}

function touchBatch(store: Site["store"], name: string): void {
  const batch = store.get("Batch", name);
  if (batch !== undefined) store.put("Batch", name, { ...batch, modified: store.stamp() });
}

/** Bins say what lies where of an item, whatever the batch. */
export function refreshBins(store: Site["store"], item: string): void {
  const byWarehouse = grouped(store.places(item), (place) => place.warehouse);
  for (const [warehouse, places] of byWarehouse) {
    const name = `BIN-${item}-${warehouse}`;
    const before = store.get("Bin", name);
    const actual_qty = round(places.reduce((sum, place) => sum + place.qty, 0));
    store.put("Bin", name, { name, docstatus: 0, item_code: item, warehouse, valuation_rate: before?.["valuation_rate"] ?? 0, actual_qty, modified: store.stamp() });
  }
  // A batch says in all how much there is of it, as of its last movement; that is no change of the batch.
  for (const [batch, places] of grouped(store.places(item), (place) => place.batch ?? "")) {
    const doc = store.get("Batch", batch);
    if (doc !== undefined && doc["disabled"] !== 1) store.put("Batch", batch, { ...doc, batch_qty: round(places.reduce((sum, place) => sum + place.qty, 0)) });
  }
}

function updateOrder({ store }: Site, doc: Doc, sign: 1 | -1): void {
  const order = store.get("Work Order", text(doc, "work_order"));
  if (order === undefined) return;
  const consumed = new Map<string, number>();
  for (const row of rowsOf(doc, "items"))
    if (text(row, "s_warehouse") !== "") consumed.set(text(row, "item_code"), (consumed.get(text(row, "item_code")) ?? 0) + num(row, "transfer_qty"));
  const required_items = rowsOf(order, "required_items").map((row) => ({
    ...row,
    consumed_qty: round(num(row, "consumed_qty") + sign * (consumed.get(text(row, "item_code")) ?? 0)),
  }));
  const produced_qty = round(num(order, "produced_qty") + (text(doc, "purpose") === "Manufacture" ? sign * num(doc, "fg_completed_qty") : 0));
  const status = produced_qty >= num(order, "qty") ? "Completed" : "In Process";
  store.put("Work Order", text(order, "name"), { ...order, required_items, produced_qty, status, modified: store.stamp() });
}
