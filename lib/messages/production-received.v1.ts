import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, InstantText, NonNegativeText, OperationNumber, PositiveText, UomCode } from "./primitives";

/** Finished quantity went into stock (EX-15): creates or extends the lot. */
export const ReceiptData = z.object({
  receiptId: Code,
  order: Code,
  operation: OperationNumber,
  item: Code,
  lot: Code,
  hu: Code.nullable(),
  qty: PositiveText,
  uom: UomCode,
  location: Code.nullable(),
  /** PENDING when the item must be released by quality first. */
  qualityStatus: z.enum(["PENDING", "RELEASED", "ON_HOLD"]),
  madeAt: InstantText,
  expiresAt: InstantText.nullable(),
  /** Last receipt of the order. */
  final: z.boolean(),
  /** Received of the order in all, this receipt among it. */
  total: NonNegativeText.optional(),
});

export const ProductionReceivedV1 = OutboundEnvelope.extend({ type: z.literal("mes.production.received.v1"), data: ReceiptData });
export type ProductionReceivedV1 = z.infer<typeof ProductionReceivedV1>;
