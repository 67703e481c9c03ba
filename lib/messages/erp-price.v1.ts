import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, CurrencyCode, ErpVersion, NonNegativeMoneyText, UomCode, Validity } from "./primitives";

/** A sales price. */
export const PriceData = z.object({
  site: Code,
  item: Code,
  /** Null: list price. */
  customer: Code.nullable().default(null),
  erpVersion: ErpVersion,
  /** Money per unit `uom`. */
  price: NonNegativeMoneyText,
  uom: UomCode,
  currency: CurrencyCode,
  ...Validity,
});
export type PriceData = z.infer<typeof PriceData>;

export const ErpPriceV1 = InboundEnvelope.extend({ type: z.literal("erp.price.v1"), data: PriceData });
export type ErpPriceV1 = z.infer<typeof ErpPriceV1>;
