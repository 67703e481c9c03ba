import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, ErpVersion, IN_ANY_UNIT, InstantText, NonNegativeText, Text, UomCode } from "./primitives";

/** A line of a purchase order or of an announced delivery: what is still to come, and when. */
export const DeliveryData = z.object({
  site: Code,
  /** Number of the purchase order or delivery. */
  delivery: Code,
  line: z.number().int().positive(),
  erpVersion: ErpVersion,
  supplier: Code.nullable().default(null),
  supplierName: Text.nullable().default(null),
  item: Code,
  /** Still to come. */
  qty: NonNegativeText,
  uom: UomCode.meta({ description: IN_ANY_UNIT }),
  due: InstantText,
  status: z.enum(["OPEN", "RECEIVED", "CANCELLED"]),
});
export type DeliveryData = z.infer<typeof DeliveryData>;

export const ErpDeliveryV1 = InboundEnvelope.extend({ type: z.literal("erp.delivery.v1"), data: DeliveryData });
export type ErpDeliveryV1 = z.infer<typeof ErpDeliveryV1>;
