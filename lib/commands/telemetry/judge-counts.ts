import "server-only";
import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import { isOpenException } from "@/db/open-exception";
import { countComparison } from "@/db/schema/count-comparison";
import { exception } from "@/db/schema/exception";
import { orderOperation } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { eachApart } from "@/lib/commands/each-apart";
import { exceptionEnded } from "@/lib/commands/end-exceptions";
import { execute } from "@/lib/commands/execute";
import { raise } from "@/lib/commands/execution/facts";
import { lockOperation, siteOfOperation } from "@/lib/commands/execution/store";
import type { Services } from "@/lib/commands/services";
import { reckonShift } from "@/lib/domain/equipment/count-difference";
import { ZERO } from "@/lib/domain/shared/decimal";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { reckonedUpTo } from "./reckoned";

/** Class of a shift in which count and entry of an operation differ. */
const MISMATCH = "COUNT_MISMATCH";
/** Differences that wait and are looked at again in one round; the next round goes on behind them. */
const MOST = 100;
/** Shifts that ended longer ago are not compared any more, in days. */
const LOOK_BACK_DAYS = 14;
/** An operation stays loaded no longer than this without a pause, in days. */
const LOADED_DAYS = 14;
/** An entry is seen when its transaction has ended, which is later than it says that it was recorded, and clocks differ a little. */
const OVERLAP_SECONDS = 60;
/** Shifts are looked for so many days further back, to know where the one before ended. */
const BEFORE_DAYS = 4;

/** An operation in a shift: from the end of the line's shift before, so that what is made between two shifts is in one of them. */
const Span = z.object({ operationId: z.uuid(), day: z.iso.date(), shift: z.string(), from: z.iso.datetime(), to: z.iso.datetime() });
type Span = z.infer<typeof Span>;
/** `exceptionId`: of the difference that waits; null: compared for the first time. */
type Due = Span & { readonly siteId: string; readonly code: string; readonly exceptionId: string | null };

/**
 * KP-03: holds count against entry for each operation of the shifts that ended and were not compared yet, whichever worker begins when, and again where something was
 * entered of them since, as by a tablet that had no network, and where they differed and still wait: so many a round, those that come after `last`, so that each has its turn. Answers the one that was looked at last; null where the next
 * round begins with the oldest. Comparing locks nothing; only what is to be raised or ended is judged by a command. One that cannot be compared is logged and is due again.
 */
export async function judgeCounts(services: Services, last: string | null): Promise<string | null> {
  const { db, clock } = services;
  const since = new Date(clock.now().getTime() - LOOK_BACK_DAYS * 86_400_000);
  // What was compared before that is not looked for any more.
  await db.delete(countComparison).where(lt(countComparison.comparedAt, since));
  const differences = await waiting(services, last);
  await eachApart(
    [...(await ofEndedShifts(services, since)), ...differences],
    "count and entry could not be compared",
    ({ operationId, day, shift }) => ({ operation: operationId, day, shift }),
    async ({ siteId, code, exceptionId, operationId, day, shift, from, to }) => {
      const span = { operationId, day, shift, from, to };
      if ((await compared(db, siteId, span)).length > 0) {
        const result = await execute(services, systemActor("worker", ["override.approve"], [{ siteId, code }]), judgeCount, { commandId: newId(), ...span });
        if (!result.ok) throw new Error(`judging count and entry was refused: ${result.code}`);
      }
      if (exceptionId === null) await noteCompared(services, span);
      return 1;
    },
  );
  return differences.length < MOST ? null : (differences.at(-1)?.exceptionId ?? null);
}

async function noteCompared({ db, clock }: Services, { operationId, day, shift }: Span): Promise<void> {
  const comparedAt = clock.now();
  await db
    .insert(countComparison)
    .values({ operationId, productionDay: day, shiftName: shift, comparedAt })
    .onConflictDoUpdate({ target: [countComparison.operationId, countComparison.productionDay, countComparison.shiftName], set: { comparedAt } });
}

const Row = Span.extend({ siteId: z.string(), code: z.string() });
const iso = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

