import "server-only";
import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Tx } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { connection, connectionSite, cursor } from "@/db/schema/integration";
import { reconciliationOrder, reconciliationRun, reconciliationStock } from "@/db/schema/reconciliation";
import { site } from "@/db/schema/reference";
import { dueDay } from "@/lib/domain/reconciliation/due-day";
import { CHANGES } from "@/lib/integration/inbox/poll";
import { newId } from "@/lib/platform/ids";
import { rowsOf } from "./our-books";
import { tellRun } from "./tell-run";

export type RunRow = typeof reconciliationRun.$inferSelect;
/** An order that is still to be compared. */
export type OrderNumber = { readonly id: string; readonly number: string };

/** Orders of one run; more than that are named as left out, and come with the next one. */
const MOST_ORDERS = 20_000;
/** A first comparison looks back this far for orders that are finished already. */
const FIRST_LOOK_DAYS = 7;
/** An ERP that cannot list what was changed in it: orders that were done in this time are compared once more, for corrections that somebody made there. */
const LATE_LOOK_DAYS = 14;
/** What changed while the last run was under way is looked at again. */
const OVERLAP_MS = 3_600_000;
/** Nobody works on a run for longer than this without saying so. */
const LEASE_MS = 120_000;

/**
 * §8.1: puts the daily comparison of each site and connection whose time has come into the queue, once per day of the site whoever asks. An ERP whose
 * first load is not taken in yet has nothing to be compared with.
 */
export async function queueDaily(db: Database, now: Date): Promise<void> {
  const pairs = await db
    .select({ siteId: connectionSite.siteId, connectionId: connectionSite.connectionId, timeZone: site.timeZone })
    .from(connectionSite)
    .innerJoin(site, eq(site.id, connectionSite.siteId))
    .innerJoin(cursor, and(eq(cursor.connectionId, connectionSite.connectionId), eq(cursor.stream, CHANGES)))
    .orderBy(asc(connectionSite.connectionId));
  for (const { siteId, connectionId, timeZone } of pairs) {
    const onDate = dueDay(now, timeZone);
    if (onDate === null) continue;
    const there = await db
      .select({ id: reconciliationRun.id })
      .from(reconciliationRun)
      .where(
        and(
          eq(reconciliationRun.siteId, siteId),
          eq(reconciliationRun.connectionId, connectionId),
          or(and(eq(reconciliationRun.cause, "DAILY"), eq(reconciliationRun.onDate, onDate)), inArray(reconciliationRun.state, ["QUEUED", "RUNNING"])),
        ),
      )
      .limit(1);
    // One that a person asked for is under way: the daily one comes after it.
    if (there.length > 0) continue;
    // Yesterday's that still waits to be tried again would compare the same.
    await db
      .update(reconciliationRun)
      .set({ nextAt: null })
      .where(
        and(eq(reconciliationRun.siteId, siteId), eq(reconciliationRun.connectionId, connectionId), eq(reconciliationRun.state, "FAILED"), isNotNull(reconciliationRun.nextAt)),
      );
    await db
      .insert(reconciliationRun)
      .values({ id: newId(), siteId, connectionId, onDate, cause: "DAILY", state: "QUEUED", requestedBy: null, startedAt: now, nextAt: now })
      .onConflictDoNothing();
  }
}

/** Takes the run whose turn it is, also one whose worker died; null when nothing is to be done. `claimant` names this claim. */
export async function claimRun(db: Database, claimant: string, now: Date): Promise<RunRow | null> {
  const due = db
    .select({ id: reconciliationRun.id })
    .from(reconciliationRun)
    .where(and(lte(reconciliationRun.nextAt, now), or(isNull(reconciliationRun.leasedUntil), lt(reconciliationRun.leasedUntil, now))))
    .orderBy(asc(reconciliationRun.nextAt))
    .limit(1)
    .for("update", { skipLocked: true });
  const [row] = await db
    .update(reconciliationRun)
    .set({ state: "RUNNING", reason: null, endedAt: null, leasedBy: claimant, leasedUntil: new Date(now.getTime() + LEASE_MS) })
    .where(inArray(reconciliationRun.id, due))
    .returning();
  return row ?? null;
}

