import { z } from "zod";
import type { AdapterMemory } from "@/lib/erp/port";

/**
 * What a posting must know again. `stamp`: version of the order that the write was conditioned on; `lastMove`, `lastCycle`:
 * newest lines of the order at that version, so that ours are among the later ones; `lastApart` likewise over all movements.
 * `moves`, `cycles`: our drafts, once they are known to be there.
 */
const Memory = z.object({
  stamp: z.string().nullable(),
  lastMove: z.number(),
  lastCycle: z.number(),
  lastApart: z.number().nullable(),
  /** The planned line that was lessened, and what it said before. */
  plan: z.object({ move: z.number(), before: z.string() }).nullable(),
  moves: z.array(z.number()).nullable(),
  cycles: z.array(z.number()).nullable(),
  apart: z.array(z.number()).nullable(),
});
export type Memory = z.infer<typeof Memory>;

export const BLANK: Memory = { stamp: null, lastMove: 0, lastCycle: 0, lastApart: null, plan: null, moves: null, cycles: null, apart: null };

/** Reads what the outbox kept; anything else counts as nothing remembered. */
export function readMemory(memory: AdapterMemory | null): Memory {
  const parsed = Memory.safeParse(memory);
  return parsed.success ? parsed.data : BLANK;
}
