import { z } from "zod";
import { readJson } from "@/lib/erp/http/read-json";
import { earlier, wentBackSeconds } from "./zone";

/** How far a kind of document was read: the newest stamp seen, and since when (our clock, ms) nothing newer has shown up. */
const Mark = z.object({ at: z.string(), since: z.number().int().nonnegative() });
export type Mark = z.infer<typeof Mark>;

/** Where a round over all kinds of documents stands. */
export const PollCursor = z.object({
  v: z.literal(1),
  /** Index of the kind being read. */
  phase: z.number().int().nonnegative(),
  /** Stamp of the last document of it that was handed over in this round, and the names of all that carry the same. */
  last: z.object({ at: z.string(), names: z.array(z.string()) }).nullable(),
  marks: z.record(z.string(), Mark),
  /** When the next snapshot of the stock is to be taken (our clock, ms). */
  stockDue: z.number().int().nonnegative().default(0),
});
export type PollCursor = z.infer<typeof PollCursor>;

export const START: PollCursor = { v: 1, phase: 0, last: null, marks: {}, stockDue: 0 };

/** Reads a stored cursor; one that cannot be read starts over, which only repeats what is known already. */
export function readCursor(text: string | null): PollCursor {
  return (text === null ? null : readJson(text, PollCursor)) ?? START;
}

/** A cursor from which everything is read anew; when the stock is counted next stays known. */
export function startOver(text: string): string {
  return JSON.stringify({ ...START, stockDue: readCursor(text).stockDue });
}

/**
 * From which stamp on to ask, inclusive; null: everything. A transaction commits after the time that it writes, so the window reaches back until
 * the mark has stood that long; and by the hour that comes twice, when the clocks of the site have just gone back.
 */
export function askFrom(mark: Mark | undefined, now: Date, { overlapSeconds, timeZone }: { readonly overlapSeconds: number; readonly timeZone: string }): string | null {
  if (mark === undefined) return null;
  const settled = now.getTime() - mark.since > overlapSeconds * 1000;
  const back = (settled ? 0 : overlapSeconds) + wentBackSeconds(timeZone, now);
  return back === 0 ? mark.at : earlier(mark.at, back);
}

type Stamped = { readonly name: string; readonly modified: string };

/** The cursor after a page of the current kind. */
export function advanced(cursor: PollCursor, page: readonly Stamped[]): PollCursor {
  const at = page.at(-1)?.modified;
  if (at === undefined) return cursor;
  const before = cursor.last?.at === at ? cursor.last.names : [];
  return { ...cursor, last: { at, names: [...before, ...page.filter((row) => row.modified === at).map((row) => row.name)] } };
}

/** The cursor after the last page of the current kind, named `kind`. */
export function finished(cursor: PollCursor, kind: string, kinds: number, now: Date): PollCursor {
  const before = cursor.marks[kind];
  const at = cursor.last?.at ?? before?.at ?? EPOCH;
  // Stamps of one form: as texts they are in order.
  const mark = before !== undefined && before.at >= at ? before : { at, since: now.getTime() };
  return { ...cursor, phase: (cursor.phase + 1) % kinds, last: null, marks: { ...cursor.marks, [kind]: mark } };
}

/** The cursor past a kind that is not read; when it is one day, all of it counts as new. */
export function passedOver(cursor: PollCursor, kinds: number): PollCursor {
  return { ...cursor, phase: (cursor.phase + 1) % kinds, last: null };
}

const EPOCH = "1970-01-01 00:00:00.000000";
