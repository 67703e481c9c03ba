import type { z } from "zod";

/** The text as the schema has it, or null when it is not JSON or does not fit. */
export function readJson<Output>(text: string, schema: z.ZodType<Output>): Output | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
