import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { shareTime } from "@/lib/domain/execution/share-time";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ms, type Shift, windowsTable } from "./shifts";

const at = z.number().transform((value) => new Date(value));
const Spent = z.object({ id: z.string(), personId: z.string(), person: z.string(), rateClass: z.string(), code: z.string(), workCentre: z.string(), from: at, until: at });
const Booking = z.object({ personId: z.string(), operationId: z.string(), operationNumber: z.number(), from: at, to: at.nullable() });

type IndirectLine = Omit<z.infer<typeof Spent>, "id" | "personId" | "from" | "until"> & { readonly seconds: number };

/**
 * EX-17, EX-18: time of people on no order within a shift, by activity; what still lasts counts up to now. Where a late entry laid an operation over
 * it the seconds are shared exactly as the operation's confirmations share them, so that no second is told twice.
 */
export async function indirectTotals({ db, now }: Reader, siteId: string, shift: Shift): Promise<IndirectLine[]> {
  const [from, until] = [sql`${shift.from.toISOString()}::timestamptz`, sql`${shift.until.toISOString()}::timestamptz`];
  const spent = await readRows(
    db,
    Spent,
    sql`
    select b.id, p.id as "personId", p.number as person, b.rate_class as "rateClass", b.indirect_code as code, c.code as "workCentre",
      ${ms(sql`w.from_at`)} as "from", ${ms(sql`least(w.until_at, ${now.toISOString()}::timestamptz)`)} as until
    from execution.labour_booking b
    join reference.person p on p.id = b.person_id
    join reference.equipment u on u.id = b.work_unit_id
    join reference.equipment c on c.id = u.parent_id
    join ${windowsTable(shift)} as w (work_centre_id, from_at, until_at) on w.work_centre_id = c.id and b.from_at < w.until_at and (b.to_at is null or b.to_at > w.from_at)
    where b.site_id = ${siteId}::uuid and b.operation_id is null and (b.to_at is null or b.to_at > ${from}) and b.from_at < ${until}
    order by c.code, p.number, b.indirect_code, b.from_at`,
  );
  if (spent.length === 0) return [];
  const people = ids([...new Set(spent.map((row) => row.personId))]);
  const touches = sql`b.person_id = any (${people}) and b.from_at < ${until} and (b.to_at is null or b.to_at > ${from})`;
  const bookings = await readRows(
    db,
    Booking,
    sql`
    select b.person_id as "personId", coalesce(b.operation_id, b.id) as "operationId", coalesce(o.number, 0) as "operationNumber", ${ms(sql`b.from_at`)} as "from", ${ms(sql`b.to_at`)} as "to"
    from execution.labour_booking b left join execution.order_operation o on o.id = b.operation_id
    -- A share is counted from the last change of what a person was on, which may lie before the shift.
    where b.person_id = any (${people}) and b.from_at < ${until}
      and (b.to_at is null or b.to_at > (select min(b.from_at) from execution.labour_booking b where ${touches}))`,
  );
  const lines = new Map<string, IndirectLine>();
  for (const { id, personId, from: begin, until: end, ...line } of spent) {
    const own = bookings.filter((booking) => booking.personId === personId);
    const seconds = shareTime(own, id, begin, end).reduce((total, piece) => total + piece.seconds, 0);
    if (seconds === 0) continue;
    const key = JSON.stringify(line);
    lines.set(key, { ...line, seconds: (lines.get(key)?.seconds ?? 0) + seconds });
  }
  return [...lines.values()];
}
