import { type ClosedInterval, type Interval, secondsBetween } from "@/lib/domain/shared/interval";
import { NO_PERFORMANCE, type PerformanceSums } from "./performance-sums";

/** ISO 22400 class of a second of scheduled time; micro-stops are APT (KP-01 default). */
export type ShiftClass = "APT" | "ASUT" | "ADET" | "ADOT" | "OUTSIDE_PBT" | "OUTSIDE_POT";

/** A piece of scheduled time in which nothing changed. `state` null: nobody said anything. */
export type Piece<State> = { readonly state: State | null; readonly loaded: boolean; readonly planned: boolean };

/** What is known of one work unit around a shift; intervals in any order, those of one list do not overlap but for `loads`. */
type UnitShift<State> = {
  /** Its scheduled windows in the shift. */
  readonly windows: readonly ClosedInterval[];
  readonly states: readonly (Interval & { readonly state: State })[];
  /** When an order was loaded. */
  readonly loads: readonly Interval[];
  readonly plannedDowntime: readonly Interval[];
};

/** Which states are a micro-stop or a failure, which say that nobody knows, and what class a piece has. */
export type StateMeaning<State> = {
  classOf(piece: Piece<State>): ShiftClass;
  isMicroStop(state: State): boolean;
  isFailure(state: State): boolean;
  isUnknown(state: State): boolean;
};

type ShiftTimes = Omit<PerformanceSums, "processed" | "good" | "scrap" | "rework" | "idealProcessedSeconds" | "idealGoodSeconds">;

/**
 * §5, ST-02: the times of one work unit in a shift. A failure or micro-stop counts in the shift in which it began; a failure's time to restore is its
 * whole length, up to `until` while it lasts.
 */
export function shiftTimes<State>(unit: UnitShift<State>, until: Date, meaning: StateMeaning<State>): ShiftTimes {
  const seconds = { APT: 0, ASUT: 0, ADET: 0, ADOT: 0, OUTSIDE_PBT: 0, OUTSIDE_POT: 0 };
  const sums = { microStopSeconds: 0, loadedSeconds: 0 };
  for (const { piece, length } of pieces(unit)) {
    const of = meaning.classOf(piece);
    seconds[of] += length;
    if (piece.state !== null && meaning.isMicroStop(piece.state) && of === "APT") sums.microStopSeconds += length;
    if (piece.loaded && isBusy(of)) sums.loadedSeconds += length;
  }
  const failures = begunFailures(unit, meaning);
  return {
    potSeconds: seconds.APT + seconds.ASUT + seconds.ADET + seconds.ADOT + seconds.OUTSIDE_PBT,
    plannedDownSeconds: seconds.OUTSIDE_PBT,
    aptSeconds: seconds.APT,
    asutSeconds: seconds.ASUT,
    adetSeconds: seconds.ADET,
    adotSeconds: seconds.ADOT,
    ...sums,
    microStops: begunWithin(unit, (state) => meaning.isMicroStop(state)).length,
    failures: failures.length,
    restoreSeconds: failures.reduce((total, { from, to }) => total + secondsBetween(from, to ?? until), NO_PERFORMANCE.restoreSeconds),
  };
}

/** Whether a second of this class is planned busy time. */
export const isBusy = (of: ShiftClass): boolean => of !== "OUTSIDE_PBT" && of !== "OUTSIDE_POT";

/** The failures that began in the windows, each whole, also where it went on after them. One that nobody heard of for a while and that lasted after it went on meanwhile (ST-06). */
export function begunFailures<State>(unit: Pick<UnitShift<State>, "windows" | "states">, meaning: StateMeaning<State>): readonly Interval[] {
  return begun(unit, failureRuns(unit.states, meaning));
}

function begunWithin<State>(unit: Pick<UnitShift<State>, "windows" | "states">, is: (state: State) => boolean): readonly Interval[] {
  return begun(unit, runsOf(unit.states.filter(({ state }) => is(state))));
}

