import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { type Reader, readRows } from "@/lib/queries/reader";
import { indirectTotals } from "./indirect-totals";
import { type Shift, windowsTable } from "./shifts";

const Line = z.object({
  workCentre: z.string(),
  order: z.string(),
  operation: z.number(),
  person: z.string(),
  rateClass: z.string(),
  activity: z.enum(["SETUP", "RUN", "REWORK", "DELAY"]),
  seconds: z.number(),
  /** With two decimals. */
  amount: z.string(),
});
type LabourTotals = {
  readonly seconds: number;
  readonly amount: string;
  readonly lines: readonly z.infer<typeof Line>[];
  /** Time on no order, where there was any. */
  readonly indirect?: Awaited<ReturnType<typeof indirectTotals>>;
};

/** C-04, EX-17, EX-18: labour of a shift from the cost ledger, which has each second once, shared and split as it was confirmed. */
export async function labourTotals(reader: Reader, siteId: string, shift: Shift): Promise<LabourTotals> {
  const lines = await readRows(
    reader.db,
    Line,
    sql`
    select c.code as "workCentre", o.number as "order", l.op_no as operation, p.number as person, coalesce(l.rate_class, p.rate_class) as "rateClass", l.activity,
      sum(l.seconds)::int as seconds, sum(l.amount)::numeric(18,2)::text as amount
    from costing.cost_line l
    join execution.production_order o on o.id = l.order_id
    join execution.order_operation op on op.id = l.operation_id
    left join reference.equipment u on u.id = l.work_unit_id
    join reference.equipment c on c.id = coalesce(u.parent_id, op.work_centre_id)
    join reference.person p on p.id = l.person_id
    join ${windowsTable(shift)} as w (work_centre_id, from_at, until_at) on w.work_centre_id = c.id and l.event_time >= w.from_at and l.event_time < w.until_at
    where l.site_id = ${siteId}::uuid and l.element = 'LABOUR' and l.event_time >= ${shift.from.toISOString()}::timestamptz and l.event_time < ${shift.until.toISOString()}::timestamptz
    group by 1, 2, 3, 4, 5, 6
    having sum(l.seconds) <> 0 or sum(l.amount) <> 0
    order by 1, 2, 3, 4, 5, 6`,
  );
  const indirect = await indirectTotals(reader, siteId, shift);
  return {
    ...(indirect.length === 0 ? {} : { indirect }),
    lines,
    seconds: lines.reduce((total, line) => total + line.seconds, 0),
    amount: sum(lines.map((line) => decimal(line.amount))).toFixed(2),
  };
}
