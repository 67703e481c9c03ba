import "server-only";
import { addPerformance, NO_PERFORMANCE, type PerformanceSums } from "@/lib/domain/oee/performance-sums";
import { groupBy } from "@/lib/domain/shared/group-by";
import { overlaps } from "@/lib/domain/shared/interval";
import type { Reader } from "@/lib/queries/reader";
import { cellSums, unloadedSums } from "./performance-cells";
import { hull, type NamedWindow, windowsOfShift } from "./performance-windows";
import { unitFacts, type UnitFacts } from "./unit-facts";

/** The sums of a work unit in a shift: of one order, or without one of the time in which none was loaded. */
export type UnitRollup = { readonly workUnitId: string; readonly startedAt: Date; readonly orderId: string | null; readonly sums: PerformanceSums };

/** A shift of some work centres with the sums of their work units. */
export type ShiftRollup = { readonly workUnitIds: readonly string[]; readonly rows: readonly UnitRollup[] };

/**
 * §5: what there is to keep of a shift of these work centres, made of the facts as they stand. Null where it has not ended by `endedBy` at any of them, or
 * none of them has it; one whose shift has not ended is left out.
 */
export async function shiftRollup(
  reader: Reader,
  siteId: string,
  shift: Pick<NamedWindow, "day" | "name"> & { readonly workCentreIds: readonly string[] },
  endedBy: Date,
): Promise<ShiftRollup | null> {
  const all = await windowsOfShift(reader, shift.workCentreIds, shift);
  const running = new Set(all.filter(({ to }) => to > endedBy).map(({ workCentreId }) => workCentreId));
  const windows = all.filter(({ workCentreId }) => !running.has(workCentreId));
  if (windows.length === 0) return null;
  const units = await unitFacts(reader, siteId, hull(windows));
  return { workUnitIds: [...new Set(units.map(({ id }) => id))], rows: merged(units.flatMap((unit) => unitRollups(unit, windows, reader.now))) };
}

/** A unit that was moved within a shift has one row of each order, over both lines. */
function merged(rows: readonly UnitRollup[]): UnitRollup[] {
  return [...groupBy(rows, ({ workUnitId, orderId }) => `${workUnitId} ${orderId ?? ""}`).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.reduce((one, other) => ({ ...one, sums: addPerformance(one.sums, other.sums) }), first)],
  );
}

/** The sums of a work unit over its windows among these, by order; of the time without one where there was any. */
export function unitRollups(unit: UnitFacts, windows: readonly NamedWindow[], now: Date): UnitRollup[] {
  const own = windows.filter(({ workCentreId }) => workCentreId === unit.workCentreId);
  const [first] = own;
  if (first === undefined) return [];
  const begins = new Set(own.map(({ from }) => from.getTime()));
  const orders = new Set([
    ...unit.loads.filter((load) => own.some((window) => overlaps(load, window))).map(({ orderId }) => orderId),
    ...unit.outputs.filter(({ windowFrom }) => begins.has(windowFrom.getTime())).map(({ orderId }) => orderId),
  ]);
  const over = (sumsOf: (window: NamedWindow) => PerformanceSums) => own.reduce((total, window) => addPerformance(total, sumsOf(window)), NO_PERFORMANCE);
  const unloaded = over((window) => unloadedSums(unit, window, now));
  const head = { workUnitId: unit.id, startedAt: first.from };
  return [
    ...[...orders].map((orderId) => ({ ...head, orderId, sums: over((window) => cellSums(unit, window, { orderId }, now)) })),
    ...(unloaded.potSeconds > 0 ? [{ ...head, orderId: null, sums: unloaded }] : []),
  ];
}
