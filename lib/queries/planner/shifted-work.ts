import { decimal, type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OpenOperation, OpenOrder } from "./open-work";

/** A part of an order that is made elsewhere: on `line`, at its `unitId`, or on the line as such where it has none. */
export type ShiftedPart = {
  readonly orderId: string;
  readonly quantity: Decimal;
  /** Line whose steps move; null: all steps of the part, as at another site. */
  readonly fromLineId: string | null;
  readonly lineId: string;
  readonly line: string;
  readonly unitId: string | null;
};

/** Behind everything that waits there already. */
const LAST = Number.MAX_SAFE_INTEGER;

/** What the moved part is called among the orders of a projection. */
export function shiftedOrderId(part: Pick<ShiftedPart, "orderId">): string {
  return `${part.orderId} moved`;
}

/**
 * The open orders as if the part were an order of its own, from its first step on, at the original's standard times: the original is that much smaller,
 * and gone where nothing of it is left. An order that is not among them changes nothing.
 */
export function withShifted(orders: readonly OpenOrder[], part: ShiftedPart): OpenOrder[] {
  return orders.flatMap((order) => {
    if (order.id !== part.orderId) return [order];
    const left = decimal(order.quantity).minus(part.quantity);
    return [...(left.gt(ZERO) ? [{ ...order, quantity: left.toFixed() }] : []), movedPart(order, part)];
  });
}

function movedPart(order: OpenOrder, part: ShiftedPart): OpenOrder {
  const operations = order.operations.filter((operation) => operation.state !== "SKIPPED" && operation.state !== "ABORTED").map((operation) => fromTheStart(operation, part));
  return { ...order, id: shiftedOrderId(part), state: "RELEASED", quantity: part.quantity.toFixed(), good: "0", received: "0", operations };
}

function fromTheStart(operation: OpenOperation, part: ShiftedPart): OpenOperation {
  const moves = part.fromLineId === null || operation.workCentreId === part.fromLineId || operation.lineId === part.fromLineId;
  return {
    ...operation,
    ...(moves ? { workCentreId: part.lineId, line: part.line, lineId: part.lineId, unitId: part.unitId } : {}),
    id: `${operation.id} moved`,
    orderId: shiftedOrderId(part),
    state: "PENDING",
    pausedFrom: null,
    processed: "0",
    good: "0",
    setupSeconds: 0,
    actualStartAt: null,
    sequence: LAST,
  };
}