/** The run, locked, if it is still this claimant's; null when another worker has taken it over. The lease begins anew. */
export async function holdRun(tx: Tx, run: Pick<RunRow, "id" | "leasedBy">, now: Date): Promise<RunRow | null> {
  const [row] = await tx
    .update(reconciliationRun)
    .set({ leasedUntil: new Date(now.getTime() + LEASE_MS) })
    .where(and(eq(reconciliationRun.id, run.id), eq(reconciliationRun.state, "RUNNING"), eq(reconciliationRun.leasedBy, run.leasedBy ?? "")))
    .returning();
  return row ?? null;
}

const Listed = z.object({ total: z.number(), taken: z.number() });

async function lastDone(db: Database | Tx, run: RunRow): Promise<Pick<RunRow, "id" | "startedAt"> | undefined> {
  const [last] = await db
    .select({ id: reconciliationRun.id, startedAt: reconciliationRun.startedAt })
    .from(reconciliationRun)
    .where(and(eq(reconciliationRun.siteId, run.siteId), eq(reconciliationRun.connectionId, run.connectionId), eq(reconciliationRun.state, "DONE")))
    .orderBy(sql`${reconciliationRun.startedAt} desc`)
    .limit(1);
  return last;
}

/** A run compares no order but those that the ERP lists and that are not here: it carries on the last one, and nothing is to be read back. */
export async function carryOn(tx: Tx, run: RunRow): Promise<RunRow | null> {
  const last = await lastDone(tx, run);
  const [row] = await tx
    .update(reconciliationRun)
    .set({ previousId: last?.id ?? null, listsOrders: true })
    .where(eq(reconciliationRun.id, run.id))
    .returning();
  return row ?? null;
}

/** Since when a run looks at what changed: the start of the last one that was done, a little before it; the first one a week back. */
export async function sinceOf(db: Database | Tx, run: RunRow): Promise<Date> {
  return sinceLast(await lastDone(db, run), run);
}

function sinceLast(last: Pick<RunRow, "startedAt"> | undefined, run: RunRow): Date {
  return last === undefined ? daysBefore(run.startedAt, FIRST_LOOK_DAYS) : new Date(last.startedAt.getTime() - OVERLAP_MS);
}

function daysBefore(at: Date, days: number): Date {
  return new Date(at.getTime() - days * 86_400_000);
}

/**
 * Writes down which orders the run compares: those that are open on either side, that were completed or told of here or changed in the ERP since the last
 * run, and those that it left with a difference. `listed`: numbers of the orders that the ERP named; null where it cannot list them. Once per run; one that
 * goes on after a fault keeps its list.
 */
export async function listOrders(db: Database, run: RunRow, listed: readonly string[] | null, now: Date): Promise<RunRow | null> {
  return db.transaction(async (tx) => {
    const held = await holdRun(tx, run, now);
    if (held === null || held.ordersTotal !== null) return held;
    const last = await lastDone(tx, run);
    // What an earlier one set aside and never came back to.
    const earlier = tx
      .select({ id: reconciliationRun.id })
      .from(reconciliationRun)
      .where(and(eq(reconciliationRun.siteId, run.siteId), eq(reconciliationRun.connectionId, run.connectionId), ne(reconciliationRun.id, run.id)));
    await tx.delete(reconciliationOrder).where(inArray(reconciliationOrder.runId, earlier));
    await tx.delete(reconciliationStock).where(inArray(reconciliationStock.runId, earlier));
    const since = sinceLast(last, run);
    const completedSince = listed === null ? new Date(Math.min(since.getTime(), daysBefore(run.startedAt, LATE_LOOK_DAYS).getTime())) : since;
    const [candidates] = await rowsOf(tx, Listed, candidatesStatement(run, { since, completedSince }, last?.id ?? null, listed ?? []));
    const { total, taken } = candidates ?? { total: 0, taken: 0 };
    const [row] = await tx
      .update(reconciliationRun)
      .set({ ordersTotal: taken, leftOut: total - taken, previousId: last?.id ?? null, listsOrders: listed !== null })
      .where(eq(reconciliationRun.id, run.id))
      .returning();
    return row ?? null;
  });
}

/**
 * Exported so that its plan can be proven: it must cost what is open and what changed, not what there ever was. A cost that only stands in another month
 * (C-17) stays there, and nobody is asked: it keeps no order on the list. Nor does what a person accepted, once no message behind it is still to come.
 */
