/** Whoever tapped longer ago than this has gone on to something else. */
const GONE_MS = 60_000;

/**
 * EX-22: until when the tablet tells a refusal to the hand that waits for the answer, a minute from when it was answered; null where the tap was too long ago for anybody to wait.
 * From then on it is the lead's, unless the hand has read it.
 */
export function handWaitsUntil(tapped: Date, answered: Date): Date | null {
  return answered.getTime() - tapped.getTime() < GONE_MS ? new Date(answered.getTime() + GONE_MS) : null;
}

/** What a tablet records of work: a lead may know when it really happened (EX-21). */
const OF_WORK = [
  "start-operation",
  "finish-setup",
  "abandon-setup",
  "pause-operation",
  "resume-operation",
  "sign-on-operation",
  "sign-off-operation",
  "confirm-production",
  "complete-operation",
  "issue-material",
  "mount-lot",
  "unmount-lot",
  "start-indirect",
  "end-indirect",
] as const;
export type WorkCommand = (typeof OF_WORK)[number];

/** EX-22: whether a lead may take in what was refused, at the time at which it really happened. What did not fit its form fits it no better then. */
export function mayBeTakenIn(refused: { readonly command: string; readonly code: string }): refused is { readonly command: WorkCommand; readonly code: string } {
  return OF_WORK.some((name) => name === refused.command) && refused.code !== "INVALID_INPUT";
}
