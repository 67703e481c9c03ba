import { addPerformance, inMicroStopMode, NO_PERFORMANCE, type PerformanceSums } from "@/lib/domain/oee/performance-sums";
import { begunFailures, shiftTimes, type Stretch, stretches } from "@/lib/domain/oee/shift-times";
import { type ClosedInterval, type Interval, intersect, overlaps, united, without } from "@/lib/domain/shared/interval";
import type { NamedWindow } from "./performance-windows";
import { madeSums, type State, STATE_MEANING, type UnitFacts } from "./unit-facts";

/** What is looked at in a window: all of it, or only what belongs to an order or item. */
export type CellFilter = { readonly orderId?: string; readonly itemId?: string };

type Owned = { readonly orderId: string; readonly itemId: string };
const isWhole = ({ orderId, itemId }: CellFilter): boolean => orderId === undefined && itemId === undefined;
/** Whether a load or output is of what is looked at. */
export const belongs = (row: Owned, { orderId, itemId }: CellFilter): boolean =>
  (orderId === undefined || row.orderId === orderId) && (itemId === undefined || row.itemId === itemId);

/** The sums of a work unit in one window, micro-stops where its mode has them (KP-01). Of an order or item the time counts in which it was loaded. */
export function cellSums(unit: UnitFacts, window: NamedWindow, filter: CellFilter, now: Date): PerformanceSums {
  const outputs = unit.outputs.filter((row) => row.windowFrom.getTime() === window.from.getTime() && belongs(row, filter));
  return sumsOver(unit, window, { ...cellTime(unit, window, filter), outputs }, now);
}

function cellTime(unit: UnitFacts, window: NamedWindow, filter: CellFilter): Omit<Part, "outputs"> {
  const loads = unit.loads.filter((row) => overlaps(row, window));
  return { windows: isWhole(filter) ? [window] : loadedWithin(loads, window, filter), loads };
}

/** What the times of `cellSums` are made from: stretches in the classes that they count in there, and the failures that began, whole. */
export function cellFacts(unit: UnitFacts, window: NamedWindow, filter: CellFilter): { readonly stretches: readonly Stretch<State>[]; readonly failures: readonly Interval[] } {
  const shift = unitShift(unit, window, cellTime(unit, window, filter));
  const mode = (one: Stretch<State>): Stretch<State> =>
    unit.microStopMode === "AVAILABILITY_LOSS" && one.class === "APT" && one.state !== null && STATE_MEANING.isMicroStop(one.state) ? { ...one, class: "ADET" } : one;
  return { stretches: stretches(shift, STATE_MEANING).map(mode), failures: begunFailures(shift, STATE_MEANING) };
}

/** The same of the time in which no order was loaded. */
export function unloadedSums(unit: UnitFacts, window: NamedWindow, now: Date): PerformanceSums {
  const loads = unit.loads.filter((row) => overlaps(row, window));
  return sumsOver(unit, window, { windows: without(window, loadedWithin(loads, window, {})), loads, outputs: [] }, now);
}

type Part = { readonly windows: readonly ClosedInterval[] } & Pick<UnitFacts, "loads" | "outputs">;

/** A failure that lasts is restored here at the latest, as far as its window can tell. */
export const restoredBy = (window: NamedWindow, now: Date): Date => (now < window.until ? now : window.until);

function unitShift(unit: UnitFacts, window: NamedWindow, { windows, loads }: Omit<Part, "outputs">) {
  return { windows, loads, states: statesWithin(unit.states, window), plannedDowntime: unit.plannedDowntime.filter((row) => overlaps(row, window)) };
}

function sumsOver(unit: UnitFacts, window: NamedWindow, { outputs, ...time }: Part, now: Date): PerformanceSums {
  const times = shiftTimes(unitShift(unit, window, time), restoredBy(window, now), STATE_MEANING);
  return inMicroStopMode({ ...times, ...madeSums(outputs) }, unit.microStopMode);
}

/** When something of what is looked at was loaded within a window: two operations of an order on one unit take its time once. */
function loadedWithin(loads: UnitFacts["loads"], window: ClosedInterval, filter: CellFilter): ClosedInterval[] {
  return united(loads.filter((load) => belongs(load, filter)).flatMap((load) => intersect(load, window) ?? []));
}

/** Adds up the windows of their work centres over all of these units. Of an order or item only those in which a unit had or made it: of hundreds each is in few. */
export function sumCells(units: readonly UnitFacts[], windows: readonly NamedWindow[], filter: CellFilter, now: Date): PerformanceSums {
  let total = NO_PERFORMANCE;
  for (const unit of units) {
    const has = presence(unit, filter);
    for (const window of windows) if (window.workCentreId === unit.workCentreId && has(window)) total = addPerformance(total, cellSums(unit, window, filter, now));
  }
  return total;
}

/** Whether a unit had or made what is looked at within a window. */
export function presence(unit: UnitFacts, filter: CellFilter): (window: NamedWindow) => boolean {
  if (isWhole(filter)) return () => true;
  const loads = unit.loads.filter((row) => belongs(row, filter));
  const made = new Set(unit.outputs.filter((row) => belongs(row, filter)).map(({ windowFrom }) => windowFrom.getTime()));
  return (window) => made.has(window.from.getTime()) || loads.some((load) => overlaps(load, window));
}

/**
 * Those of a window, of states in order: found by halving, for a month of them is looked at window by window. With them the pieces of a failure that reach over its edges: a
 * failure that was split at the edge, or got another reason behind it, is one, of the shift in which it began (ST-02).
 */
function statesWithin(states: UnitFacts["states"], window: ClosedInterval): UnitFacts["states"] {
  let first = firstWhere(states, ({ to }) => to === null || to > window.from);
  let end = firstWhere(states, ({ from }) => from >= window.to);
  while (goesOn(states[first - 1], states[first])) first -= 1;
  while (goesOn(states[end - 1], states[end])) end += 1;
  return states.slice(first, end);
}

type Piece = UnitFacts["states"][number] | undefined;

const mayFail = (state: UnitFacts["states"][number]["state"]): boolean => STATE_MEANING.isFailure(state) || STATE_MEANING.isUnknown(state);

function goesOn(one: Piece, next: Piece): boolean {
  return one?.to != null && next !== undefined && mayFail(one.state) && mayFail(next.state) && one.to.getTime() === next.from.getTime();
}

/** Index of the first that holds, where all after it hold too; the length where none does. */
function firstWhere<Row>(rows: readonly Row[], holds: (row: Row) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && holds(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
