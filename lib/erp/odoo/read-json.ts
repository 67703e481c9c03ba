import type { z } from "zod";

/** The text as the schema has it, or undefined when it is not JSON or does not fit: null is a result of Odoo's. */
export function readJson<Output>(text: string, schema: z.ZodType<Output>): Output | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
