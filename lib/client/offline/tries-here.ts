import { z } from "zod/mini";
import { keptJson } from "./kept-json";
import { keepLock } from "./locks-here";

const TRIES = "millrace-tries";
/** SEC-05: tries with one badge, and with any, within the quarter of an hour that a lock lasts. */
const MOST_OF_BADGE = 5;
const MOST_OF_TABLET = 30;
const LOCK_MS = 15 * 60_000;

/** What the lock of the whole tablet is noted under; all others are badges. */
const WHOLE_TABLET = "tablet";

const Tries = z.record(z.string(), z.object({ count: z.number(), at: z.number(), noted: z.optional(z.boolean()) }));
type Tries = z.infer<typeof Tries>;

/**
 * Counts a try of a badge before its PIN is looked at, so that whoever turns the page off meanwhile has had it. `badge`: as this device alone can recognise it.
 * Answers until when it is locked, or null where it may be tried.
 */
export function beginTry(badge: string, now: Date): Date | null {
  const tries = triesAt(now);
  const own = tries[badge] ?? { count: 0, at: 0 };
  if (own.count >= MOST_OF_BADGE) return new Date(own.at + LOCK_MS);
  const since = wholeSince(tries);
  if (since !== null) return new Date(since + LOCK_MS);
  keep({ ...tries, [badge]: { count: own.count + 1, at: now.getTime() } });
  return null;
}

/** Keeps, once for each, that a badge or the tablet for all is locked here by now, for a lead to hear of it. Asked after each try that was wrong, and after each that a lock stopped. */
export function noteLock(badge: string, now: Date): void {
  const tries = triesAt(now);
  const own = tries[badge];
  if (own !== undefined && own.count >= MOST_OF_BADGE && own.noted !== true) {
    keepLock(badge, new Date(own.at));
    keep({ ...triesAt(now), [badge]: { ...own, noted: true } });
  }
  const since = wholeSince(tries);
  if (since === null || tries[WHOLE_TABLET]?.noted === true) return;
  keepLock(null, new Date(since));
  keep({ ...triesAt(now), [WHOLE_TABLET]: { count: 0, at: since, noted: true } });
}

/** The PIN was right: the tries of this badge are over, those of others are not. */
export function endTries(badge: string, now: Date): void {
  const { [badge]: _, ...others } = triesAt(now);
  keep(others);
}

/** The server has locked a badge at this tablet: without the network it is locked as well, from `now` on, for nobody knows here how far the two clocks are apart. Its lead hears of it there. */
export function lockHere(badge: string, now: Date): void {
  keep({ ...triesAt(now), [badge]: { count: MOST_OF_BADGE, at: now.getTime(), noted: true } });
}

/** Since when the tablet is locked for all, by the try that was the last before it; null where it is not. */
function wholeSince(tries: Tries): number | null {
  const all = Object.values(tries);
  return all.reduce((sum, { count }) => sum + count, 0) >= MOST_OF_TABLET ? Math.max(...all.map(({ at }) => at)) : null;
}

function keep(tries: Tries): void {
  localStorage.setItem(TRIES, JSON.stringify(tries));
}

/** Those of the last quarter of an hour; where the clock was set back since nobody knows how long ago that is. */
function triesAt(now: Date): Tries {
  const tries = Tries.safeParse(keptJson(localStorage, TRIES));
  if (!tries.success) return {};
  return Object.fromEntries(Object.entries(tries.data).filter(([, { at }]) => Math.abs(now.getTime() - at) < LOCK_MS));
}
