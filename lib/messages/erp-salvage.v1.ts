import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, CurrencyCode, ErpVersion, InstantText, MoneyText } from "./primitives";

/** What the ERP earned by selling the scrap of an order (C-08); it reduces what the order cost. */
export const SalvageData = z.object({
  site: Code,
  order: Code,
  /** Number of the sale, credit note or journal entry in the ERP; each counts once, as it now is. */
  document: Code,
  erpVersion: ErpVersion,
  /** Money earned for this order; zero once it was cancelled. */
  amount: MoneyText,
  currency: CurrencyCode,
  /** When it was sold. */
  soldAt: InstantText,
});
export type SalvageData = z.infer<typeof SalvageData>;

export const ErpSalvageV1 = InboundEnvelope.extend({ type: z.literal("erp.salvage.v1"), data: SalvageData });
export type ErpSalvageV1 = z.infer<typeof ErpSalvageV1>;
