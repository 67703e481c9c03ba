import { z } from "zod";

/** A quantity, rate or amount as text: up to 18 digits, six of them after the point, never an exponent. */
export const DecimalText = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,6})?$/, "must be a decimal number as text, with at most six decimals")
  .meta({ description: "Decimal number as text, at most six decimals" });

/** A decimal that is not below zero. */
export const NonNegativeText = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/, "must be a decimal number as text, not below zero")
  .meta({ description: "Decimal number as text, zero or more, at most six decimals" });

/** Money: what something costs, earns or is worth. Declared apart from other decimals, for only who may see cost reads it (`hidden-amounts.ts`). */
export const MoneyText = DecimalText.meta({ description: "Decimal number as text, at most six decimals" });

/** Money that is not below zero. */
export const NonNegativeMoneyText = NonNegativeText.meta({ description: "Decimal number as text, zero or more, at most six decimals" });

/** A decimal above zero. */
export const PositiveText = NonNegativeText.regex(/[1-9]/, "must be above zero").meta({
  description: "Decimal number as text, above zero, at most six decimals",
});

/** A part of a whole in percent. */
export const PercentText = NonNegativeText.regex(/^0*(100(\.0+)?|\d{1,2}(\.\d+)?)$/, "must be from 0 to 100 percent").meta({
  description: "Percent as text, from 0 to 100, at most six decimals",
});

/** An instant with its offset, for example `2026-03-31T12:40:00Z`. */
export const InstantText = z.iso.datetime({ offset: true });

/** A code that a person knows a thing by: order, item, lot, work centre, unit of measure. */
export const Code = z.string().trim().min(1).max(80);

/** Short text for people. */
export const Text = z.string().max(500);

/** UN/ECE Recommendation 20 code of a unit: EA, KGM, LTR, HUR. */
export const UomCode = z.string().regex(/^[A-Z0-9]{1,8}$/, "must be a UN/ECE Recommendation 20 code");

/** Describes the unit of what is promised or on its way. */
export const IN_ANY_UNIT =
  "UN/ECE Recommendation 20 code: the base unit of the item, or a unit that the item has a conversion for; it is converted exactly, then rounded to the decimals of the item. Another one is refused (UOM_NOT_BASE).";

/** ISO 4217 code. */
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code");

/** Grows with every change of an object in the ERP; a message with a version not above the stored one is stale (IN-07). */
export const ErpVersion = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** Time of day in the zone of the site. */
export const ClockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time of day, HH:MM");

/** Number of an operation within its routing. */
export const OperationNumber = z.number().int().positive().max(99_999);

/** First and last instant at which a version counts: `[validFrom, validTo)`, null is open. */
export const Validity = { validFrom: InstantText, validTo: InstantText.nullable().default(null) };

/** DRAFT may not be used yet, RETIRED no more. */
export const VersionStatus = z.enum(["DRAFT", "ACTIVE", "RETIRED"]);

/** GS1 number of a trade item: 8, 12, 13 or 14 digits. Whether its check digit is right is not asked here. */
export const GtinText = z.string().regex(/^\d{8}(\d{4,6})?$/);

/** The GTIN that a code is, or null where it is none: most ERPs keep barcodes of every kind in one field. */
export function gtinOf(code: string | null): string | null {
  return GtinText.safeParse(code).data ?? null;
}
