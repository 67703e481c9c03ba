import { sql } from "drizzle-orm";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { AuthContext } from "./context";
import type { EnrolledDevice } from "./devices";

/** What goes on at the tablet's line while nobody is signed on at it: shown on the sign-on screen, so no person's name and no cost. */
export type SignOnContext = {
  /** Units of the line that the tablet stands at; empty for a tablet without a line. */
  readonly units: readonly string[];
  readonly running: {
    readonly order: string;
    readonly good: Decimal;
    readonly planned: Decimal;
    readonly uom: string;
    readonly goodPerHour: Decimal | null;
    readonly runningSince: Date;
  } | null;
  /** Person numbers with labour booked on that operation now. */
  readonly signedOn: readonly string[];
};

type Row = { order_number: string; operation_id: string; good: string; required: string; uom: string; from_at: string };

/** Reads the operation that is in hand on the tablet's line, latest first, and who is booked on it. */
export async function signOnContext(auth: AuthContext, device: EnrolledDevice): Promise<SignOnContext> {
  if (device.workCentreId === null) return { units: [], running: null, signedOn: [] };
  const [rows, units] = await Promise.all([
    auth.db.execute<Row>(sql`
      select o.number as order_number, op.id as operation_id, op.good_first + op.reworked_good as good, o.quantity as required, o.uom,
             a.from_at
      from execution.operation_activity a
      join execution.order_operation op on op.id = a.operation_id
      join execution.production_order o on o.id = op.order_id
      where a.to_at is null and op.work_centre_id = ${device.workCentreId} and op.site_id = ${device.siteId}
      order by a.from_at desc limit 1`),
    auth.db.execute<{ name: string }>(
      sql`select name from reference.equipment where parent_id = ${device.workCentreId} and level = 'WORK_UNIT' and active order by position, code limit 6`,
    ),
  ]);
  const names = units.map((unit) => unit.name);
  const row = rows[0];
  if (row === undefined) return { units: names, running: null, signedOn: [] };
  const people = await auth.db.execute<{ number: string }>(sql`
    select distinct p.number from execution.labour_booking b join reference.person p on p.id = b.person_id
    where b.operation_id = ${row.operation_id} and b.to_at is null order by p.number limit 6`);
  const since = new Date(row.from_at);
  const hours = decimal(auth.clock.now().getTime() - since.getTime()).div(3_600_000);
  const recent = await auth.db.execute<{ good: string }>(sql`
    select coalesce(sum(good), 0) as good from execution.production_entry where operation_id = ${row.operation_id} and event_time >= ${since.toISOString()}::timestamptz`);
  // Under three minutes a rate says nothing.
  const goodPerHour = hours.lt("0.05")
    ? null
    : decimal(recent[0]?.good ?? "0")
        .div(hours)
        .round();
  return {
    units: names,
    running: { order: row.order_number, good: decimal(row.good), planned: decimal(row.required), uom: row.uom, goodPerHour, runningSince: since },
    signedOn: people.map((person) => person.number),
  };
}
