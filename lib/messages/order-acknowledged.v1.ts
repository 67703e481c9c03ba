import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, ErpVersion, Text } from "./primitives";

/** IN-07, EX-04: what became of an order message. REJECTED leaves the old values standing in Millrace. */
export const OrderAcknowledgedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.order.acknowledged.v1"),
  data: z.object({
    order: Code,
    /** Version of the order that this answers. */
    erpVersion: ErpVersion,
    outcome: z.enum(["APPLIED", "REJECTED", "PARKED", "STALE"]),
    /** Reason code, for example `ORDER_CHANGE_CONFLICT`; null when applied. */
    code: Code.nullable(),
    reason: Text.nullable(),
  }),
});
export type OrderAcknowledgedV1 = z.infer<typeof OrderAcknowledgedV1>;
