import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, ErpVersion, InstantText, NonNegativeMoneyText, NonNegativeText, UomCode } from "./primitives";

/** What lies of a lot at one place of the ERP. The three last are what the ERP may say of a lot that Millrace has not met; `erp.lot.v1` says more. */
const StockLine = z.object({
  item: Code,
  /** Null for items without lots, of which Millrace keeps no stock. */
  lot: Code.nullable(),
  location: Code,
  /** In the base unit of the item. */
  qty: NonNegativeText,
  uom: UomCode,
  qualityStatus: z.enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]).nullable().default(null),
  expiresAt: InstantText.nullable().default(null),
  /** Money per base unit in the currency of the site, as valued at receipt (C-03). */
  unitCost: NonNegativeMoneyText.nullable().default(null),
});

/** As many lines as one snapshot holds. */
export const MOST_STOCK_LINES = 20_000;

/** Everything that the ERP holds in stock of a site, at one instant. What is not named is not there. */
export const StockData = z.object({
  site: Code,
  erpVersion: ErpVersion,
  /** The instant at which this was what the ERP held: what it booked later is not in it. */
  asOf: InstantText,
  lines: z.array(StockLine).max(MOST_STOCK_LINES),
});
export type StockData = z.infer<typeof StockData>;

export const ErpStockV1 = InboundEnvelope.extend({ type: z.literal("erp.stock.v1"), data: StockData });
export type ErpStockV1 = z.infer<typeof ErpStockV1>;
