import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, DecimalText, Text, UomCode } from "./primitives";

/** Execution state of an order changed (domain §2.2). */
export const OrderStatusV1 = OutboundEnvelope.extend({
  type: z.literal("mes.order.status.v1"),
  data: z.object({
    order: Code,
    state: z.enum(["RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"]),
    reason: Code.nullable(),
    comment: Text.nullable(),
    quantity: z.object({ uom: UomCode, good: DecimalText, scrap: DecimalText, received: DecimalText }),
  }),
});
export type OrderStatusV1 = z.infer<typeof OrderStatusV1>;