async function ofEndedShifts({ db, clock }: Services, since: Date): Promise<readonly Due[]> {
  const [from, to] = [sql`${since.toISOString()}::timestamptz`, sql`${clock.now().toISOString()}::timestamptz`];
  const rows: unknown = await db.execute(sql`
    with shifts as (
      select work_centre_id, site_id, production_day, shift_name, min(from_at) as from_at, max(to_at) as to_at from reference.calendar_window
      where from_at > ${from} - make_interval(days => ${BEFORE_DAYS}) and from_at <= ${to} group by 1, 2, 3, 4
    ), spans as (select *, coalesce(lag(to_at) over (partition by work_centre_id order by to_at), from_at) as since_at from shifts)
    select distinct a.operation_id as "operationId", s.site_id as "siteId", p.code, s.production_day::text as day, s.shift_name as shift, ${iso("s.since_at")} as "from", ${iso("s.to_at")} as "to"
    from spans s
    join reference.site p on p.id = s.site_id
    join reference.equipment u on u.parent_id = s.work_centre_id and u.level = 'WORK_UNIT'
    join execution.operation_activity a on a.work_unit_id = u.id and a.from_at < s.to_at and a.from_at > s.since_at - make_interval(days => ${LOADED_DAYS}) and (a.to_at is null or a.to_at > s.since_at)
    where s.to_at > ${from} and s.to_at <= ${to}
      and not exists (
        select from telemetry.count_comparison c where c.operation_id = a.operation_id and c.production_day = s.production_day and c.shift_name = s.shift_name and not exists (
          select from execution.production_entry e where e.operation_id = a.operation_id and e.event_time > s.since_at and e.event_time <= s.to_at
            and e.record_time > c.compared_at - make_interval(secs => ${OVERLAP_SECONDS})))`);
  return z
    .array(Row)
    .parse(rows)
    .map((row) => ({ ...row, exceptionId: null }));
}

async function waiting({ db }: Services, last: string | null): Promise<readonly Due[]> {
  const rows = await db
    .select({ exceptionId: exception.id, siteId: exception.siteId, code: site.code, detail: exception.detail })
    .from(exception)
    .innerJoin(site, eq(site.id, exception.siteId))
    .where(and(eq(exception.class, MISMATCH), isOpenException, last === null ? undefined : gt(exception.id, last)))
    .orderBy(asc(exception.id))
    .limit(MOST);
  return rows.map(({ detail, ...row }) => ({ ...row, ...Span.parse(detail) }));
}

/** KP-03: puts an operation before the lead whose count and entry of a shift differ, once; it is over when they agree again. */
const judgeCount = defineCommand({
  name: "judge-count",
  permission: "override.approve",
  input: Span.extend(CommandHeadShape).strict(),
  site: (tx, { operationId }) => siteOfOperation(tx, operationId),
  async run({ tx, siteId }, { operationId, day, shift, from, to }) {
    // Two workers may compare at once, and an entry may come meanwhile.
    await lockOperation(tx, operationId);
    return accept({ events: await compared(tx, siteId, { operationId, day, shift, from, to }), output: {} });
  },
});

/** What is to be told of an operation in a shift, as it stands: nothing where its count and entry agree, nothing again where they differ. */
async function compared(db: Queryable, siteId: string, { operationId, day, shift, from, to }: Span): Promise<readonly NewEvent[]> {
  const [operation] = await db
    .select({ id: orderOperation.id, orderId: orderOperation.orderId, workUnitId: orderOperation.workUnitId, endedAt: orderOperation.actualEndAt })
    .from(orderOperation)
    .where(eq(orderOperation.id, operationId));
  if (operation === undefined) throw new Error(`operation ${operationId} is gone`);
  const { orderId, workUnitId, endedAt } = operation;
  if (workUnitId === null) return [];
  const place = { id: operationId, orderId, workUnitId };
  const after = await reckonedUpTo(db, place, new Date(to));
  if (after === null) return [];
  const before = (await reckonedUpTo(db, place, new Date(from))) ?? { counted: ZERO, confirmed: ZERO };
  const { counted, confirmed, differs } = reckonShift(before, after, endedAt !== null && endedAt <= new Date(to));
  const subject = `${operationId}/${day}/${shift}`;
  const told = await db
    .select({ id: exception.id, orderId: exception.orderId, open: sql<boolean>`${isOpenException}` })
    .from(exception)
    .where(and(eq(exception.siteId, siteId), eq(exception.class, MISMATCH), eq(exception.subject, subject)));
  if (!differs) return told.filter(({ open }) => open).map(exceptionEnded);
  if (told.length > 0) return [];
  const detail = { operationId, day, shift, from, to, counted: counted.toFixed(), confirmed: confirmed.toFixed() };
  return [raise({ class: MISMATCH, severity: 3, subject, workUnitId, orderId, owner: "LEAD", detail })];
}
