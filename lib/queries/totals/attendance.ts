import "server-only";
import { inArray } from "drizzle-orm";
import { attendedShifts } from "@/db/attended";
import { person } from "@/db/schema/reference";
import { notBookedSeconds, type ShiftSeconds } from "@/lib/domain/costing/unconfirmed-time";
import type { Reader } from "@/lib/queries/reader";
import type { Shift } from "./shifts";

/** Somebody's time in a shift, or of all together: `person` null. */
export type AttendedLine = ShiftSeconds & { readonly person: string | null; readonly notBookedSeconds: number };

/** C-15, §10.1: those who came to this line for a shift, each where `people` may be seen, else all together. */
export async function attendanceOf(
  { db, now }: Reader,
  lineId: string,
  siteId: string,
  { name, day }: Pick<Shift, "name" | "day">,
  people: boolean,
): Promise<readonly AttendedLine[]> {
  const rows = (await attendedShifts(db, now, { siteIds: [siteId], fromDay: day, toDay: day, shift: name })).filter((row) => row.workCentreId === lineId);
  if (rows.length === 0) return [];
  if (!people) return [{ person: null, ...sumOf(rows) }];
  const names = await db
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(
      inArray(
        person.id,
        rows.map((row) => row.personId),
      ),
    );
  const nameOf = new Map(names.map((one) => [one.id, one.name]));
  return rows.map((row) => ({ person: nameOf.get(row.personId) ?? "", ...sumOf([row]) })).toSorted((a, b) => a.person.localeCompare(b.person));
}

function sumOf(rows: readonly ShiftSeconds[]): Omit<AttendedLine, "person"> {
  const of = (pick: (row: ShiftSeconds) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    attendedSeconds: of((row) => row.attendedSeconds),
    breakSeconds: of((row) => row.breakSeconds),
    bookedSeconds: of((row) => row.bookedSeconds),
    notBookedSeconds: of(notBookedSeconds),
  };
}
