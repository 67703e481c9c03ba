/** A source's clock may be so far ahead of the instant at which its message came: neither clocks nor networks are exact. */
export const CLOCK_TOLERANCE_MS = 5_000;

/** How far a clock is ahead is known to this. Taken too high, never too low: nothing is set into the future. */
const STEP_MS = 5_000;

/** What comes later than it was said for as long as this is on its way; a clock that seems to have gone back by more was put right. */
const ON_ITS_WAY_MS = 15 * 60_000;

/**
 * By how much a clock that is ahead is set back, in milliseconds: by so much that what was said `aheadMs` after it came was said when it came. As long as that still
 * explains what comes, what is `known` of the clock stays: distances between what it says are kept, what is late or comes twice has the same instant again.
 */
export function setBackBy(known: number | null, aheadMs: number): number {
  if (known !== null && aheadMs <= known && known - aheadMs <= ON_ITS_WAY_MS) return known;
  return Math.ceil(aheadMs / STEP_MS) * STEP_MS;
}

/** True for an instant that lies too far after the one at which it was told. */
export function isAhead(atMs: number, receivedAtMs: number): boolean {
  return atMs - receivedAtMs > CLOCK_TOLERANCE_MS;
}

/**
 * When the signal of a machine was lost, in milliseconds: as whoever tells it says, if that lies between when the machine was last heard and when it was told;
 * else when it was told. Nothing that the machine said is undone by it, and nothing is said of the time to come.
 */
export function lossTime(claimedMs: number, receivedAtMs: number, lastHeardMs: number | undefined): number {
  return claimedMs > receivedAtMs || (lastHeardMs !== undefined && claimedMs < lastHeardMs) ? receivedAtMs : claimedMs;
}