export function candidatesStatement(
  run: Pick<RunRow, "id" | "siteId" | "connectionId">,
  { since, completedSince }: { readonly since: Date; readonly completedSince: Date },
  lastRunId: string | null,
  listed: readonly string[],
) {
  const at = sql`${since.toISOString()}::timestamptz`;
  return sql`
    with candidate as (
      select o.id from execution.production_order o
      where o.site_id = ${run.siteId}::uuid and o.connection_id = ${run.connectionId}::uuid and o.state in ('CREATED','RELEASED','IN_PROGRESS','ON_HOLD')
      union
      select o.id from execution.production_order o
      where o.site_id = ${run.siteId}::uuid and o.connection_id = ${run.connectionId}::uuid and o.completed_at >= ${completedSince.toISOString()}::timestamptz and o.completed_at is not null
      union
      select o.id from jsonb_array_elements_text(${JSON.stringify(listed)}::text::jsonb) as n (number)
      join execution.production_order o on o.site_id = ${run.siteId}::uuid and o.number = n.number and o.connection_id = ${run.connectionId}::uuid
      union
      select m.order_id from integration.outbox_message m
      where m.record_time >= ${at} and m.connection_id = ${run.connectionId}::uuid and m.site_id = ${run.siteId}::uuid and m.order_id is not null
      union
      select l.order_id from integration.reconciliation_line l
      where l.run_id = ${lastRunId}::uuid and l.order_id is not null and (l.action is null or ((l.in_transit <> 0 or l.rejected <> 0 or l.timing <> 0)
          and exists (select 1 from integration.outbox_message b where b.id = any (l.messages) and b.state <> 'RESOLVED')))
        and not (l.measure = 'COST' and l.owner is null and l.in_transit = 0 and l.rejected = 0 and l.messages = '{}')
    ), listed as (
      insert into integration.reconciliation_order (run_id, order_id)
      select ${run.id}::uuid, id from candidate order by id limit ${MOST_ORDERS}
      returning 1
    )
    select (select count(*) from candidate)::int as total, (select count(*) from listed)::int as taken`;
}

/** The next orders that are still to be compared, in the order of their ids. */
export async function nextOrders(db: Database, runId: string, limit: number): Promise<OrderNumber[]> {
  return db
    .select({ id: productionOrder.id, number: productionOrder.number })
    .from(reconciliationOrder)
    .innerJoin(productionOrder, eq(productionOrder.id, reconciliationOrder.orderId))
    .where(eq(reconciliationOrder.runId, runId))
    .orderBy(asc(reconciliationOrder.orderId))
    .limit(limit);
}

/** How a run ends, or waits for its next try. */
export type Ending =
  | { readonly state: "DONE" }
  | { readonly state: "UNSUPPORTED"; readonly reason: string }
  | { readonly state: "FAILED"; readonly reason: string; readonly retryAt: Date | null };

/** Ends the run if it is still this claimant's, and tells the ERP what came of it. What it had set aside to work on is kept while it may be tried again. */
export async function endRun(db: Database, run: RunRow, ending: Ending, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const held = await holdRun(tx, run, now);
    if (held === null) return;
    const failed = ending.state === "FAILED";
    await tx
      .update(reconciliationRun)
      .set({
        state: ending.state,
        reason: ending.state === "DONE" ? null : ending.reason,
        endedAt: now,
        attempts: held.attempts + (failed ? 1 : 0),
        nextAt: failed ? ending.retryAt : null,
        leasedBy: null,
        leasedUntil: null,
      })
      .where(eq(reconciliationRun.id, run.id));
    if (failed) return;
    if (ending.state === "DONE") await tellRun(tx, held, now);
    await tx.delete(reconciliationOrder).where(eq(reconciliationOrder.runId, run.id));
    await tx.delete(reconciliationStock).where(eq(reconciliationStock.runId, run.id));
  });
}

/** Lets go of a run that this worker must leave, so that another one takes it up at once. */
export async function releaseRun(db: Database, run: RunRow): Promise<void> {
  await db
    .update(reconciliationRun)
    .set({ leasedBy: null, leasedUntil: null })
    .where(and(eq(reconciliationRun.id, run.id), eq(reconciliationRun.leasedBy, run.leasedBy ?? "")));
}

/** Whether the connection may be spoken to, and what it is called. */
export async function connectionOf(db: Database, connectionId: string): Promise<{ readonly name: string; readonly enabled: boolean }> {
  const [row] = await db.select({ name: connection.name, enabled: connection.enabled }).from(connection).where(eq(connection.id, connectionId));
  if (row === undefined) throw new Error(`connection ${connectionId} does not exist`);
  return row;
}
