import type { OrderListOutcome } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";

/** All orders that a schedule of the partner shows, asked for without a time. */
export type AllOrders = { readonly kind: "orders"; readonly messages: readonly InboundMessage[] };

const STATE = { CREATED: "PLANNED", RELEASED: "RELEASED", CANCELLED: "CANCELLED", CLOSED: "CLOSED" } as const;

/** The orders as a list, all of it in one page. When an order was changed stands in no schedule. */
export function orderListOf({ messages }: AllOrders): Extract<OrderListOutcome, { kind: "order-list" }> {
  const orders = messages.flatMap((message) =>
    message.type === "erp.order.v1" ? [{ order: message.data.order, site: message.data.site, state: STATE[message.data.status], changedAt: null }] : [],
  );
  return { kind: "order-list", orders, cursor: null };
}
