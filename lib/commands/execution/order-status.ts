import "server-only";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { LockedOperation } from "./store";

type OrderStatusDraft = Extract<OutboundDraft, { type: "mes.order.status.v1" }>;

/** Tells the ERP that the execution state of an order changed; `added` is what this command itself adds to the order's totals. */
export function orderStatus(
  { order }: Pick<LockedOperation, "order">,
  state: OrderStatusDraft["data"]["state"],
  eventId: string,
  at: Date,
  added: { readonly good: Decimal; readonly scrap: Decimal; readonly received: Decimal } | null = null,
  reason: string | null = null,
): OutboundDraft {
  return {
    type: "mes.order.status.v1",
    subject: order.number,
    orderId: order.id,
    eventId,
    eventTime: at,
    data: {
      order: order.number,
      state,
      reason,
      comment: null,
      quantity: {
        uom: order.uom,
        good: (added === null ? order.good : order.good.plus(added.good)).toFixed(),
        scrap: (added === null ? order.scrap : order.scrap.plus(added.scrap)).toFixed(),
        received: (added === null ? order.received : order.received.plus(added.received)).toFixed(),
      },
    },
  };
}
