import type { Sql, TransactionSql } from "postgres";

type Either = Sql | TransactionSql;

/** What a rollup keeps of its span. */
export const rolledColumns = (sql: Either) => sql`count, sum, min, max, last, last_at, last_seq`;

/** The same of samples that are grouped. The sum is exact: of the decimals that the values are written as, as `ExactSum` has it. */
export const rolledSamples = (sql: Either) => sql`
  count(*)::int as count, sum(value::text::numeric) as sum, min(value) as min, max(value) as max, (array_agg(value order by at desc, seq desc))[1] as last, max(at) as last_at,
  (array_agg(seq order by at desc, seq desc))[1] as last_seq`;

/** The same of minutes that are grouped. */
export const rolledMinutes = (sql: Either) => sql`
  sum(count)::int as count, sum(sum) as sum, min(min) as min, max(max) as max, (array_agg(last order by last_at desc, last_seq desc))[1] as last, max(last_at) as last_at,
  (array_agg(last_seq order by last_at desc, last_seq desc))[1] as last_seq`;

/** Adds what is new, a row of that name, to a row `r` that is there: whichever comes first, the result is the same. */
export function addRolled(sql: Either, name: "excluded" | "n") {
  const n = (column: string) => sql(`${name}.${column}`);
  const later = sql`(${n("last_at")}, ${n("last_seq")}) > (r.last_at, r.last_seq)`;
  return sql`
    count = r.count + ${n("count")}, sum = r.sum + ${n("sum")}, min = least(r.min, ${n("min")}), max = greatest(r.max, ${n("max")}),
    last = case when ${later} then ${n("last")} else r.last end, last_seq = case when ${later} then ${n("last_seq")} else r.last_seq end, last_at = greatest(r.last_at, ${n("last_at")})`;
}

/** The hour of an instant, in UTC whatever zone the session has: some zones have hours that begin at its half. */
export const hourOf = (sql: Either, column: string) => sql`date_trunc('hour', ${sql(column)}, 'UTC')`;
