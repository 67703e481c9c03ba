import { invalid } from "./frappe-exception";
import type { Rules, Site } from "./site";
import { type Doc, num, round, rowsOf, text } from "./store";

const MODULE = "erpnext.manufacturing.doctype.job_card.job_card";

/** `job_card.py` of version 15: times, overlaps, the sequence of operations, and what a submission asks for. */
export const jobCardRules: Rules = {
  validate(site, given) {
    const order = orderOf(site, given);
    if (["Stopped", "Closed"].includes(text(order, "status")))
      throw invalid(`Cannot update Job Card ${text(given, "name")}: Work Order ${text(order, "name")} is ${text(order, "status")}`);
    const logs = rowsOf(given, "time_logs").map((row) => timed(site, given, row));
    const doc = {
      ...given,
      time_logs: logs,
      total_time_in_mins: round(logs.reduce((total, row) => total + num(row, "time_in_mins"), 0)),
      total_completed_qty: round(logs.reduce((total, row) => total + num(row, "completed_qty"), 0)),
    };
    const missing = round(num(doc, "for_quantity") - doc.total_completed_qty);
    const status = num(doc, "docstatus") === 1 ? "Completed" : logs.length > 0 ? "Work In Progress" : "Open";
    const card: Doc = { ...doc, status, process_loss_qty: doc.total_completed_qty !== 0 && missing > 0 ? missing : 0 };
    checkSequence(site, order, card);
    checkQuantity(site, order, card);
    return card;
  },
  onSubmit(site, card) {
    if (rowsOf(card, "time_logs").length === 0) throw invalid(`Time logs are required for <b>Job Card</b> <a href="/app/job-card/${text(card, "name")}">${text(card, "name")}</a>`);
    const total = round(num(card, "total_completed_qty") + num(card, "process_loss_qty"));
    const wanted = num(card, "for_quantity");
    if (wanted !== 0 && total !== wanted) throw invalid(`The <b>Total Completed Qty</b> (<b>${total}</b>) must be equal to <b>Qty to Manufacture</b> (<b>${wanted}</b>)`);
    updateOrder(site, card);
  },
  onCancel(site, card) {
    const order = orderOf(site, card);
    const left = completedOf(site, card);
    if (num(order, "produced_qty") > round(left.completed + left.loss)) {
      throw invalid(
        `The <b>Job Card</b> ${text(card, "name")} is used to calculate the valuation cost. Kindly cancel the Manufacturing Entries first against the work order ${text(order, "name")}.`,
        "JobCardCancelError",
        "Error",
        MODULE,
      );
    }
    updateOrder(site, card);
  },
};

function orderOf({ store }: Site, card: Doc): Doc {
  const order = store.get("Work Order", text(card, "work_order"));
  if (order === undefined || num(order, "docstatus") !== 1) throw invalid(`Work Order ${text(card, "work_order")} must be submitted`);
  if (!rowsOf(order, "operations").some((row) => row["name"] === card["operation_id"]))
    throw invalid(`Operation ${text(card, "operation")} does not belong to the work order ${text(order, "name")}`, "OperationMismatchError", "Message", MODULE);
  return order;
}

function timed({ store }: Site, card: Doc, row: Doc): Doc {
  const [from, to] = [text(row, "from_time"), text(row, "to_time")];
  if (from > to) throw invalid(`Row ${num(row, "idx")}: From time must be less than to time`);
  for (const other of store.all("Job Card")) {
    if (other["name"] === card["name"] || num(other, "docstatus") === 2 || other["workstation"] !== card["workstation"]) continue;
    const overlaps = rowsOf(other, "time_logs").some((log) => {
      if (text(row, "employee") !== "" && log["employee"] !== row["employee"]) return false;
      const [start, end] = [text(log, "from_time"), text(log, "to_time")];
      return (start < from && end > from) || (start < to && end > to) || (start >= from && end <= to);
    });
    if (overlaps)
      throw invalid(`Row ${num(row, "idx")}: From Time and To Time of ${text(card, "name")} is overlapping with ${text(other, "name")}`, "OverlapError", "Message", MODULE);
  }
  return { ...row, time_in_mins: round((wall(to) - wall(from)) / 60_000) };
}

const wall = (local: string) => Date.parse(`${local.slice(0, 19).replace(" ", "T")}Z`);

/** What the submitted cards of an operation have completed, but for this one. */
function completedOf({ store }: Site, card: Doc): { completed: number; loss: number } {
  const others = store
    .all("Job Card")
    .filter(
      (other) => other["operation_id"] === card["operation_id"] && other["work_order"] === card["work_order"] && num(other, "docstatus") === 1 && other["name"] !== card["name"],
    );
  return {
    completed: round(others.reduce((sum, other) => sum + num(other, "total_completed_qty"), 0)),
    loss: round(others.reduce((sum, other) => sum + num(other, "process_loss_qty"), 0)),
  };
}

function checkSequence(site: Site, order: Doc, card: Doc): void {
  const current = round(completedOf(site, card).completed + num(card, "total_completed_qty"));
  for (const row of rowsOf(order, "operations")) {
    if (num(row, "sequence_id") >= num(card, "sequence_id") || num(row, "completed_qty") >= current) continue;
    throw invalid(
      `${text(card, "name")}: As per the sequence of the operations in the work order, complete operation ${text(row, "operation")} before ${text(card, "operation")}`,
      "OperationSequenceError",
      "Sequence Error",
      MODULE,
    );
  }
}

function checkQuantity({ store, settings }: Site, order: Doc, card: Doc): void {
  const allowed = num(order, "qty") * (1 + settings.overproductionPct / 100);
  const row = rowsOf(order, "operations").find((one) => one["name"] === card["operation_id"]);
  const others = store.all("Job Card").filter((other) => other["operation_id"] === card["operation_id"] && num(other, "docstatus") !== 2 && other["name"] !== card["name"]);
  const planned = round(others.reduce((sum, other) => sum + num(other, "for_quantity"), num(card, "for_quantity")));
  if (row !== undefined && round(planned - num(row, "completed_qty")) > round(allowed)) {
    throw invalid(
      `Qty To Manufacture in the job card cannot be greater than Qty To Manufacture in the work order for the operation <b>${text(card, "operation")}</b>. <br><br><b>Solution: </b> Either you can reduce the Qty To Manufacture in the job card or set the 'Overproduction Percentage For Work Order' in the Manufacturing Settings.`,
      "ValidationError",
      "Extra Job Card Quantity",
    );
  }
}

function updateOrder(site: Site, card: Doc): void {
  const order = orderOf(site, card);
  const counted = completedOf(site, card);
  const live = num(card, "docstatus") === 1 ? 1 : 0;
  const completed = round(counted.completed + live * num(card, "total_completed_qty"));
  const loss = round(counted.loss + live * num(card, "process_loss_qty"));
  const operations = rowsOf(order, "operations").map((row) =>
    row["name"] === card["operation_id"]
      ? { ...row, completed_qty: completed, process_loss_qty: loss, status: completed + loss >= num(order, "qty") ? "Completed" : "Work in Progress" }
      : row,
  );
  const status = text(order, "status") === "Not Started" ? "In Process" : text(order, "status");
  site.store.put("Work Order", text(order, "name"), { ...order, operations, status, modified: site.store.stamp() });
}
