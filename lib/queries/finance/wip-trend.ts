import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Step = z.object({ day: z.number(), amount: z.string() });
const DAY_MS = 86_400_000;

/** Value of WIP at the end of each of the last days and at `at`, oldest first, as it is known now; all sites of one currency. */
export async function wipTrend({ db, now }: Reader, actor: Actor, currency: string, at: Date, days = 14, site?: string): Promise<{ at: string; value: string }[]> {
  const from = new Date(at.getTime() - days * DAY_MS);
  const [f, t] = [sql`${from.toISOString()}::timestamptz`, sql`${at.toISOString()}::timestamptz`];
  // An order's lines count from the day they happened; what is left on it goes out on the day of its completion.
  const rows = await readRows(
    db,
    Step,
    sql`
    with o as (
      select p.id, p.completed_at from execution.production_order p join reference.site s on s.id = p.site_id
      where p.site_id = any (${ids(sitesWith(actor, "cost.read"))}) and s.currency = ${currency} and (${site ?? null}::text is null or s.code = ${site ?? null})
        and (p.state in ('CREATED', 'RELEASED', 'IN_PROGRESS', 'ON_HOLD') or (p.completed_at is not null and p.completed_at >= ${f}))),
    posted as (
      select d.day, d.amount, o.completed_at
      -- Order by order: a join may choose to read the whole ledger.
      from o cross join lateral (
        select greatest(0, ceil(extract(epoch from event_time - ${f}) / 86400)::int) as day, sum(amount) as amount
        from costing.cost_line where order_id = o.id and event_time < ${t} and record_time <= ${now.toISOString()}::timestamptz group by 1) d),
    moved as (
      select day, amount from posted
      union all
      select greatest(day, ceil(extract(epoch from completed_at - ${f}) / 86400)::int), -amount from posted where completed_at < ${t})
    select day, sum(amount)::numeric(18,2)::text as amount from moved group by day order by day`,
  );
  const byDay = new Map(rows.map((row) => [row.day, decimal(row.amount)]));
  let value: Decimal = ZERO;
  return Array.from({ length: days + 1 }, (_, day) => {
    value = value.plus(byDay.get(day) ?? ZERO);
    return { at: new Date(from.getTime() + day * DAY_MS).toISOString(), value: value.toFixed(2) };
  });
}
