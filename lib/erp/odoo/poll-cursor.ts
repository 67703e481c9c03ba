import { z } from "zod";
import { readJson } from "@/lib/erp/http/read-json";

/** How far a stream was read: the newest stamp seen, and since when (Odoo's clock) nothing newer has shown up; both in seconds. */
const Mark = z.object({ at: z.number().int().nonnegative(), since: z.number().int().nonnegative() });
type Mark = z.infer<typeof Mark>;

/** Where a round over all streams of changes stands. */
const PollCursor = z.object({
  v: z.literal(1),
  /** When the very first round began, in seconds of Odoo's clock: parts of objects are watched from then on. */
  begun: z.number().int().nonnegative().nullable(),
  /** Index of the stream being read, and the last id of it that was handed over. */
  phase: z.number().int().nonnegative(),
  lastId: z.number().int().nonnegative(),
  /** Newest stamp among what was handed over of this stream in this round. */
  top: z.number().int().nonnegative(),
  marks: z.record(z.string(), Mark),
  /** When the next snapshot of the stock is to be taken, in milliseconds of Odoo's clock. */
  stockDue: z.number().int().nonnegative().default(0),
});
export type PollCursor = z.infer<typeof PollCursor>;

export const START: PollCursor = { v: 1, begun: null, phase: 0, lastId: 0, top: 0, marks: {}, stockDue: 0 };

/** Reads a stored cursor; one that cannot be read starts over, which only repeats what is known already. */
export function readCursor(text: string | null): PollCursor {
  return (text === null ? null : readJson(text, PollCursor)) ?? START;
}

/** A cursor from which everything is read anew; since when parts are watched, and when the stock is counted next, stays known. */
export function startOver(text: string): string {
  const { begun, stockDue } = readCursor(text);
  return JSON.stringify({ ...START, begun, stockDue });
}

/**
 * From which stamp on to ask, inclusive, in seconds; null: everything. Stamps are those of a transaction's start, so a long one commits
 * behind a newer one: the window reaches back until the mark itself is older than that, then quiet records stay quiet.
 */
export function askFrom(mark: Mark | undefined, now: number, overlapSeconds: number): number | null {
  if (mark === undefined) return null;
  return now - mark.since > overlapSeconds ? mark.at : Math.max(0, mark.at - overlapSeconds);
}

/** The cursor after a page of the current stream. */
export function advanced(cursor: PollCursor, lastId: number, top: number): PollCursor {
  return { ...cursor, lastId, top: Math.max(cursor.top, top) };
}

/** The cursor after the last page of the current stream, which was asked from `floor` on: what was written before is known. */
export function finished(cursor: PollCursor, stream: string, streams: number, now: number, floor: number): PollCursor {
  const before = cursor.marks[stream];
  const at = Math.max(cursor.top, floor, before?.at ?? 0);
  const mark = before !== undefined && before.at >= at ? before : { at, since: now };
  return { ...cursor, phase: (cursor.phase + 1) % streams, lastId: 0, top: 0, marks: { ...cursor.marks, [stream]: mark } };
}

/** The cursor past a stream that is not read; when it is one day, all of it counts as new. */
export function passedOver(cursor: PollCursor, streams: number): PollCursor {
  return { ...cursor, phase: (cursor.phase + 1) % streams, lastId: 0, top: 0 };
}
