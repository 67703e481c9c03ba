import { z } from "zod";

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** A parameter of an address: null where it is not said, and where it does not fit. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(first, schema.nullable().catch(null)).default(null);
