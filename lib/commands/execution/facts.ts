import "server-only";
import { mayMoveOrder, type OrderState } from "@/lib/domain/execution/order-state";
import type { ClosedInterval } from "@/lib/domain/shared/interval";
import type { EventType, NewEvent } from "@/lib/eventlog/event";
import type { EventPayloads } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { BookingRow, LockedOperation, OperationRow } from "./store";

type OperationFactType = Extract<EventType, `operation.${string}`>;

/** What a move of an operation does besides changing its state. */
export type OperationMove = Partial<Pick<EventPayloads["operation.started"], "pausedFrom" | "activity" | "reason" | "approvedBy" | "runId" | "tools" | "toolOverride">> & {
  workUnitId?: string | null;
  comment?: string | null;
};

/** A fact about an operation's state. Machine time: an `activity` opens from this instant on, none closes what is open. */
export function operationFact(type: OperationFactType, operation: OperationRow, to: EventPayloads["operation.started"]["to"], move: OperationMove = {}): NewEvent {
  return {
    id: newId(),
    type,
    aggregate: "operation",
    aggregateId: operation.id,
    orderId: operation.orderId,
    payload: {
      operationId: operation.id,
      orderId: operation.orderId,
      opNo: operation.opNo,
      from: operation.state,
      to,
      workUnitId: move.workUnitId ?? operation.workUnitId,
      activity: move.activity ?? null,
      activityId: move.activity == null ? null : newId(),
      pausedFrom: move.pausedFrom ?? null,
      reason: move.reason ?? null,
      ...(move.comment == null ? {} : { comment: move.comment }),
      ...(move.approvedBy === undefined ? {} : { approvedBy: move.approvedBy }),
      ...(move.tools === undefined || move.tools.length === 0 ? {} : { tools: move.tools }),
      ...(move.toolOverride === undefined ? {} : { toolOverride: move.toolOverride }),
      ...(move.runId === undefined ? {} : { runId: move.runId }),
    },
  };
}

/** A person begins an activity on an operation. */
export function signOn(operation: OperationRow, personId: string, rateClass: string, activity: BookingRow["activity"], at?: Date): NewEvent {
  return {
    id: newId(),
    type: "labour.signed_on",
    aggregate: "person",
    aggregateId: personId,
    orderId: operation.orderId,
    eventTime: at,
    payload: { bookingId: newId(), personId, operationId: operation.id, indirectCode: null, activity, rateClass },
  };
}

/** A person's activity on an operation that had ended when it was told. */
export function stay(
  operation: OperationRow,
  person: { readonly id: string; readonly rateClass: string },
  activity: BookingRow["activity"],
  span: ClosedInterval,
): readonly [NewEvent, NewEvent] {
  const bookingId = newId();
  const on = { bookingId, personId: person.id, operationId: operation.id, indirectCode: null, activity, rateClass: person.rateClass };
  const who = { aggregate: "person", aggregateId: person.id, orderId: operation.orderId } as const;
  return [
    { ...who, id: newId(), type: "labour.signed_on", eventTime: span.from, payload: on },
    { ...who, id: newId(), type: "labour.signed_off", eventTime: span.to, payload: { bookingId, personId: person.id, operationId: operation.id } },
  ];
}

/** A person begins an indirect activity, on no operation; it counts with the line of the work unit where it was said. */
export function signOnIndirect(personId: string, rateClass: string, { code, workUnitId }: { readonly code: string; readonly workUnitId: string }, at: Date): NewEvent {
  return {
    id: newId(),
    type: "labour.signed_on",
    aggregate: "person",
    aggregateId: personId,
    orderId: null,
    eventTime: at,
    payload: { bookingId: newId(), personId, operationId: null, indirectCode: code, activity: "INDIRECT", rateClass, workUnitId },
  };
}

/** A person's open booking ends at an instant; one that began after it, told earlier than this late command, ends where it began. The caller sees to `bookedUntil`. */
export function signOff(booking: BookingRow, orderId: string | null, at: Date): NewEvent {
  return {
    id: newId(),
    type: "labour.signed_off",
    aggregate: "person",
    aggregateId: booking.personId,
    orderId,
    eventTime: notBefore(booking, at),
    payload: { bookingId: booking.id, personId: booking.personId, operationId: booking.operationId },
  };
}

/**
 * Everybody who stays on the operation goes over to another activity at this instant, or where they came later, when they came: no gap, no
 * overlap (EX-02). Time of theirs that a confirmation has booked already stays what it was.
 */
export function switchActivity(bookings: readonly BookingRow[], operation: OperationRow, activity: BookingRow["activity"], at: Date): NewEvent[] {
  return bookings.flatMap((booking) => {
    const from = later(at, booking.bookedTo);
    return [signOff(booking, operation.orderId, from), signOn(operation, booking.personId, booking.rateClass, activity, notBefore(booking, from))];
  });
}

/** The later of two instants; null is none. */
export function later(at: Date, other: Date | null | undefined): Date {
  return other != null && other > at ? other : at;
}

function notBefore(booking: BookingRow, at: Date): Date {
  return booking.fromAt > at ? booking.fromAt : at;
}

type OrderFactType = "order.started" | "order.held" | "order.resumed" | "order.completed" | "order.reopened" | "order.closed";

/** A fact about the order's execution state. A move that §2.2 does not list is a fault: whoever decides refuses it before. */
export function orderFact(
  type: OrderFactType,
  { order }: Pick<LockedOperation, "order">,
  to: OrderState,
  reason: string | null = null,
  more: Pick<EventPayloads["order.held"], "heldFrom" | "holdClass" | "approvedBy"> = {},
): NewEvent {
  if (!mayMoveOrder(order.state, to)) throw new Error(`order ${order.number} can't go from ${order.state} to ${to}`);
  return { id: newId(), type, aggregate: "order", aggregateId: order.id, orderId: order.id, payload: { orderId: order.id, from: order.state, to, reason, ...more } };
}

/** Raises an exception with an owner and a clock (§2.5). */
export function raise(exception: Omit<EventPayloads["exception.raised"], "exceptionId">): NewEvent {
  const exceptionId = newId();
  return { id: newId(), type: "exception.raised", aggregate: "exception", aggregateId: exceptionId, orderId: exception.orderId, payload: { exceptionId, ...exception } };
}
