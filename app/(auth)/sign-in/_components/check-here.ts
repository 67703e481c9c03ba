import { z } from "zod/mini";
import { markOf, personOf } from "@/lib/client/offline/known-people";
import { setPresent } from "@/lib/client/offline/present";
import type { SignInRefusal } from "./post-credentials";

const TRIES = "millrace-tries";
const MOST_TRIES = 5;
const LOCK_MS = 15 * 60_000;
const Tries = z.object({ count: z.number(), at: z.number() });

/**
 * Badge and PIN against what this tablet knows, while there is no network (EX-22). Refusals: UNKNOWN_HERE; LOCKED `until`, after five of them within a
 * quarter of an hour.
 */
export async function checkHere(badge: string, pin: string): Promise<{ readonly ok: true } | SignInRefusal> {
  const now = new Date();
  const tries = triesAt(now);
  if (tries.count >= MOST_TRIES) return { ok: false, code: "LOCKED", until: new Date(tries.at + LOCK_MS).toISOString() };
  const { mark } = await markOf(badge, pin);
  if ((await personOf(mark, now)) === undefined) {
    localStorage.setItem(TRIES, JSON.stringify({ count: tries.count + 1, at: now.getTime() }));
    return { ok: false, code: "UNKNOWN_HERE" };
  }
  localStorage.removeItem(TRIES);
  setPresent(mark, now);
  return { ok: true };
}

function triesAt(now: Date): z.infer<typeof Tries> {
  const text = localStorage.getItem(TRIES);
  const tries = Tries.safeParse(text === null ? null : JSON.parse(text));
  return tries.success && now.getTime() - tries.data.at < LOCK_MS ? tries.data : { count: 0, at: 0 };
}
