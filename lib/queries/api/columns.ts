import { z } from "zod";

/** An instant of the public API: ISO 8601 in UTC. */
export const ApiInstant = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime())
  .meta({ id: "Instant", description: "Instant in UTC, ISO 8601", examples: ["2026-03-31T12:40:00.000Z"] });

/** A decimal of the public API: text, because floating point would lose cents and grams. */
export const ApiDecimal = z
  .string()
  .transform((text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text))
  .pipe(z.string().regex(/^-?\d+(\.\d+)?$/))
  .meta({ id: "Decimal", description: "Exact decimal number as text", examples: ["3312.5"] });

/** Id of a thing inside Millrace. */
export const ApiId = z.uuid();
