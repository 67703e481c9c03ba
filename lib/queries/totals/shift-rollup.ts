import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { addPerformance, NO_PERFORMANCE, type PerformanceSums } from "@/lib/domain/oee/performance-sums";
import { groupBy } from "@/lib/domain/shared/group-by";
import { overlaps } from "@/lib/domain/shared/interval";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { cellSums, unloadedSums } from "./performance-cells";
import { hull, type NamedWindow, windowsOfShift } from "./performance-windows";
import { PLACES, unitFacts, type UnitFacts } from "./unit-facts";

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
  const own = ended(await windowsOfShift(reader, shift.workCentreIds, shift), endedBy);
  if (own.length === 0) return null;
  const windows = [...own, ...ended(await windowsOfShift(reader, await linesBeside(reader, own), shift), endedBy)];
  const all = await unitFacts(reader, siteId, hull(windows));
  const workUnitIds = new Set(all.filter(({ workCentreId }) => own.some((window) => window.workCentreId === workCentreId)).map(({ id }) => id));
  const units = all.filter(({ id }) => workUnitIds.has(id));
  return { workUnitIds: [...workUnitIds], rows: merged(units.flatMap((unit) => unitRollups(unit, windows, reader.now))) };
}

/** The windows of work centres whose shift has ended by then. */
function ended(windows: readonly NamedWindow[], by: Date): readonly NamedWindow[] {
  const running = new Set(windows.filter(({ to }) => to > by).map(({ workCentreId }) => workCentreId));
  return windows.filter(({ workCentreId }) => !running.has(workCentreId));
}

/** Other work centres at which work units of these were meanwhile: what is kept of one that was moved within a shift is over both, whichever of them is written. */
async function linesBeside({ db }: Reader, windows: readonly NamedWindow[]): Promise<readonly string[]> {
  const own = ids([...new Set(windows.map(({ workCentreId }) => workCentreId))]);
  const { from, until } = hull(windows);
  const meanwhile = (place: string) => sql`${sql.raw(place)}.from_at < ${until.toISOString()}::timestamptz and ${sql.raw(place)}.until_at > ${from.toISOString()}::timestamptz`;
  const rows = await readRows(
    db,
    z.object({ id: z.string() }),
    sql`
    select distinct b.work_centre_id as id from ${PLACES} a join ${PLACES} b on b.work_unit_id = a.work_unit_id
    where a.work_centre_id = any (${own}) and b.work_centre_id <> all (${own}) and ${meanwhile("a")} and ${meanwhile("b")}`,
  );
  return rows.map(({ id }) => id);
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
