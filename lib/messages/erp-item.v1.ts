import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, ErpVersion, GtinText, Text, UomCode } from "./primitives";

/** Another unit of the item: `numerator` of it are exactly `denominator` of the base unit. Exact rational, then rounded to the unit's decimals. */
export const ItemUnit = z.object({
  uom: UomCode,
  decimals: z.number().int().min(0).max(6),
  numerator: z.number().int().positive(),
  denominator: z.number().int().positive(),
});

export type ItemUnit = z.infer<typeof ItemUnit>;

/** Anything stocked or made, at one site. */
export const ItemData = z.object({
  site: Code,
  item: Code,
  erpVersion: ErpVersion,
  text: Text,
  kind: z.enum(["RAW", "PACKAGING", "INTERMEDIATE", "FINISHED", "OTHER"]),
  baseUom: UomCode,
  /** Decimals that a quantity in the base unit may have; 0 for counts. */
  decimals: z.number().int().min(0).max(6),
  units: z.array(ItemUnit).default([]),
  tracking: z.enum(["NONE", "LOT", "SERIAL"]),
  shelfLifeDays: z.number().int().positive().nullable().default(null),
  /** A lot must live that long beyond its planned use (EX-10). */
  minRemainingDays: z.number().int().nonnegative().default(0),
  /** Lots that are made stay PENDING until quality releases them (EX-15). */
  requiresRelease: z.boolean().default(false),
  status: z.enum(["ACTIVE", "BLOCKED"]).default("ACTIVE"),
  /** GS1 number of the trade item in the base unit, 8, 12, 13 or 14 digits. One whose check digit is wrong is not printed on labels. */
  gtin: GtinText.nullish(),
});
export type ItemData = z.infer<typeof ItemData>;

export const ErpItemV1 = InboundEnvelope.extend({ type: z.literal("erp.item.v1"), data: ItemData });
export type ErpItemV1 = z.infer<typeof ErpItemV1>;
