import type { Sql } from "@/db/client";
import { counterFigures, type Figures, machineFigures, parameterFigures } from "./figures";

/** A run of the simulator in the database's eyes. */
export type Span = {
  /** Of the machines, as tags spell them. */
  readonly addresses: readonly string[];
  /** The oldest that was said. */
  readonly from: Date;
  /** When the run begins in the time of its machines: counters and states are read from then on. */
  readonly begins: Date;
};

/** What the database holds of a run and of whatever else was said of its time, in the words of the totals. */
export async function storedFigures(sql: Sql, { addresses, from, begins }: Span): Promise<Figures> {
  const [all, since, own] = [[...addresses], from.toISOString(), begins.toISOString()];
  const samples = await sql<{ address: string; name: string; counts: number[]; sums: number[] }[]>`
    select t.address, t.name, array[s.n, m.n, h.n] as counts, array[s.sum, m.sum, h.sum] as sums from telemetry.tag t,
      lateral (select count(*)::int as n, coalesce(round(sum(value::text::numeric) * 100), 0)::float8 as sum from telemetry.sample
        where equipment_number = t.equipment_number and tag_id = t.id and at >= ${since}::timestamptz) s,
      lateral (select coalesce(sum(count), 0)::int as n, coalesce(round(sum(sum) * 100), 0)::float8 as sum from telemetry.rollup_minute
        where equipment_number = t.equipment_number and tag_id = t.id and minute >= date_trunc('minute', ${since}::timestamptz, 'UTC')) m,
      lateral (select coalesce(sum(count), 0)::int as n, coalesce(round(sum(sum) * 100), 0)::float8 as sum from telemetry.rollup_hour
        where equipment_number = t.equipment_number and tag_id = t.id and hour >= date_trunc('hour', ${since}::timestamptz, 'UTC')) h
    where t.kind = 'PARAMETER' and t.address = any(${all})`;
  // Counting begins with the first reading of a run: what stood before it is another run's.
  const counters = await sql<{ address: string; name: string; readings: number; made: number }[]>`
    select t.address, t.name, r.readings, r.made from telemetry.tag t,
      lateral (select count(*)::int as readings, coalesce(sum(delta) filter (where place > 1), 0)::int as made
        from (select delta, row_number() over (order by at, seq) as place from telemetry.counter_reading where equipment_number = t.equipment_number and tag_id = t.id and at >= ${own}::timestamptz) run) r
    where t.kind = 'COUNTER' and t.address = any(${all})`;
  const states = await sql<{ address: string; states: number; aside: number }[]>`
    select t.address, (select count(*) from telemetry.state_sample s where s.equipment_number = t.equipment_number and s.at >= ${own}::timestamptz)::int as states,
      coalesce((select count(distinct (q.topic, md5(q.bytes))) + sum(q.dropped) from telemetry.quarantine q
        where q.topic like t.address || '/%' or split_part(q.topic, '/', 2) || '/' || split_part(q.topic, '/', 4) = t.address), 0)::int as aside
    from telemetry.tag t where t.kind = 'STATE' and t.address = any(${all})`;
  // By what its clock said, which may have been ahead. A machine that was lost is afterwards in the state in which it was before, until it says otherwise.
  const intervals = await sql<{ address: string; state: string; atMs: number }[]>`
    select t.address, i.raw_state as state,
      round(extract(epoch from coalesce((select s.device_at from telemetry.state_sample s where s.equipment_number = t.equipment_number and s.at = i.from_at limit 1), i.from_at)) * 1000)::float8 as "atMs"
    from telemetry.tag t join telemetry.state_interval i on i.work_unit_id = t.work_unit_id
    where t.kind = 'STATE' and t.address = any(${all}) and i.raw_state <> 'UNKNOWN' and i.superseded_at is null and i.from_at >= ${own}::timestamptz order by i.from_at`;
  // Whatever a clock says, nothing is of the time to come (`limitToReceipt`), and no total has such a figure.
  const future = await sql<{ address: string; values: number }[]>`
    select t.address, sum(f.n)::int as values from telemetry.tag t,
      lateral (select (select count(*) from telemetry.sample s where s.equipment_number = t.equipment_number and s.tag_id = t.id and s.at > now() + interval '5 seconds')
        + (select count(*) from telemetry.counter_reading c where c.equipment_number = t.equipment_number and c.tag_id = t.id and c.at > now() + interval '5 seconds')
        + case t.kind when 'STATE' then (select count(*) from telemetry.state_sample s where s.equipment_number = t.equipment_number and s.at > now() + interval '5 seconds') else 0 end as n) f
    where t.address = any(${all}) group by 1 having sum(f.n) > 0`;
  const rows = [
    ...future.map(({ address, values }): [string, number] => [`${address}: values of the time to come`, values]),
    ...samples.flatMap(({ address, name, counts, sums }) => parameterFigures(`${address} ${name}`, counts, sums)),
    ...counters.flatMap(({ address, name, readings, made }) => counterFigures(`${address} ${name}`, readings, made)),
    ...states.flatMap(({ address, states: messages, aside }) =>
      machineFigures(
        address,
        messages,
        intervals.filter((one) => one.address === address),
        aside,
      ),
    ),
  ];
  return new Map(rows);
}
