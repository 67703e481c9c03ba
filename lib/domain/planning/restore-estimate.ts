/** When a failed work unit is expected back. */
export type RestoreEstimate = {
  readonly restore: Date;
  /** Nobody gave an estimate, or it has passed: the screen says that this is an assumption. */
  readonly assumed: boolean;
  /** How often the expected restore has passed without one: above 0 it alarms. */
  readonly extensions: number;
};

const HOUR_MS = 3_600_000;
const DEFAULT_MTTR_SECONDS = 4 * 3600;

/**
 * §6.1.1: the given estimate; without one, the failure plus the mean time to repair of its reason's class over 90 days (4 h when unknown).
 * Once that has passed it moves on in steps of one hour.
 */
export function restoreEstimate(failure: { readonly failedAt: Date; readonly estimate: Date | null; readonly mttrSeconds: number | null; readonly now: Date }): RestoreEstimate {
  const expected = failure.estimate?.getTime() ?? failure.failedAt.getTime() + (failure.mttrSeconds ?? DEFAULT_MTTR_SECONDS) * 1000;
  const late = failure.now.getTime() - expected;
  const extensions = late < 0 ? 0 : Math.floor(late / HOUR_MS) + 1;
  return { restore: new Date(expected + extensions * HOUR_MS), assumed: failure.estimate === null || extensions > 0, extensions };
}
