import { sql } from "drizzle-orm";
import { z } from "zod";
import { groupBy } from "@/lib/domain/shared/group-by";
import { type Reader, readRows } from "@/lib/queries/reader";
import type { NamedWindow } from "./performance-windows";
import { ms } from "./shifts";
import type { UnitFacts } from "./unit-facts";

const Late = z.object({ at: z.number().nullable() });

/** ST-05: when the last fact of these windows came after they were closed, that is after the next one had begun; null where none did. */
export async function restatedAt({ db, now }: Reader, units: readonly UnitFacts[], windows: readonly NamedWindow[]): Promise<Date | null> {
  const closed = units.flatMap((unit) => windows.filter((window) => window.workCentreId === unit.workCentreId && window.until <= now).map((window) => ({ unit, window })));
  if (closed.length === 0) return null;
  // One that was moved, or decided over its line for a while, is among them more than once.
  const classified = groupBy(
    units.flatMap((unit) => unit.states.flatMap(({ classifiedAt, from, to }) => (classifiedAt === null ? [] : [{ unitId: unit.id, at: classifiedAt, from, to }]))),
    ({ unitId }) => unitId,
  );
  const known = closed.flatMap(({ unit, window }) => [
    ...unit.outputs.filter((row) => row.windowFrom.getTime() === window.from.getTime()).map((row) => ({ at: row.recordedAt, window })),
    ...(classified.get(unit.id) ?? []).filter(({ from, to }) => from < window.to && (to === null || to > window.from)).map(({ at }) => ({ at, window })),
  ]);
  const list = (values: readonly (string | number)[]): string => `{${values.join(",")}}`;
  const [late] = await readRows(
    db,
    Late,
    sql`
    select ${ms(sql`max(s.recorded_at)`)} as at
    from unnest(${list(closed.map(({ unit }) => unit.number))}::int[], ${list(closed.map(({ window }) => window.from.toISOString()))}::timestamptz[],
      ${list(closed.map(({ window }) => window.to.toISOString()))}::timestamptz[], ${list(closed.map(({ window }) => window.until.toISOString()))}::timestamptz[]) as w (number, from_at, to_at, until_at)
    join telemetry.state_sample s on s.equipment_number = w.number and s.at >= w.from_at and s.at < w.to_at and s.recorded_at > w.until_at`,
  );
  const times = [...known.filter(({ at, window }) => at > window.until).map(({ at }) => at.getTime()), ...(late === undefined || late.at === null ? [] : [late.at])];
  return times.length === 0 ? null : new Date(Math.max(...times));
}
