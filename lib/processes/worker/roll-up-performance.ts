import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Tx } from "@/db/client";
import { site } from "@/db/schema/reference";
import type { Services } from "@/lib/commands/services";
import type { PerformanceSums } from "@/lib/domain/oee/performance-sums";
import { r6 } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { ids, readRows } from "@/lib/queries/reader";
import { type ShiftRollup, shiftRollup } from "@/lib/queries/totals/shift-rollup";
import { GRACE_MS, noteDue, noteSpan } from "./performance-due";

/** Shifts of sites that are written at one go, before anything else gets its turn. */
const TURN = 20;

type Clocked = Pick<Services, "db" | "clock">;

const Due = z.object({ siteId: z.string(), day: z.string(), name: z.string() });
const Taken = z.object({ workCentreId: z.string() });

/**
 * Writes what is due of `telemetry.performance_rollup`: shifts that have ended, and those that late facts have changed. Answers whether there is more to do. What
 * is left when a worker dies is done by the next turn of any.
 */
export async function rollUpPerformance({ db, clock }: Clocked): Promise<boolean> {
  const now = clock.now();
  let more = false;
  for (const { id, code } of await db.select({ id: site.id, code: site.code }).from(site)) {
    more = (await apart({ site: code }, () => noteDue(db, id, now))) === true || more;
  }
  return (await writeDue(db, now)) || more;
}

/** Writes the rollups of all shifts anew that ended within a span of time. Answers how many shifts that were. */
export async function rebuildPerformance({ db, clock }: Clocked, from: Date, to: Date): Promise<number> {
  const now = clock.now();
  await noteSpan(db, from, to, now);
  let written = 0;
  for (const due of await dueShifts(db)) written += await writeShift(db, due, now);
  return written;
}

async function writeDue(db: Database, now: Date): Promise<boolean> {
  let written = 0;
  const due = await dueShifts(db, TURN);
  for (const shift of due) written += (await apart(shift, () => writeShift(db, shift, now))) ?? 0;
  return due.length === TURN && written > 0;
}

/** One that cannot be written must not keep the others from it; it stays due and is tried again in the next turn. */
async function apart<Result>(of: object, work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (fault) {
    log.error({ err: fault, ...of }, "figures of a shift could not be kept");
    return null;
  }
}

async function dueShifts(db: Database, limit?: number): Promise<z.infer<typeof Due>[]> {
  return readRows(
    db,
    Due,
    sql`select distinct site_id as "siteId", production_day as day, shift_name as name from telemetry.performance_due order by 2, 3, 1 ${limit === undefined ? sql`` : sql`limit ${limit}`}`,
  );
}

/** Writes a shift of a site as the facts stand, and takes it out of the line with it. Answers 1, or 0 where another worker has it in hand. */
async function writeShift(db: Database, shift: z.infer<typeof Due>, now: Date): Promise<0 | 1> {
  return db.transaction(async (tx) => {
    const taken = await readRows(
      tx,
      Taken,
      sql`
      delete from telemetry.performance_due d using (
        select work_centre_id from telemetry.performance_due
        where production_day = ${shift.day} and shift_name = ${shift.name} and site_id = ${shift.siteId}::uuid order by work_centre_id for update skip locked
      ) mine
      where d.production_day = ${shift.day} and d.shift_name = ${shift.name} and d.work_centre_id = mine.work_centre_id
      returning d.work_centre_id as "workCentreId"`,
    );
    if (taken.length === 0) return 0;
    const workCentreIds = taken.map(({ workCentreId }) => workCentreId);
    const rollup = await shiftRollup({ db: tx, now }, shift.siteId, { ...shift, workCentreIds }, new Date(now.getTime() - GRACE_MS));
    if (rollup !== null) await store(tx, shift, rollup);
    return 1;
  });
}

async function store(tx: Tx, { siteId, day, name }: z.infer<typeof Due>, { workUnitIds, rows }: ShiftRollup): Promise<void> {
  const fresh = rows.map(({ workUnitId, startedAt, orderId, sums: { processed, good, scrap, rework, ...seconds } }) => ({
    id: newId(),
    work_unit_id: workUnitId,
    started_at: startedAt.toISOString(),
    order_id: orderId,
    seconds: secondsText(seconds),
    processed: processed.toFixed(),
    good: good.toFixed(),
    scrap: scrap.toFixed(),
    rework: rework.toFixed(),
  }));
  const ofShift: SQL = sql`r.work_unit_id = any (${ids(workUnitIds)}) and r.production_day = ${day} and r.shift_name = ${name}`;
  const figures = (row: string): SQL => sql.raw(["started_at", "seconds", "processed", "good", "scrap", "rework"].map((column) => `${row}.${column}`).join(", "));
  await tx.execute(sql`
    with fresh as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb)
        as f (id uuid, work_unit_id uuid, started_at timestamptz, order_id uuid, seconds jsonb, processed numeric, good numeric, scrap numeric, rework numeric)
    ), before as materialized (
      select r.id, r.work_unit_id, r.order_id from telemetry.performance_rollup r where ${ofShift}
    ), gone as (
      delete from telemetry.performance_rollup r using before b
      where r.id = b.id and not exists (select 1 from fresh f where f.work_unit_id = b.work_unit_id and f.order_id is not distinct from b.order_id)
    )
    insert into telemetry.performance_rollup as r (id, site_id, work_unit_id, production_day, shift_name, started_at, order_id, seconds, processed, good, scrap, rework, restated)
    select f.id, ${siteId}::uuid, f.work_unit_id, ${day}, ${name}, f.started_at, f.order_id, f.seconds, f.processed, f.good, f.scrap, f.rework,
      exists (select 1 from before b where b.work_unit_id = f.work_unit_id)
    from fresh f
    on conflict on constraint performance_rollup_uq do update
      set started_at = excluded.started_at, seconds = excluded.seconds, processed = excluded.processed, good = excluded.good, scrap = excluded.scrap, rework = excluded.rework, restated = true
      where (${figures("r")}) is distinct from (${figures("excluded")})`);
}

/** Ideal times are decimal text, for they are no whole seconds. */
function secondsText({ idealProcessedSeconds, idealGoodSeconds, ...whole }: Omit<PerformanceSums, "processed" | "good" | "scrap" | "rework">) {
  return { ...whole, idealProcessedSeconds: r6(idealProcessedSeconds).toFixed(), idealGoodSeconds: r6(idealGoodSeconds).toFixed() };
}
