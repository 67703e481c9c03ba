import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { OrderEvent } from "@/lib/queries/planner/order-events";

const WORDS: Readonly<Record<string, string>> = {
  "order.received": "Order came from the ERP",
  "order.released": "Released by the ERP",
  "order.changed": "Changed by the ERP",
  "order.change_refused": "The ERP's change was refused",
  "order.release_revoked": "Release taken back by the ERP",
  "order.cancelled": "Cancelled by the ERP",
  "order.started": "Order begun",
  "order.held": "Order put on hold",
  "order.resumed": "Hold lifted",
  "order.completed": "Order finished",
  "order.reopened": "Order opened again",
  "order.closed": "Order closed",
  "order.aborted": "Order aborted",
  "order.close_asked": "Closed by the ERP",
  "order.close_withdrawn": "Opened again by the ERP",
  "operation.ready": "Ready to begin",
  "operation.setup_started": "Setup begun",
  "operation.started": "Run begun",
  "operation.paused": "Paused",
  "operation.resumed": "Resumed",
  "operation.completed": "Finished",
  "operation.skipped": "Skipped",
  "operation.reopened": "Opened again",
  "operation.setup_abandoned": "Setup given up",
  "operation.aborted": "Aborted",
  "production.confirmed": "Made",
  "production.reversed": "Entry reversed",
  "production.photo_added": "Photo added",
  "material.issued": "Taken",
  "material.backflushed": "Taken by calculation",
  "material.returned": "Given back",
  "material.received": "Into stock",
  "material.scrapped": "Scrapped",
  "material.reversed": "Move reversed",
  "lot.produced": "Lot begun",
  "lot.mounted": "Lot mounted",
  "deviation.asked": "Deviation asked for",
  "deviation.approved": "Deviation approved",
  "deviation.refused": "Deviation refused",
  "deviation.ended": "Deviation ended",
  "salvage.credited": "Scrap sold",
  "cost.restated": "Time restated: a state or a pause was told late",
  "lot.unmounted": "Lot taken off",
  "lot.mount_reversed": "Mount taken back",
  "check.due": "Check due",
  "check.recorded": "Check recorded",
  "check.reversed": "Check taken back",
  "instruction.acknowledged": "Instructions confirmed",
  "nc.opened": "Nonconformance opened",
  "nc.extended": "Nonconformance grew",
  "nc.reviewed": "Nonconformance in review",
  "nc.rework_allowed": "Another round of rework allowed",
  "nc.dispositioned": "Nonconformance decided",
  "nc.action_started": "Nonconformance acted on",
  "nc.closed": "Nonconformance closed",
  "nc.voided": "Nonconformance void",
  "signature.applied": "Signed",
  "labour.signed_on": "Signed on",
  "labour.signed_off": "Signed off",
  "component.closed": "Material closed",
  "component.reopened": "Material open again",
  "shift_proposal.proposed": "Move proposed",
  "shift_proposal.approved": "Move approved",
  "shift_proposal.lapsed": "Move must be approved again",
  "shift_proposal.outdated": "Move out of date",
  "shift_proposal.sent": "Move sent to the ERP",
  "shift_proposal.accepted": "Move accepted by the ERP",
  "shift_proposal.rejected": "Move refused by the ERP",
  "shift_proposal.proposed_again": "Move proposed again",
  "shift_proposal.order_arrived": "An order of the move has come",
  "shift_proposal.executed": "Move done",
  "shift_proposal.cancelled": "Move taken back",
  "exception.raised": "Exception raised",
  "exception.acknowledged": "Exception taken",
  "exception.resolved": "Exception resolved",
  "exception.closed": "Exception closed",
  "counter.suspect": "A counter jumped",
  "parameter.breached": "A parameter left its limits",
  "counter.resolved": "Suspect count settled",
  "exception.escalated": "Exception escalated",
};

/** What happened, in two or three words. */
export function eventWord(event: OrderEvent): string {
  // The entry that ends an operation may add nothing, and one that books the time so far may stand alone.
  if (event.type === "production.confirmed" && eventDetail(event) === "") return event.final ? "Confirmed as final" : "Confirmed, time only";
  if (event.corrects) return "Corrected to";
  return WORDS[event.type] ?? event.type;
}

/** The figures and names of a fact: "48 good, 2 scrap", "LID-7731, 600 EA of PK-LID". */
export function eventDetail(event: OrderEvent): string {
  const parts: string[] = [];
  if (event.type.startsWith("production.")) {
    for (const [name, value] of [
      ["good", event.good],
      ["scrap", event.scrap],
      ["rework", event.rework],
    ] as const) {
      if (value !== null && Number(value) !== 0) parts.push(`${formatQuantity(value)} ${name}`);
    }
  }
  if ((event.type === "component.closed" || event.type === "component.reopened") && event.item !== null) parts.push(event.item);
  if (event.quantity !== null && event.uom !== null) parts.push(`${formatQuantityWithUnit(event.quantity, event.uom)}${event.item === null ? "" : ` of ${event.item}`}`);
  if (event.reason !== null) parts.push(event.reason);
  if (event.takenBack) parts.push("taken back");
  if (event.approvedBy !== null) parts.push(`approved by ${event.approvedBy}`);
  return parts.join(", ");
}
