const LABELS: Readonly<Record<string, string>> = {
  "mes.line.down.v1": "Line down",
  "mes.line.restored.v1": "Line restored",
  "mes.exception.raised.v1": "Severe exception",
  "mes.exception.resolved.v1": "Exception over",
  "mes.lot.held.v1": "Lot held",
  "mes.lot.released.v1": "Hold lifted",
  "mes.production.confirmed.v1": "Confirmation",
  "mes.material.issued.v1": "Material issue",
  "mes.material.scrapped.v1": "Material scrap",
  "mes.production.received.v1": "Receipt",
  "mes.entry.reversed.v1": "Reversal",
  "mes.order.status.v1": "Order status",
  "mes.order.acknowledged.v1": "Order acknowledged",
  "mes.shift-production.proposed.v1": "Move of production",
  "mes.message.resolved.v1": "Settled message",
  "mes.quality.recorded.v1": "Check",
  "mes.genealogy.recorded.v1": "Genealogy",
  "mes.labour.totals.v1": "Labour of a shift",
  "mes.shift.kpi.v1": "Figures of a shift",
  "mes.wip.snapshot.v1": "Work in process",
  "mes.projection.snapshot.v1": "Projection",
  "mes.reconciliation.snapshot.v1": "Comparison",
  "erp.order.v1": "Order",
  "erp.lot.v1": "Lot and stock",
  "erp.stock.v1": "Stock snapshot",
  "erp.delivery.v1": "Delivery",
  "erp.commitment.v1": "Commitment",
  "erp.price.v1": "Price",
  "erp.salvage.v1": "Scrap sale",
  "erp.item.v1": "Item",
  "erp.bom.v1": "Bill of material",
  "erp.routing.v1": "Routing",
  "erp.work-centre.v1": "Work centre",
  "erp.calendar.v1": "Calendar",
  "erp.person.v1": "Person",
  "erp.inspection-plan.v1": "Inspection plan",
  "erp.rate.v1": "Rate",
  "erp.standard-cost.v1": "Standard cost",
};

/** Types by their names, in the order of the policy. */
export const MESSAGE_TYPES: readonly string[] = Object.keys(LABELS);

/** What a type of message is called on every screen, in English; a type that is not ours keeps its own name. */
export function typeLabel(type: string): string {
  return LABELS[type] ?? type;
}
