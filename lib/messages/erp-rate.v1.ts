import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, CurrencyCode, ErpVersion, NonNegativeMoneyText, Validity } from "./primitives";

/** An hourly rate of a work centre. */
export const RateData = z.object({
  site: Code,
  workCentre: Code,
  element: z.enum(["LABOUR", "MACHINE", "OVERHEAD"]),
  /** Hours that drive it. */
  basis: z.enum(["LABOUR_H", "MACHINE_H"]),
  /** Labour only: rate class of the person; null is the work centre's standard rate. */
  rateClass: Code.nullable().default(null),
  erpVersion: ErpVersion,
  /** Money per hour. */
  rate: NonNegativeMoneyText,
  currency: CurrencyCode,
  ...Validity,
});
export type RateData = z.infer<typeof RateData>;

export const ErpRateV1 = InboundEnvelope.extend({ type: z.literal("erp.rate.v1"), data: RateData });
export type ErpRateV1 = z.infer<typeof ErpRateV1>;
