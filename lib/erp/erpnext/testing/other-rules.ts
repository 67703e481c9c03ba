import { FrappeException, invalid } from "./frappe-exception";
import { jobCardRules } from "./job-card-rules";
import type { Rules, Site } from "./site";
import { stockEntryRules } from "./stock-entry-rules";
import { num, rowsOf, text } from "./store";

const batchRules: Rules = {
  validate({ store }, doc) {
    if (store.get("Item", text(doc, "item"))?.["has_batch_no"] !== 1) throw invalid("The selected item cannot have Batch");
    return doc;
  },
};

const downtimeRules: Rules = {
  validate(_, doc) {
    const minutes = (Date.parse(`${text(doc, "to_time").slice(0, 19).replace(" ", "T")}Z`) - Date.parse(`${text(doc, "from_time").slice(0, 19).replace(" ", "T")}Z`)) / 60_000;
    if (minutes < 0) throw invalid("From Time must be before To Time");
    return { ...doc, downtime: minutes };
  },
};

const inspectionRules: Rules = {
  validate({ store }, doc) {
    const reference = store.get(text(doc, "reference_type"), text(doc, "reference_name"));
    if (reference === undefined) throw invalid(`Could not find Reference Name: ${text(doc, "reference_name")}`, "LinkValidationError");
    if (text(doc, "reference_type") === "Job Card" && reference["production_item"] !== doc["item_code"])
      throw invalid(`Item ${text(doc, "item_code")} is not made by ${text(reference, "name")}`);
    const readings = rowsOf(doc, "readings").map((row) => ({ ...row, status: row["manual_inspection"] === 1 ? (row["status"] ?? "Accepted") : judged(row) }));
    const status = doc["manual_inspection"] === 1 ? (doc["status"] ?? "Accepted") : readings.some((row) => row.status === "Rejected") ? "Rejected" : "Accepted";
    return { ...doc, readings, status };
  },
};

function judged(row: Parameters<typeof num>[0]): string {
  const values = [1, 2, 3].flatMap((index) => (text(row, `reading_${index}`) === "" ? [] : [Number(text(row, `reading_${index}`))]));
  return values.every((value) => value >= num(row, "min_value") && value <= num(row, "max_value")) ? "Accepted" : "Rejected";
}

/** Rules by doctype; those that are not here have none beyond their fields. */
export const RULES: Readonly<Record<string, Rules>> = {
  "Job Card": jobCardRules,
  "Stock Entry": stockEntryRules,
  Batch: batchRules,
  "Downtime Entry": downtimeRules,
  "Quality Inspection": inspectionRules,
};

type Method = (site: Site, values: Readonly<Record<string, unknown>>, user: string) => unknown;

/** The methods that can be called by their dotted path, with the verbs they are for. */
export const METHODS: Readonly<Record<string, { readonly verb: "GET" | "POST"; readonly run: Method }>> = {
  "frappe.auth.get_logged_user": { verb: "GET", run: (_, __, user) => user },
  "erpnext.stock.doctype.batch.batch.get_batch_qty": {
    verb: "GET",
    run({ store }, { batch_no, item_code, warehouse }) {
      // What is disabled is not available, and this method tells what is.
      const there = (batch: string | null) => batch !== null && store.get("Batch", batch)?.["disabled"] !== 1;
      const places = (item: string) => store.places(item).filter((place) => there(place.batch) && place.qty !== 0);
      const shown = (place: ReturnType<typeof places>[number]) => ({ batch_no: place.batch, warehouse: place.warehouse, qty: place.qty });
      if (batch_no === undefined) {
        if (item_code === undefined || warehouse === undefined) throw invalid("Either a batch or an item and a warehouse must be given");
        return places(String(item_code))
          .filter((place) => place.warehouse === warehouse)
          .map(shown);
      }
      const batch = store.get("Batch", String(batch_no));
      return batch === undefined
        ? []
        : places(text(batch, "item"))
            .filter((place) => place.batch === batch_no)
            .map(shown);
    },
  },
  "erpnext.manufacturing.doctype.work_order.work_order.close_work_order": {
    verb: "POST",
    run({ store }, { work_order, status }) {
      const order = store.get("Work Order", String(work_order));
      if (order === undefined) throw new FrappeException(404, "DoesNotExistError", `Work Order ${String(work_order)} not found`, "Not Found");
      const open = store.all("Job Card").filter((card) => card["work_order"] === order["name"] && card["status"] === "Work In Progress");
      if (open.length > 0) throw invalid(`Can not close Work Order. Since ${open.length} Job Cards are in Work In Progress state.`);
      store.put("Work Order", text(order, "name"), { ...order, status: String(status), modified: store.stamp() });
      return status;
    },
  },
};
