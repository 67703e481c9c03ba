import { TIMING } from "./timing";

/** The longest wait is so many times the base: 300 s of 2 s. */
const CAP = 150;
const UNSURE = 2.5;

/** Tries after which a message is DEAD (IN-05). */
export const MAX_TRIES = 12;

/**
 * IN-05: seconds to wait after a try failed: `random(0, min(300, 2 × 2^n))`, at least what is asked for.
 * @param failedBefore tries that had failed before this one (n, from 0)
 * @param random from 0 to below 1, passed in so that the rule stays pure
 */
export function backoffSeconds(failedBefore: number, random: number, atLeastSeconds = 0, baseSeconds = TIMING.retrySeconds): number {
  const ceiling = Math.min(CAP * baseSeconds, baseSeconds * 2 ** Math.min(failedBefore, 30));
  return Math.max(random * ceiling, atLeastSeconds);
}

/**
 * Seconds to let pass after a try of which nobody knows how it ended. What timed out may still be at work in the ERP: asked too early, it
 * answers that it holds nothing, and the second post would double the fact.
 */
export function unsureSeconds(baseSeconds = TIMING.retrySeconds): number {
  return UNSURE * baseSeconds;
}
