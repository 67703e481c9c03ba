import { z } from "zod";
import { readJson } from "@/lib/erp/http/read-json";

/** The last record that was handed over of a kind: its stamp and its key. What comes after it is still to be read. */
const Place = z.object({ stamp: z.string(), key: z.array(z.string()) });
export type Place = z.infer<typeof Place>;

/** Where a round over all kinds of records stands. */
export const PollCursor = z.object({
  v: z.literal(1),
  /** Index of the kind being read. */
  phase: z.number().int().nonnegative(),
  /** The last record of it in this round; null at its start. */
  at: Place.nullable(),
  /** The newest stamp of each kind that was read to its end, and since when (our clock, ms) nothing newer has shown up. */
  marks: z.record(z.string(), z.object({ stamp: z.string(), since: z.number().int().nonnegative() })),
  /** When each kind that SAP does not stamp was last read to its end (our clock, ms). */
  reads: z.record(z.string(), z.number().int().nonnegative()),
  /** Of records without a stamp: what they said when last handed over (a hash), and the version that this was. */
  unstamped: z.record(z.string(), z.tuple([z.string(), z.number().int().nonnegative()])),
  /** The settings (a hash) that records were last mapped with, how often those have changed, and when (our clock, ms). */
  mapping: z.object({ of: z.string(), revision: z.number().int().nonnegative(), since: z.number().int().nonnegative() }),
  /** When the next snapshot of the stock is to be taken (our clock, ms). */
  stockDue: z.number().int().nonnegative().default(0),
});
export type PollCursor = z.infer<typeof PollCursor>;

/** The hash of nothing that was ever said: whatever is said next is something else. */
const UNSAID = "";

/**
 * Reads a stored cursor for settings with this hash. One that cannot be read starts over, which only repeats what is known already. Where other settings
 * were mapped with before, everything is read again: nothing in SAP has changed, so no stamp would bring it. Which deliveries and lots were told as open
 * or in stock stays known, though no more what was said of them: one that is over meanwhile is in no list of SAP's that would say so.
 */
export function readCursor(text: string | null, of: string, nowMs: number): PollCursor {
  const start = (revision: number, since: number, unstamped: PollCursor["unstamped"] = {}): PollCursor => ({
    v: 1,
    phase: 0,
    at: null,
    marks: {},
    reads: {},
    unstamped,
    mapping: { of, revision, since },
    stockDue: 0,
  });
  const stored = text === null ? null : readJson(text, PollCursor);
  if (stored === null) return start(0, 0);
  if (stored.mapping.of === of) return stored;
  const told = Object.fromEntries(Object.entries(stored.unstamped).map(([key, [, version]]) => [key, [UNSAID, version] satisfies [string, number]]));
  return start(Math.min(stored.mapping.revision + 1, 99), nowMs, told);
}

/** A cursor from which everything is read anew; what was said of records without a stamp, and when the stock is counted next, stays known. */
export function startOver(text: string, of: string): string {
  const { unstamped, mapping, stockDue } = readCursor(text, of, Date.now());
  return JSON.stringify({ v: 1, phase: 0, at: null, marks: {}, reads: {}, unstamped, mapping, stockDue } satisfies PollCursor);
}

/**
 * From which stamp on to ask, inclusive; null: everything. SAP stamps a change before it commits it, so the window reaches back until the mark itself has
 * stood that long; from then on only records with the very stamp of the mark come again.
 */
export function askFrom(mark: PollCursor["marks"][string] | undefined, back: (stamp: string, seconds: number) => string, nowMs: number, overlapSeconds: number): string | null {
  if (mark === undefined) return null;
  return nowMs - mark.since > overlapSeconds * 1000 ? mark.stamp : back(mark.stamp, overlapSeconds);
}

/** The cursor after the last record of the kind that is being read. */
export function finished(cursor: PollCursor, kind: string, kinds: number, newest: string | null, nowMs: number): PollCursor {
  const before = cursor.marks[kind];
  const mark = newest === null || (before !== undefined && before.stamp >= newest) ? before : { stamp: newest, since: nowMs };
  return {
    ...cursor,
    phase: (cursor.phase + 1) % kinds,
    at: null,
    marks: mark === undefined ? cursor.marks : { ...cursor.marks, [kind]: mark },
    reads: { ...cursor.reads, [kind]: nowMs },
  };
}

/** The cursor past a kind whose time has not come. */
export function passedOver(cursor: PollCursor, kinds: number): PollCursor {
  return { ...cursor, phase: (cursor.phase + 1) % kinds, at: null };
}
