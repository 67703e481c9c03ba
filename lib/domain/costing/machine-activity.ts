import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";
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

/** What people said that an operation was in, with the reason of a pause. */
export type SaidSpan = Interval & { readonly activity: "SETUP" | "RUN" | "DELAY"; readonly reason: string | null };

/** All that is known of a work unit while an operation was loaded on it. Intervals of one list are in any order and apart from each other, but for `attended`. */
export type LoadedUnit = {
  readonly said: readonly SaidSpan[];
  /** What the unit was in; nothing where nothing told it. */
  readonly states: readonly (Interval & { readonly state: LoadedState })[];
  /** Stops of at least the micro-stop threshold with their reasons, and the whole length of each in seconds. */
  readonly stops: readonly (Interval & { readonly reason: string | null; readonly seconds: number })[];
  readonly microStopSeconds: number;
  /** Where the calendar plans no shift. */
  readonly unscheduled: readonly ClosedInterval[];
  readonly plannedDowntime: readonly ClosedInterval[];
  /** When people were signed on to the operation. */
  readonly attended: readonly Interval[];
};

/** Whole seconds of one piece of machine time; `activity` null: the order does not pay for it. */
export type MachinePiece = ClosedInterval & { readonly seconds: number; readonly activity: CostActivity | null; readonly reason: string | null };

/**
 * C-04, C-05, ST-01, ST-02: machine time of a loaded operation in pieces in which nothing changed, whose seconds add up to those in which it was loaded. What people
 * said goes before what the machine told, and that before the calendar: a setup or a pause stays what it is; a run follows the state of its unit. Planned
 * downtime and time without a shift are no order's, unless the unit works or somebody works at it; what waits outside of a shift is no order's either.
 */
export function machinePieces(unit: LoadedUnit, span: ClosedInterval, making: "RUN" | "REWORK"): MachinePiece[] {
  const lists: readonly (readonly Interval[])[] = [unit.said, unit.states, unit.stops, unit.unscheduled, unit.plannedDowntime, unit.attended];
  const inside = lists.flat().flatMap(({ from, to }) => (to === null ? [from] : [from, to]).filter((at) => at > span.from && at < span.to));
  const cuts = [...new Set([span.from, ...inside, span.to].map((at) => at.getTime()))].toSorted((a, b) => a - b);
  return cuts.slice(0, -1).flatMap((at, index): MachinePiece[] => {
    const next = cuts[index + 1] ?? at;
    const covers = ({ from, to }: Interval): boolean => from.getTime() <= at && (to === null || to.getTime() > at);
    const said = unit.said.find(covers);
    // Rounded from one fixed instant, so that no cut makes or loses a second.
    const seconds = Math.round(next / 1000) - Math.round(at / 1000);
    if (said === undefined || seconds === 0) return [];
    const stop = unit.stops.find(covers);
    const told = unit.states.find(covers)?.state ?? null;
    // §2.3, ST-01: a trial that was planned is planned downtime, and so is a planned stop in which the machine fell silent.
    const state = (told === "ENGINEERING" || told === "UNKNOWN") && unit.plannedDowntime.some(covers) ? "PLANNED_DOWN" : told;
    const activity = paidAs(
      { said: said.activity, state, stopSeconds: stop?.seconds ?? 0, scheduled: !unit.unscheduled.some(covers), attended: unit.attended.some(covers) },
      making,
      unit,
    );
    const reason = activity === "DELAY" ? (said.activity === "DELAY" ? said.reason : (stop?.reason ?? null)) : null;
    return [{ from: new Date(at), to: new Date(next), seconds, activity, reason }];
  });
}

type Known = { readonly said: SaidSpan["activity"]; readonly state: LoadedState | null; readonly stopSeconds: number; readonly scheduled: boolean; readonly attended: boolean };

function paidAs(
  { said, state, stopSeconds, scheduled, attended }: Known,
  making: "RUN" | "REWORK",
  { microStopSeconds }: Pick<LoadedUnit, "microStopSeconds">,
): CostActivity | null {
  if (state === "PLANNED_DOWN" || state === "NOT_SCHEDULED") return null;
  const told = state === null ? null : activityOf({ state, seconds: stopSeconds }, making, microStopSeconds);
  const activity = said !== "RUN" ? said : state === null ? making : told;
  if (scheduled || activity === null) return activity;
  const works = said !== "DELAY" && (told === making || told === "SETUP");
  // A run beside which the machine stands waits; otherwise the word of whoever is there counts (ST-01).
  const atWork = attended && (activity === "SETUP" || activity === making);
  return works || atWork ? activity : null;
}
