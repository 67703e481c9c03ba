const BASE_SECONDS = 2;
const CAP_SECONDS = 300;

/** Tries after which a message is DEAD (IN-05). */
export const MAX_TRIES = 12;

/**
 * IN-05: seconds to wait after a try failed: `random(0, min(300, 2 × 2^n))`, at least what the ERP asked for.
 * @param failedBefore tries that had failed before this one (n, from 0)
 * @param random from 0 to below 1, passed in so that the rule stays pure
 */
export function backoffSeconds(failedBefore: number, random: number, retryAfterSeconds = 0): number {
  const ceiling = Math.min(CAP_SECONDS, BASE_SECONDS * 2 ** Math.min(failedBefore, 30));
  return Math.max(random * ceiling, retryAfterSeconds);
}
