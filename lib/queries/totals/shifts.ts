import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";

/** Shifts are looked for this far back; a work centre that stood still for longer begins anew. */
const CALENDAR_DAYS = 21;

const Row = z.object({ workCentreId: z.string(), name: z.string(), day: z.string(), from: z.number(), to: z.number(), until: z.number() });

/** A scheduled window of a work centre, and until when what is recorded there counts with it: the next window's begin. */
export type ShiftWindow = { readonly workCentreId: string; readonly from: Date; readonly to: Date; readonly until: Date };

/** A shift of a site over all its work centres. */
export type Shift = {
  readonly name: string;
  /** Day that it counts for, in the site's zone. */
  readonly day: string;
  readonly from: Date;
  readonly to: Date;
  /** The last instant at which something is recorded that counts with it. */
  readonly until: Date;
  readonly windows: readonly ShiftWindow[];
};

/** Shifts of a site that have ended and to which something still counted after `since`, oldest first. */
export async function endedShifts({ db, now }: Reader, siteId: string, since: Date): Promise<Shift[]> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select w.work_centre_id as "workCentreId", w.shift_name as name, w.production_day::text as day, ${ms(sql`w.from_at`)} as "from", ${ms(sql`w.to_at`)} as "to",
      ${ms(sql`coalesce(lead(w.from_at) over (partition by w.work_centre_id order by w.from_at), w.to_at)`)} as until
    from reference.equipment c join reference.calendar_window w on w.work_centre_id = c.id
    where c.site_id = ${siteId}::uuid and c.level = 'WORK_CENTRE' and c.active and w.from_at > ${since.toISOString()}::timestamptz - make_interval(days => ${CALENDAR_DAYS})
    order by w.from_at`,
  );
  return shiftsOfWindows(rows)
    .filter((shift) => shift.to <= now && shift.until > since)
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
}

/** Windows of the calendar put together to shifts: a break that it leaves between the hours of a shift parts none. Times in milliseconds; `until` as `ShiftWindow` has it. */
export function shiftsOfWindows(
  rows: readonly { readonly workCentreId: string; readonly name: string; readonly day: string; readonly from: number; readonly to: number; readonly until: number }[],
): readonly Shift[] {
  const shifts = new Map<string, ShiftWindow[]>();
  const names = new Map<string, { name: string; day: string }>();
  for (const { name, day, workCentreId, from, to, until } of rows) {
    const key = `${day} ${name}`;
    names.set(key, { name, day });
    const windows = shifts.get(key) ?? [];
    windows.push({ workCentreId, from: new Date(from), to: new Date(to), until: new Date(Math.max(to, until)) });
    shifts.set(key, windows);
  }
  const of = (windows: readonly ShiftWindow[], pick: (window: ShiftWindow) => Date) => windows.map((window) => pick(window).getTime());
  return [...shifts].flatMap(([key, windows]): Shift[] => {
    const head = names.get(key);
    if (head === undefined) return [];
    const [from, to, until] = [Math.min(...of(windows, (each) => each.from)), Math.max(...of(windows, (each) => each.to)), Math.max(...of(windows, (each) => each.until))];
    return [{ ...head, from: new Date(from), to: new Date(to), until: new Date(until), windows }];
  });
}

/** The windows of a shift as a table with `work_centre_id`, `from_at` and `until_at`, to join facts to. */
export function windowsTable(shift: Pick<Shift, "windows">): SQL {
  const list = (values: readonly string[]): string => `{${values.join(",")}}`;
  return sql`unnest(${list(shift.windows.map((each) => each.workCentreId))}::uuid[], ${list(shift.windows.map((each) => each.from.toISOString()))}::timestamptz[],
    ${list(shift.windows.map((each) => each.until.toISOString()))}::timestamptz[])`;
}

export const ms = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`;
