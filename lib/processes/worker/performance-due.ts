import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Tx } from "@/db/client";
import { firstFactAt } from "@/lib/queries/totals/first-fact";
import { readRows } from "@/lib/queries/reader";
import { PLACES } from "@/lib/queries/totals/unit-facts";
import { InstantColumn } from "@/lib/queries/row-types";

/** What is still on its way at the end of a shift, from tablets and gateways, has so long to arrive before the shift is first written. */
export const GRACE_MS = 10 * 60_000;
/** A site that is looked at for the first time is written so far back: the 30 shifts of §6.1 lie within it. */
const BACK_DAYS = 90;
/** Facts of so much time are looked through at one go. */
const LOOK_MS = 24 * 3_600_000;
/** A fact is seen when its transaction has ended, which is later than it says it was recorded, and clocks of processes differ a little: each look begins so far before the last one's end. */
const OVERLAP_MS = 5 * 60_000;

/** No window is longer: along the index of work centre and begin, those that touch a time are few. */
const LONGEST = sql`interval '3 days'`;

/** What is told of a window `w`. */
const WINDOW = sql`w.work_centre_id, w.production_day, w.shift_name, w.to_at`;

const Mark = z.object({ endedUntil: InstantColumn, heardUntil: InstantColumn });

/**
 * Puts the shifts of a site in line of which the rollup has to be written: those that ended since the last look and those to whose time a fact was recorded since. Where it
 * stands is kept in the database, in the same transaction. Answers whether there is more to look through. Of several workers one looks.
 */
export async function noteDue(db: Database, siteId: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const first = await firstFactAt({ db: tx }, siteId);
    if (first === null) return false;
    await begin(tx, siteId, first, now);
    const [row] = await readRows(
      tx,
      Mark,
      sql`select ended_until as "endedUntil", heard_until as "heardUntil" from telemetry.performance_mark where site_id = ${siteId}::uuid for update skip locked`,
    );
    if (row === undefined) return false;
    const [ended, heard] = [new Date(row.endedUntil), new Date(row.heardUntil)];
    const endedBy = new Date(Math.max(ended.getTime(), now.getTime() - GRACE_MS));
    const heardBy = new Date(Math.max(heard.getTime(), Math.min(now.getTime(), heard.getTime() + LOOK_MS)));
    await putInLine(tx, siteId, endedBy, endedSince(siteId, ended, endedBy));
    await putInLine(tx, siteId, endedBy, changedSince(siteId, new Date(heard.getTime() - OVERLAP_MS), heardBy));
    await tx.execute(sql`update telemetry.performance_mark set ended_until = ${at(endedBy)}, heard_until = ${at(heardBy)} where site_id = ${siteId}::uuid`);
    return heardBy < now;
  });
}

/** Puts every shift of all sites, or of the lines of a machine, in line that ended within a span of time and of which there is anything to tell, or a rollup already. */
export async function noteSpan(db: Pick<Database, "execute">, from: Date, to: Date, now: Date, unitId: string | null = null): Promise<void> {
  await db.execute(sql`
    insert into telemetry.performance_due (site_id, work_centre_id, production_day, shift_name)
    select distinct w.site_id, w.work_centre_id, w.production_day::text, w.shift_name from reference.calendar_window w
    where w.to_at > ${at(from)} and w.to_at <= least(${at(to)}, ${at(new Date(now.getTime() - GRACE_MS))})
      and (${unitId}::uuid is null or w.work_centre_id in (select l.work_centre_id from ${PLACES} l where l.work_unit_id = ${unitId}::uuid))
      and (w.to_at > (select min(e.record_time) from eventlog.event e where e.site_id = w.site_id) or exists (
        select 1 from reference.equipment u join telemetry.performance_rollup r on r.work_unit_id = u.id and r.production_day = w.production_day::text and r.shift_name = w.shift_name
        where u.parent_id = w.work_centre_id))
    on conflict do nothing`);
}

async function begin(tx: Tx, siteId: string, first: Date, now: Date): Promise<void> {
  const since = (days: number) => at(new Date(Math.max(first.getTime(), now.getTime() - days * 86_400_000)));
  await tx.execute(sql`
    insert into telemetry.performance_mark (site_id, ended_until, heard_until) values (${siteId}::uuid, ${since(BACK_DAYS)}, ${since(1)}) on conflict do nothing`);
}

