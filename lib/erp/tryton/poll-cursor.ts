import { z } from "zod";
import { readJson } from "@/lib/erp/http/read-json";

/** How far a kind of record was read: the newest stamp seen, and since when (our clock, ms) nothing newer has shown up. */
const Mark = z.object({ at: z.number().int().nonnegative(), since: z.number().int().nonnegative() });

/** Where a round over all kinds of records stands. */
export const PollCursor = z.object({
  v: z.literal(1),
  /** Index of the kind being read, and the last id of it that was handed over. */
  phase: z.number().int().nonnegative(),
  lastId: z.number().int().nonnegative(),
  /** Newest stamp among what was handed over of this kind in this round. */
  top: z.number().int().nonnegative(),
  marks: z.record(z.string(), Mark),
  /** The times and rates of the settings (a hash) that were last read with, how often they have changed, and when (our clock, ms). */
  mapping: z.object({ of: z.string(), revision: z.number().int().nonnegative(), since: z.number().int().nonnegative() }).optional(),
});
export type PollCursor = z.infer<typeof PollCursor>;

export const START: PollCursor = { v: 1, phase: 0, lastId: 0, top: 0, marks: {} };

/** Reads a stored cursor; one that cannot be read starts over, which only repeats what is known already. */
export function readCursor(text: string | null): PollCursor {
  return (text === null ? null : readJson(text, PollCursor)) ?? START;
}

/** A cursor from which everything is read anew; how often settings have changed stays known, for versions count by it. */
export function startOver(text: string): string {
  const { mapping } = readCursor(text);
  return JSON.stringify({ ...START, mapping });
}

/**
 * From which stamp on to ask, inclusive, in microseconds; null: everything. Stamps are those of a transaction's start, so a long
 * one commits behind a newer one: the window reaches back until the mark itself is older than that, then quiet records stay quiet.
 */
export function askFrom(mark: { readonly at: number; readonly since: number } | undefined, nowMs: number, overlapSeconds: number): number | null {
  if (mark === undefined) return null;
  const settled = nowMs - mark.since > overlapSeconds * 1000;
  return settled ? mark.at : Math.max(0, mark.at - overlapSeconds * 1_000_000);
}

/**
 * The cursor for settings with this hash. Where others were read with before, what they have a say in is `again` to be read from the
 * start: nothing in Tryton has changed, so no stamp would bring it.
 */
export function readWith(cursor: PollCursor, of: string, again: readonly string[], nowMs: number): PollCursor & { mapping: NonNullable<PollCursor["mapping"]> } {
  const { mapping } = cursor;
  if (mapping !== undefined && mapping.of === of) return { ...cursor, mapping };
  const fresh = cursor.phase === 0 && cursor.lastId === 0 && Object.keys(cursor.marks).length === 0;
  if (fresh && mapping === undefined) return { ...cursor, mapping: { of, revision: 0, since: 0 } };
  const marks = Object.fromEntries(Object.entries(cursor.marks).filter(([kind]) => !again.includes(kind)));
  return { ...START, marks, mapping: { of, revision: (mapping?.revision ?? 0) + 1, since: nowMs } };
}

/** The cursor after a page of the current kind. */
export function advanced(cursor: PollCursor, lastId: number, top: number): PollCursor {
  return { ...cursor, lastId, top: Math.max(cursor.top, top) };
}

/** The cursor after the last page of the current kind, named `kind`. */
export function finished(cursor: PollCursor, kind: string, kinds: number, nowMs: number): PollCursor {
  const before = cursor.marks[kind];
  const mark = before !== undefined && before.at >= cursor.top ? before : { at: cursor.top, since: nowMs };
  return { ...cursor, phase: (cursor.phase + 1) % kinds, lastId: 0, top: 0, marks: { ...cursor.marks, [kind]: mark } };
}

/** The cursor past a kind that the server has none of. It gets no mark: should it appear one day, it is read from its start. */
export function passedOver(cursor: PollCursor, kinds: number): PollCursor {
  return { ...cursor, phase: (cursor.phase + 1) % kinds, lastId: 0, top: 0 };
}
