import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, CurrencyCode, ErpVersion, InstantText, NonNegativeMoneyText, NonNegativeText, Text, UomCode } from "./primitives";

/** A lot in the ERP's stock: what it cost, whether it may be used, how much lies where. */
export const LotData = z.object({
  site: Code,
  item: Code,
  lot: Code,
  erpVersion: ErpVersion,
  origin: z.enum(["PURCHASED", "PRODUCED"]),
  supplierLot: Code.nullable().default(null),
  receivedAt: InstantText.nullable().default(null),
  madeAt: InstantText.nullable().default(null),
  expiresAt: InstantText.nullable().default(null),
  /** Money per base unit of the item, as valued at receipt (C-03). */
  unitCost: NonNegativeMoneyText,
  currency: CurrencyCode,
  /** The most restrictive of this and Millrace's own status counts. */
  qualityStatus: z.enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]),
  statusReason: Text.nullable().default(null),
  uom: UomCode,
  /** On hand per location, in the base unit. */
  stock: z.array(z.object({ location: Code, qty: NonNegativeText })),
});
export type LotData = z.infer<typeof LotData>;

export const ErpLotV1 = InboundEnvelope.extend({ type: z.literal("erp.lot.v1"), data: LotData });
export type ErpLotV1 = z.infer<typeof ErpLotV1>;
