import { z } from "zod";

/** An instant as PostgreSQL writes it, turned into ISO text. */
export const InstantColumn = z.string().transform((text) => new Date(text).toISOString());

/** A decimal as PostgreSQL writes it, without trailing zeros: "3312.500000" is "3312.5". */
export const DecimalColumn = z.string().transform((text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text));
