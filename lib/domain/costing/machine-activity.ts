import type { CostActivity } from "./cost-line";

/** Equipment states of domain §2.3, as far as they decide what an order pays for. */
export type LoadedState = "PRODUCING" | "MICRO_STOP" | "SETUP" | "STARVED" | "BLOCKED" | "HELD" | "DOWN" | "UNKNOWN" | "ENGINEERING" | "STANDBY" | "PLANNED_DOWN" | "NOT_SCHEDULED";

/** A span of one state while an order was loaded; whole seconds. */
export type LoadedInterval = { readonly state: LoadedState; readonly seconds: number };

/**
 * C-05: which activity of the loaded order an interval belongs to, or null when the order does not pay for it (planned downtime, no shift, idle).
 * `making` says whether the operation runs first pass or rework. A stop shorter than the threshold stays with it; exactly the threshold is DELAY.
 */
export function activityOf(interval: LoadedInterval, making: "RUN" | "REWORK", microStopSeconds: number): CostActivity | null {
  switch (interval.state) {
    case "PRODUCING":
    case "MICRO_STOP":
      return making;
    case "SETUP":
      return "SETUP";
    case "STARVED":
    case "BLOCKED":
    case "HELD":
    case "DOWN":
    case "UNKNOWN":
    case "ENGINEERING":
      return interval.seconds < microStopSeconds ? making : "DELAY";
    case "STANDBY":
    case "PLANNED_DOWN":
    case "NOT_SCHEDULED":
      return null;
  }
}

/** C-04, C-05: loaded machine seconds by activity; intervals must be whole states, not pieces of one, or a stop falls below the threshold. */
export function machineSecondsByActivity(intervals: readonly LoadedInterval[], making: "RUN" | "REWORK", microStopSeconds: number): Record<CostActivity, number> {
  const seconds: Record<CostActivity, number> = { SETUP: 0, RUN: 0, REWORK: 0, DELAY: 0 };
  for (const interval of intervals) {
    const activity = activityOf(interval, making, microStopSeconds);
    if (activity !== null) seconds[activity] += interval.seconds;
  }
  return seconds;
}
