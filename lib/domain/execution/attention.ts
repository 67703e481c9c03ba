/** Whoever tapped longer ago than this has gone on to something else. */
const GONE_MS = 60_000;

/**
 * EX-22: until when the tablet tells a refusal to the hand that waits for the answer, a minute from when it was answered; null where the tap was too long ago for anybody to wait.
 * From then on it is the lead's, unless the hand has read it.
 */
export function handWaitsUntil(tapped: Date, answered: Date): Date | null {
  return answered.getTime() - tapped.getTime() < GONE_MS ? new Date(answered.getTime() + GONE_MS) : null;
}
