import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, CurrencyCode, ErpVersion, IN_ANY_UNIT, InstantText, NonNegativeMoneyText, PositiveText, Text, UomCode } from "./primitives";

/** A line that was promised to a customer. */
export const CommitmentData = z.object({
  site: Code,
  /** Number of the sales order. */
  commitment: Code,
  line: z.number().int().positive(),
  erpVersion: ErpVersion,
  customer: Code,
  customerName: Text,
  item: Code,
  /** Quantity still to deliver. */
  qty: PositiveText,
  uom: UomCode.meta({ description: IN_ANY_UNIT }),
  due: InstantText,
  /** A before B before C (§6.1.7). */
  priorityClass: z.string().regex(/^[A-Z]$/, "must be one letter, A is served first"),
  /** Value of the class: money per unit `uom` and day late. */
  penaltyPerUnitDay: NonNegativeMoneyText,
  currency: CurrencyCode,
  status: z.enum(["OPEN", "DELIVERED", "CANCELLED"]),
});
export type CommitmentData = z.infer<typeof CommitmentData>;

export const ErpCommitmentV1 = InboundEnvelope.extend({ type: z.literal("erp.commitment.v1"), data: CommitmentData });
export type ErpCommitmentV1 = z.infer<typeof ErpCommitmentV1>;
