import { badgeMarkOf, markOf, personOf } from "@/lib/client/offline/known-people";
import { setPresent } from "@/lib/client/offline/present";
import { beginTry, endTries, noteLock } from "@/lib/client/offline/tries-here";
import type { SignInRefusal } from "./post-credentials";

/**
 * Badge and PIN against what this tablet knows, while there is no network (EX-22). Refusals: UNKNOWN_HERE; LOCKED `until`, after five tries of the badge within a
 * quarter of an hour, or thirty of any (SEC-05), of which a lead hears once the network is back.
 */
export async function checkHere(badge: string, pin: string): Promise<{ readonly ok: true } | SignInRefusal> {
  const now = new Date();
  const tried = await badgeMarkOf(badge);
  const until = beginTry(tried, now);
  if (until !== null) {
    // Whoever turned the page off over the last try has not kept it from being told.
    noteLock(tried, now);
    return { ok: false, code: "LOCKED", until: until.toISOString() };
  }
  const { mark } = await markOf(badge, pin);
  if ((await personOf(mark, now)) === undefined) {
    noteLock(tried, now);
    return { ok: false, code: "UNKNOWN_HERE" };
  }
  endTries(tried, now);
  setPresent(mark, now);
  return { ok: true };
}
