import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { ShiftProductionProposedV1 } from "@/lib/messages/shift-production-proposed.v1";
import { amountOf } from "./amount";
import { type Books, objectOf, orderOf } from "./books";
import { newOrderState } from "./new-order";
import { type BookingRefusal, refuse } from "./refusal";
import { summarise } from "./order-summary";

type Moved = { readonly kind: "moved"; readonly order: string; readonly changes: readonly [OrderData, ReturnType<typeof newOrderState>] };

/**
 * PL-03: a part of an order made elsewhere: the original is that much smaller, or withdrawn where nothing is left, and a new order of the part is released
 * at the target. Changes nothing by itself. Refused when the order is unknown, not open, not as the floor believes, or cannot be made there.
 */
export function moveProduction(books: Books, { data, recordtime }: ShiftProductionProposedV1): Moved | BookingRefusal {
  const original = orderOf(books, data.order);
  if (original === null) return refuse("ORDER_UNKNOWN", `Order ${data.order} is not known.`);
  if (original.status !== "CREATED" && original.status !== "RELEASED") return refuse("ORDER_NOT_RELEASED", `Order ${data.order} is ${original.status}.`);
  const { before, moved, after, uom } = data.quantity;
  if (original.uom !== uom) return refuse("UOM_MISMATCH", `Order ${data.order} counts in ${original.uom}, not in ${uom}.`);
  if (amountOf(original.qty) !== amountOf(before)) return refuse("ORDER_CHANGED", `Order ${data.order} has ${original.qty} ${uom} by now, not ${before}.`);
  if (amountOf(moved) + amountOf(after) !== amountOf(before)) return refuse("QUANTITY_MISMATCH", `${moved} and ${after} are not ${before}.`);
  if (amountOf(summarise(books, original).received) > amountOf(after)) return refuse("QUANTITY_DELIVERED", `More than ${after} ${uom} of order ${data.order} are delivered.`);
  const { target } = data;
  if (objectOf(books, "erp.item.v1", `${target.site}/${original.item}`) === null) return refuse("ITEM_UNKNOWN", `Site ${target.site} does not make ${original.item}.`);
  const made = newOrderState(
    books,
    { site: target.site, item: original.item, qty: moved, status: original.status, due: original.due, priority: original.priority, customer: original.customer },
    new Date(recordtime),
  );
  const lines = target.site === original.site ? onTheOtherLine(books, original, data) : {};
  return { kind: "moved", order: made.order, changes: [reduced(original, after), { ...made, ...lines }] };
}

function reduced(original: OrderData, after: string): OrderData {
  return amountOf(after) === 0n ? { ...original, status: "CANCELLED" } : { ...original, qty: after };
}

/** At the same site the new order has the versions of the original, and its steps on the line that takes over. */
function onTheOtherLine(books: Books, original: OrderData, { from, target }: ShiftProductionProposedV1["data"]) {
  const routing = objectOf(books, "erp.routing.v1", `${original.site}/${original.item}/${original.routingVersion ?? "-"}`);
  const steps = original.operations ?? routing?.operations ?? [];
  const { bomVersion, routingVersion } = original;
  // What the ERP reserved of each component was for the whole order.
  const components = original.components?.map((line) => ({ ...line, required: null })) ?? null;
  return { bomVersion, routingVersion, components, operations: steps.map((step) => (step.workCentre === from.line ? { ...step, workCentre: target.line } : step)) };
}
