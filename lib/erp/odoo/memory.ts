import { z } from "zod";
import type { AdapterMemory } from "@/lib/erp/port";

/** What a message must know again while its steps are under way. */
const Memory = z.object({
  /** The order in Odoo that it goes to: a backorder takes the place of a finished one meanwhile. */
  production: z.number().nullable(),
  /** Steps that are finished, in their order. */
  done: z.number(),
  /** Per step, the newest record of its kind before it: ours is a later one. */
  marks: z.record(z.string(), z.number()),
  /** Per step, the record that it made. */
  made: z.record(z.string(), z.number()),
  /** Per step, the value that it sets. */
  targets: z.record(z.string(), z.string()),
});
export type Memory = z.infer<typeof Memory>;

export const BLANK: Memory = { production: null, done: 0, marks: {}, made: {}, targets: {} };

/** Reads what the outbox kept; anything else counts as nothing remembered. */
export function readMemory(memory: AdapterMemory | null): Memory {
  const parsed = Memory.safeParse(memory);
  return parsed.success ? parsed.data : BLANK;
}