function begun({ windows }: Pick<UnitShift<unknown>, "windows">, runs: readonly Interval[]): readonly Interval[] {
  return runs.filter(({ from }) => windows.some((window) => from >= window.from && from < window.to));
}

function failureRuns<State>(states: UnitShift<State>["states"], { isFailure, isUnknown }: StateMeaning<State>): Interval[] {
  const runs: Interval[] = [];
  // Up to where nothing has said that the last failure is over, in milliseconds.
  let openUntilMs = Number.NaN;
  for (const { state, from, to } of states.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = runs.at(-1);
    const follows = openUntilMs === from.getTime();
    const untilMs = to?.getTime() ?? Number.NaN;
    if (isFailure(state)) {
      if (follows && last !== undefined) runs[runs.length - 1] = { from: last.from, to };
      else runs.push({ from, to });
      openUntilMs = untilMs;
    } else openUntilMs = follows && isUnknown(state) ? untilMs : Number.NaN;
  }
  return runs;
}

/** A stretch of scheduled time in one state, in the class that it counts in; `since` is when that state began, which may be earlier. Whole seconds, as the sums have them. */
export type Stretch<State> = Piece<State> & ClosedInterval & { readonly class: ShiftClass; readonly since: Date | null; readonly seconds: number };

/** ST-02: the scheduled time of one work unit as stretches, in order; the seconds of a class add up to what `shiftTimes` says of it. What follows on in the same state and class is one. */
export function stretches<State>(unit: UnitShift<State>, meaning: StateMeaning<State>): Stretch<State>[] {
  const out: Stretch<State>[] = [];
  for (const { piece, length, from, to, since } of pieces(unit)) {
    const next: Stretch<State> = { ...piece, from, to, since, class: meaning.classOf(piece), seconds: length };
    const last = out.at(-1);
    const goesOn =
      last !== undefined && last.to.getTime() === from.getTime() && last.class === next.class && last.loaded === next.loaded && last.since?.getTime() === since?.getTime();
    if (goesOn) out[out.length - 1] = { ...last, to, seconds: last.seconds + length };
    else out.push(next);
  }
  return out;
}

type Cut<State> = ClosedInterval & { readonly piece: Piece<State>; readonly length: number; readonly since: Date | null };

/** Cuts the windows wherever something changes. Whole seconds are taken between cuts counted from the window's start, so that they add up to it. */
function* pieces<State>({ windows, states, loads, plannedDowntime }: UnitShift<State>): Generator<Cut<State>> {
  for (const window of windows) {
    const inside = [...states, ...loads, ...plannedDowntime].flatMap(({ from, to }) => (to === null ? [from] : [from, to])).filter((at) => at > window.from && at < window.to);
    const cuts = [...new Set([window.from, ...inside, window.to].map((at) => at.getTime()))].toSorted((a, b) => a - b);
    for (const [index, at] of cuts.slice(0, -1).entries()) {
      const next = cuts[index + 1] ?? at;
      const length = secondsBetween(window.from, new Date(next)) - secondsBetween(window.from, new Date(at));
      const covers = ({ from, to }: Interval) => from.getTime() <= at && (to === null || to.getTime() > at);
      const said = states.find(covers);
      const piece = { state: said?.state ?? null, loaded: loads.some(covers), planned: plannedDowntime.some(covers) };
      yield { piece, length, from: new Date(at), to: new Date(next), since: said?.from ?? null };
    }
  }
}

/** Intervals that follow each other without a gap are one: a new reason is no new failure. */
function runsOf(intervals: readonly Interval[]): Interval[] {
  const runs: Interval[] = [];
  for (const interval of intervals.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = runs.at(-1);
    if (last !== undefined && last.to !== null && last.to.getTime() === interval.from.getTime()) runs[runs.length - 1] = { from: last.from, to: interval.to };
    else runs.push({ from: interval.from, to: interval.to });
  }
  return runs;
}
