import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { restatedMark } from "@/db/schema/telemetry";
import { site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { newId } from "@/lib/platform/ids";
import { restateTime, restating } from "./restate-time";

/** What was told in so much time is looked through at one go. */
const LOOK_MS = 24 * 3_600_000;
/** A fact is seen when its transaction has ended, which is later than it says it was recorded, and clocks of processes differ a little: each look begins so far before the last one's end. */
const OVERLAP_MS = 5 * 60_000;
/** An operation stays loaded no longer than this without a pause, in days. */
const LOADED_DAYS = 14;

const Due = z.object({ operationId: z.uuid(), entryId: z.uuid() });
type Due = z.infer<typeof Due> & { readonly siteId: string; readonly code: string };

/**
 * C-01: restates the cost of entries in whose time something is known now that was not when they were posted: states of their machine, the reason of a stop, a pause.
 * How far it has looked stands in the database, so that what a worker leaves when it dies is done by the next. Answers how many entries were restated. One that
 * cannot be is logged and keeps none of the others from it; its site is looked through again from there until it can.
 */
export async function restateDue(services: Services): Promise<number> {
  const { db, clock } = services;
  let restated = 0;
  for (const { siteId, code } of await db.select({ siteId: site.id, code: site.code }).from(site)) {
    const now = clock.now();
    await db.insert(restatedMark).values({ siteId, heardUntil: now }).onConflictDoNothing();
    const look = await lookThrough(db, siteId, now);
    const seen = await eachApart(
      look.due,
      "the cost of an entry could not follow what was told late",
      ({ entryId }) => ({ site: code, entry: entryId }),
      async (due) => {
        restated += await restateEntry(services, { ...due, siteId, code });
        return 1;
      },
    );
    if (seen === look.due.length) await db.execute(sql`update telemetry.restated_mark set heard_until = greatest(heard_until, ${at(look.until)}) where site_id = ${siteId}::uuid`);
  }
  return restated;
}

async function restateEntry(services: Services, { siteId, code, operationId, entryId }: Due): Promise<number> {
  const { db, clock } = services;
  const now = { at: clock.now(), recordedAt: clock.now() };
  // Most of what is told changes the cost of nothing: only what does is a command, and stands in the log.
  const changes = await db.transaction(async (tx) => (await restating(tx, operationId, entryId, now)).events.length > 0);
  if (!changes) return 0;
  const result = await execute(services, systemActor("worker", ["telemetry.write"], [{ siteId, code }]), restateTime, { commandId: newId(), operationId, entryId });
  if (!result.ok) throw new Error(`restating entry ${entryId} was refused: ${result.code}`);
  return 1;
}

/** Entries that stand and whose time was touched by what was recorded since the last look, oldest first, and up to when that is. */
async function lookThrough(db: Database, siteId: string, now: Date): Promise<{ readonly due: readonly z.infer<typeof Due>[]; readonly until: Date }> {
  const [mark] = await db
    .select({ heardUntil: restatedMark.heardUntil })
    .from(restatedMark)
    .where(sql`${restatedMark.siteId} = ${siteId}::uuid`);
  const heard = mark?.heardUntil ?? now;
  const until = new Date(Math.max(heard.getTime(), Math.min(now.getTime(), heard.getTime() + LOOK_MS)));
  const recorded = (column: string) => sql`${sql.raw(column)} > ${at(new Date(heard.getTime() - OVERLAP_MS))} and ${sql.raw(column)} <= ${at(until)}`;
  const rows: unknown = await db.execute(sql`
    with news as materialized (
      -- Whether a stop is a micro-stop is decided by all of it: what stood before a part that is new counts with it.
      select s.work_unit_id, s.from_at - make_interval(secs => u.micro_stop_seconds) as from_at, coalesce(s.to_at, s.recorded_at) + make_interval(secs => u.micro_stop_seconds) as to_at
      from telemetry.state_interval s join reference.equipment u on u.id = s.work_unit_id
      where s.site_id = ${siteId}::uuid and ${recorded("s.recorded_at")}
    ), touched (operation_id, from_at, to_at) as (
      select a.operation_id, n.from_at, n.to_at from news n
      join execution.operation_activity a on a.work_unit_id = n.work_unit_id and a.from_at < n.to_at and a.from_at > n.from_at - make_interval(days => ${LOADED_DAYS}) and (a.to_at is null or a.to_at > n.from_at)
      union
      select e.aggregate_id, e.event_time, e.record_time from eventlog.event e
      where e.site_id = ${siteId}::uuid and ${recorded("e.record_time")} and e.type in ('operation.started', 'operation.paused', 'operation.resumed')
    )
    select distinct c.aggregate_id as "operationId", c.payload ->> 'entryId' as "entryId", c.position
    from touched t
    join execution.order_operation o on o.id = t.operation_id and o.time_booked_to > t.from_at
    join eventlog.event c on c.aggregate_id = o.id and c.type = 'production.confirmed' and c.payload ? 'reckoned'
    where (c.payload -> 'reckoned' ->> 'to')::timestamptz > t.from_at
      and least((c.payload -> 'reckoned' ->> 'from')::timestamptz, (select min(p.since::timestamptz) from jsonb_each_text(c.payload -> 'reckoned' -> 'people') p (person, since))) < t.to_at
      and not exists (select from execution.production_entry r where r.reverses_id = (c.payload ->> 'entryId')::uuid)
    order by c.position`);
  return { due: z.array(Due).parse(rows), until };
}

const at = (instant: Date) => sql`${instant.toISOString()}::timestamptz`;
