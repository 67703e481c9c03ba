import "server-only";

/** More callers than this are not remembered; the longest idle goes first. */
const MAX_CALLERS = 10_000;

/** A call that is let through takes one; one that turns out to be worth more is charged with the rest, which those after it wait for. */
type RateLimit = {
  take(caller: string, nowMs: number): { ok: true } | { ok: false; retrySeconds: number };
  charge(caller: string, more: number): void;
};

type Bucket = { tokens: number; at: number };

/**
 * Keeps one caller from taking a whole process: a token bucket of a minute's worth, refilled evenly. Each web process counts for
 * itself; what must hold across processes, such as sign-in attempts, is counted in PostgreSQL.
 */
export function createRateLimit(perMinute: number): RateLimit {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;
  return {
    take(caller, nowMs) {
      const known = buckets.get(caller);
      const tokens = known === undefined ? perMinute : Math.min(perMinute, known.tokens + (nowMs - known.at) * perMs);
      // Re-inserted at the end: the first key of the map is the one that has been silent for longest.
      buckets.delete(caller);
      buckets.set(caller, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: nowMs });
      const [oldest] = buckets.keys();
      if (buckets.size > MAX_CALLERS && oldest !== undefined) buckets.delete(oldest);
      return tokens >= 1 ? { ok: true } : { ok: false, retrySeconds: Math.ceil((1 - tokens) / perMs / 1000) };
    },
    charge(caller, more) {
      const known = buckets.get(caller);
      if (known !== undefined) known.tokens -= more;
    },
  };
}
