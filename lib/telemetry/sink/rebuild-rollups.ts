import type { Sql } from "postgres";
import { hourOf, rolledColumns, rolledMinutes, rolledSamples } from "./rolled-columns";
import { UNIT_LOCK } from "./sink";

/**
 * Builds the minutes and hours of a span anew from the samples that are stored, machine by machine, each in a transaction of its own under its lock: writers
 * wait for that long and lose nothing. The result is what they would have made of the same samples in any order. What is older than the day of a machine's
 * oldest sample stays, for retention has taken its samples, day by day. The span is widened to whole hours. Answers the minutes that were written.
 */
export async function rebuildRollups(sql: Sql, from: Date, to: Date): Promise<number> {
  const machines = await sql<{ number: number }[]>`select distinct equipment_number as number from telemetry.tag where kind = 'PARAMETER' order by 1`;
  let written = 0;
  for (const { number } of machines) written += await rebuildMachine(sql, number, from, to);
  return written;
}

async function rebuildMachine(sql: Sql, number: number, from: Date, to: Date): Promise<number> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${number}::int)`;
    const [span] = await tx<{ from: string; to: string }[]>`
      select greatest(${hourOf(tx, "asked.from_at")}, date_trunc('day', oldest.at, 'UTC'))::text as "from", ${hourAfter(tx, "asked.to_at")}::text as "to"
      from (select ${from.toISOString()}::timestamptz as from_at, ${to.toISOString()}::timestamptz as to_at) as asked
      join (
        select min(first.at) as at from telemetry.tag t
        cross join lateral (select s.at from telemetry.sample s where s.equipment_number = ${number} and s.tag_id = t.id order by s.at limit 1) as first
        where t.equipment_number = ${number}) as oldest on oldest.at is not null`;
    if (span === undefined) return 0;
    const within = (column: string) => tx`equipment_number = ${number} and ${tx(column)} >= ${span.from}::timestamptz and ${tx(column)} < ${span.to}::timestamptz`;
    await tx`delete from telemetry.rollup_minute where ${within("minute")}`;
    await tx`delete from telemetry.rollup_hour where ${within("hour")}`;
    const { count } = await tx`
      insert into telemetry.rollup_minute (equipment_number, tag_id, minute, ${rolledColumns(tx)})
      select equipment_number, tag_id, date_trunc('minute', at), ${rolledSamples(tx)} from telemetry.sample where ${within("at")} and quality > 0 group by 1, 2, 3`;
    await tx`
      insert into telemetry.rollup_hour as r (equipment_number, tag_id, hour, ${rolledColumns(tx)})
      select equipment_number, tag_id, ${hourOf(tx, "minute")}, ${rolledMinutes(tx)} from telemetry.rollup_minute where ${within("minute")} group by 1, 2, 3`;
    return count;
  });
}

/** The hour at which an instant lies, or the next one. */
function hourAfter(sql: Parameters<typeof hourOf>[0], column: string) {
  return sql`(${hourOf(sql, column)} + case when ${sql(column)} = ${hourOf(sql, column)} then interval '0' else interval '1 hour' end)`;
}
