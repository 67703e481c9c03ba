import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
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
import { newId } from "@/lib/platform/ids";
import { reckonedUpTo } from "./reckoned";

/** Class of a shift in which count and entry of an operation differ. */
const MISMATCH = "COUNT_MISMATCH";
/** Differences that wait and are looked at again in one round; what is left is for the next. */
const MOST = 100;
/** An operation stays loaded no longer than this without a pause, in days. */
const LOADED_DAYS = 14;
/** Shifts are looked for so many days further back, to know where the one before ended. */
const BEFORE_DAYS = 4;

/** An operation in a shift: from the end of the line's shift before, so that what is made between two shifts is in one of them. */
const Span = z.object({ operationId: z.uuid(), day: z.iso.date(), shift: z.string(), from: z.iso.datetime(), to: z.iso.datetime() });
type Due = z.infer<typeof Span> & { readonly siteId: string; readonly code: string };

/**
 * KP-03: holds count against entry for each operation of the shifts that ended after `since`, and again where they differed and still wait. Answers whether all of
 * them were judged: who calls it looks from the same instant again otherwise.
 */
export async function judgeCounts(services: Services, since: Date): Promise<boolean> {
  const due = [...(await ofEndedShifts(services, since)), ...(await waiting(services))];
  const judged = await eachApart(
    due,
    "count and entry could not be compared",
    ({ operationId, day, shift }) => ({ operation: operationId, day, shift }),
    async ({ siteId, code, ...span }) => {
      const worker = systemActor("worker", ["override.approve"], [{ siteId, code }]);
      return (await execute(services, worker, judgeCount, { commandId: newId(), ...span })).ok ? 1 : 0;
    },
  );
  return judged === due.length;
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
    where s.to_at > ${from} and s.to_at <= ${to}`);
  return z.array(Row).parse(rows);
}

async function waiting({ db }: Services): Promise<readonly Due[]> {
  const rows = await db
    .select({ siteId: exception.siteId, code: site.code, detail: exception.detail })
    .from(exception)
    .innerJoin(site, eq(site.id, exception.siteId))
    .where(and(eq(exception.class, MISMATCH), isOpenException))
    .orderBy(asc(exception.raisedAt))
    .limit(MOST);
  return rows.map(({ siteId, code, detail }) => ({ siteId, code, ...Span.parse(detail) }));
}

/** KP-03: puts an operation before the lead whose count and entry of a shift differ, once; it is over when they agree again. */
const judgeCount = defineCommand({
  name: "judge-count",
  permission: "override.approve",
  input: Span.extend(CommandHeadShape).strict(),
  site: (tx, { operationId }) => siteOfOperation(tx, operationId),
  async run({ tx, siteId }, { operationId, day, shift, from, to }) {
    const { operation, order } = await lockOperation(tx, operationId);
    const nothing = accept({ events: [], output: { differs: false } });
    if (operation.workUnitId === null) return nothing;
    const place = { id: operationId, orderId: order.id, workUnitId: operation.workUnitId };
    const after = await reckonedUpTo(tx, place, new Date(to));
    if (after === null) return nothing;
    const before = (await reckonedUpTo(tx, place, new Date(from))) ?? { counted: ZERO, confirmed: ZERO };
    const { counted, confirmed, differs } = reckonShift(before, after, operation.actualEndAt !== null && operation.actualEndAt <= new Date(to));
    const subject = `${operationId}/${day}/${shift}`;
    const told = await tx
      .select({ id: exception.id, state: exception.state, orderId: exception.orderId })
      .from(exception)
      .where(and(eq(exception.siteId, siteId), eq(exception.class, MISMATCH), eq(exception.subject, subject)));
    if (!differs) return accept({ events: told.filter((one) => one.state !== "RESOLVED" && one.state !== "CLOSED").map(exceptionEnded), output: { differs } });
    if (told.length > 0) return accept({ events: [], output: { differs } });
    const detail = { operationId, day, shift, from, to, counted: counted.toFixed(), confirmed: confirmed.toFixed() };
    return accept({
      events: [raise({ class: MISMATCH, severity: 3, subject, workUnitId: operation.workUnitId, orderId: order.id, owner: "LEAD", detail })],
      output: { differs },
    });
  },
});
