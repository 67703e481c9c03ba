import type { Sql, TransactionSql } from "postgres";
import { hourOf, rolledColumns, rolledMinutes, rolledSamples } from "./rolled-columns";
import { UNIT_LOCK } from "./sink";

/**
 * Builds the minutes and hours of a span anew from the samples that are stored, machine by machine and day by day, each day in a transaction of its own under the machine's lock: writers
 * wait for a day at most and lose nothing, and what was built stays when the rest comes to nothing. The result is what they would have made of the same samples in any order. What is older than the day of a machine's
 * oldest sample stays, for retention has taken its samples, day by day. The span is widened to whole hours. Answers the minutes that were written.
 */
export async function rebuildRollups(sql: Sql, from: Date, to: Date): Promise<number> {
  const machines = await sql<{ number: number }[]>`select distinct equipment_number as number from telemetry.tag where kind = 'PARAMETER' order by 1`;
  let written = 0;
  for (const { number } of machines) for (const day of await daysOf(sql, number, from, to)) written += await rebuildDay(sql, number, day);
  return written;
}

/** Whole hours within a day. */
type Hours = { readonly from: string; readonly to: string };

/** The hours that are asked for, day by day, from the day of the machine's oldest sample to the last of which anything is kept. */
async function daysOf(sql: Sql, number: number, from: Date, to: Date): Promise<readonly Hours[]> {
  return sql<Hours[]>`
    select greatest(${hourOf(sql, "asked.from_at")}, days.at)::text as "from", least(${hourAfter(sql, "asked.to_at")}, days.at + interval '24 hours')::text as "to"
    from (select ${from.toISOString()}::timestamptz as from_at, ${to.toISOString()}::timestamptz as to_at) as asked
    cross join (select ${oldestDay(sql, number)} as at) as oldest
    cross join (select max(newest.at) as at from telemetry.tag t cross join lateral (
        (select r.hour as at from telemetry.rollup_hour r where r.equipment_number = ${number} and r.tag_id = t.id order by r.hour desc limit 1)
        union all (select s.at from telemetry.sample s where s.equipment_number = ${number} and s.tag_id = t.id order by s.at desc limit 1)
      ) as newest where t.equipment_number = ${number}) as newest
    cross join lateral generate_series(greatest(date_trunc('day', asked.from_at, 'UTC'), oldest.at), least(asked.to_at, newest.at), interval '24 hours') as days (at)
    where oldest.at is not null order by days.at`;
}

async function rebuildDay(sql: Sql, number: number, day: Hours): Promise<number> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${number}::int)`;
    // Asked again now that its samples can't go before this ends: retention may have taken the day since.
    const [kept] = await tx`select 1 where ${day.from}::timestamptz >= ${oldestDay(tx, number)}`;
    if (kept === undefined) return 0;
    const within = (column: string) => tx`equipment_number = ${number} and ${tx(column)} >= ${day.from}::timestamptz and ${tx(column)} < ${day.to}::timestamptz`;
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

/** The day of a machine's oldest sample that is there; null where none is. */
function oldestDay(sql: Sql | TransactionSql, number: number) {
  return sql`(
    select date_trunc('day', min(first.at), 'UTC') from telemetry.tag t
    cross join lateral (select s.at from telemetry.sample s where s.equipment_number = ${number} and s.tag_id = t.id order by s.at limit 1) as first
    where t.equipment_number = ${number})`;
}

/** The hour at which an instant lies, or the next one. */
function hourAfter(sql: Parameters<typeof hourOf>[0], column: string) {
  return sql`(${hourOf(sql, column)} + case when ${sql(column)} = ${hourOf(sql, column)} then interval '0' else interval '1 hour' end)`;
}