/** `windows` answers `WINDOW` of windows; those that have not ended by then come in line when they have. */
async function putInLine(tx: Tx, siteId: string, endedBy: Date, windows: SQL): Promise<void> {
  await tx.execute(sql`
    insert into telemetry.performance_due (site_id, work_centre_id, production_day, shift_name)
    select distinct ${siteId}::uuid, w.work_centre_id, w.production_day::text, w.shift_name from (${windows}) as w where w.to_at <= ${at(endedBy)}
    on conflict do nothing`);
}

/** Windows that ended, and those whose time after their end did, up to which facts count with them, because the next one began. */
function endedSince(siteId: string, since: Date, until: Date): SQL {
  const between = (column: SQL): SQL => sql`${column} > ${at(since)} and ${column} <= ${at(until)}`;
  return sql`
    select ${WINDOW} from reference.equipment c
    join reference.calendar_window w on w.work_centre_id = c.id and w.from_at > ${at(since)} - ${LONGEST} and w.from_at <= ${at(until)} and ${between(sql`w.to_at`)}
    where c.site_id = ${siteId}::uuid and c.level = 'WORK_CENTRE'
    union
    select w.* from reference.equipment c
    join reference.calendar_window n on n.work_centre_id = c.id and ${between(sql`n.from_at`)}
    cross join lateral (select ${WINDOW} from reference.calendar_window w where w.work_centre_id = n.work_centre_id and w.from_at < n.from_at order by w.from_at desc limit 1) w
    where c.site_id = ${siteId}::uuid and c.level = 'WORK_CENTRE'`;
}

/**
 * Windows in whose time something is other than it was, by when it was recorded: what was made or taken back, when an order was on a machine, and states of
 * machines, also where they go on past the window: a failure counts whole where it began, however many pieces it has (ST-02). Planned downtime that has passed is changed by nobody (§6.1).
 */
function changedSince(siteId: string, since: Date, until: Date): SQL {
  const recorded = (column: SQL): SQL => sql`${column} > ${at(since)} and ${column} <= ${at(until)}`;
  return sql`
    with recursive news as materialized (
      select v.type, v.payload, v.event_time, v.record_time from eventlog.event v
      where v.site_id = ${siteId}::uuid and ${recorded(sql`v.record_time`)} and (v.type in ('production.confirmed', 'production.reversed') or v.type like 'operation.%')
    ), states (work_unit_id, from_at, to_at) as (
      select s.work_unit_id, s.from_at, coalesce(s.to_at, s.recorded_at) from telemetry.state_interval s
      where s.site_id = ${siteId}::uuid and ${recorded(sql`s.recorded_at`)}
      union
      -- The piece of a failure before it, which lasts as long as what follows on it says.
      select t.* from states s cross join lateral (
        select t.work_unit_id, t.from_at, t.to_at from (
          select * from telemetry.state_interval t where t.work_unit_id = s.work_unit_id and t.from_at < s.from_at and t.superseded_at is null order by t.from_at desc limit 1
        ) t where t.state = 'DOWN' and t.to_at = s.from_at
      ) t
    ), changed (work_unit_id, from_at, to_at) as (
      -- Its machine time ends or begins on this unit, and what follows from then on is known since.
      select (v.payload ->> 'workUnitId')::uuid, v.event_time, v.record_time from news v where v.type like 'operation.%' and v.payload ->> 'workUnitId' is not null
      union
      select * from states
    )
    select w.*
    from changed c join ${PLACES} l on l.work_unit_id = c.work_unit_id and l.from_at <= c.to_at and l.until_at > c.from_at
    -- One by one along the index: joined at once, all windows that ever were would be gone through for each change.
    cross join lateral (
      select ${WINDOW} from reference.calendar_window w
      where w.work_centre_id = l.work_centre_id and w.from_at > c.from_at - ${LONGEST} and w.from_at <= c.to_at and w.to_at >= c.from_at offset 0
    ) w
    union
    select w.*
    from news v join execution.production_entry e on e.id = (v.payload ->> 'entryId')::uuid
    join execution.order_operation p on p.id = e.operation_id
    join reference.equipment c on c.id = p.work_centre_id
    join reference.equipment u on u.id = coalesce(e.work_unit_id, p.work_unit_id, c.constraint_unit_id)
    join ${PLACES} l on l.work_unit_id = u.id and e.event_time >= l.from_at and e.event_time < l.until_at
    cross join lateral (select ${WINDOW} from reference.calendar_window w where w.work_centre_id = l.work_centre_id and w.from_at <= e.event_time order by w.from_at desc limit 1) w
    where v.type in ('production.confirmed', 'production.reversed')`;
}

const at = (instant: Date): SQL => sql`${instant.toISOString()}::timestamptz`;
