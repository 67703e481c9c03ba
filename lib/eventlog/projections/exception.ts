import { and, desc, eq, gte, lte, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import { RECURS_SECONDS } from "@/lib/domain/shared/recurrence";
import type { ExceptionMoved, ExceptionRaised } from "@/lib/eventlog/payloads/execution";
import type { Projection, Projections } from "@/lib/eventlog/projection";

type ExceptionMove = "exception.acknowledged" | "exception.resolved" | "exception.closed";

/**
 * Raises an exception as of an instant. A second alarm of the same open fact joins the first, and what a second caller says stays with it (`again`); what was resolved within the last 15 min comes
 * back (§2.2), with what the new alarm says of it. Who calls again waits for an answer: whoever had the last call may be gone, so nobody has this one yet, and its clock
 * begins anew.
 */
export async function raiseOrReopen(tx: Tx, alarm: ExceptionRaised & { readonly siteId: string; readonly at: Date }): Promise<void> {
  const { exceptionId, at, ...values } = alarm;
  const same = and(eq(exception.siteId, alarm.siteId), eq(exception.class, alarm.class), eq(exception.subject, alarm.subject));
  const [open] = await tx.select({ id: exception.id, detail: exception.detail }).from(exception).where(and(same, isOpenException)).limit(1);
  if (open !== undefined) return keepSecondCall(tx, open, alarm);
  const since = new Date(at.getTime() - RECURS_SECONDS * 1000);
  const [recent] = await tx
    .select({ id: exception.id })
    .from(exception)
    .where(and(same, eq(exception.state, "RESOLVED"), gte(exception.resolvedAt, since), lte(exception.resolvedAt, at)))
    .orderBy(desc(exception.resolvedAt), desc(exception.id))
    .limit(1);
  if (recent === undefined) {
    // Two alarms of one fact may come at once.
    await tx
      .insert(exception)
      .values({ ...values, id: exceptionId, state: "RAISED", raisedAt: at })
      .onConflictDoNothing();
    return;
  }
  await tx
    .update(exception)
    .set({
      state: "IN_PROGRESS",
      resolvedAt: null,
      ...(isCall(alarm) ? { acknowledgedAt: null, owner: alarm.owner, escalationLevel: 0, recurredAt: at } : {}),
      // What was expected of the last time says nothing about this one.
      detail: sql`(${exception.detail} - ${isCall(alarm) ? "{estimatedRestore,outcome,takenBy,again}" : "{estimatedRestore,outcome}"}::text[]) || ${JSON.stringify(alarm.detail)}::jsonb`,
    })
    .where(eq(exception.id, recent.id));
}

/** So many later calls are kept with one that is open, the latest: nobody reads more, and who taps all shift must not make the row grow. */
const MOST_AGAIN = 20;

/** Who called a second time, when, and what they said: of an open call nothing else is known of it. Whoever only taps again, the first caller or the last one, says nothing new. */
async function keepSecondCall(tx: Tx, open: { readonly id: string; readonly detail: unknown }, alarm: ExceptionRaised & { readonly at: Date }): Promise<void> {
  if (!isCall(alarm)) return;
  const { note = null, calledBy = null } = alarm.detail;
  const known = [open.detail, ...laterCalls(open.detail).slice(-1)].some((one) => (fieldOf(one, "calledBy") ?? null) === calledBy);
  if ((note === null || note === "") && known) return;
  const later = sql`coalesce(${exception.detail} -> 'again', '[]'::jsonb)`;
  const said = JSON.stringify([{ at: alarm.at.toISOString(), note, calledBy }]);
  await tx
    .update(exception)
    .set({ detail: sql`jsonb_set(${exception.detail}, '{again}', jsonb_path_query_array(${later} || ${said}::jsonb, ${`$[last - ${MOST_AGAIN - 1} to last]`}::jsonpath))` })
    .where(eq(exception.id, open.id));
}

function laterCalls(detail: unknown): readonly unknown[] {
  const again = fieldOf(detail, "again");
  return Array.isArray(again) ? again : [];
}

function fieldOf(detail: unknown, name: string): unknown {
  return typeof detail === "object" && detail !== null ? Reflect.get(detail, name) : undefined;
}

/** Raised by somebody at the tablet, who waits for an answer. */
function isCall({ detail }: ExceptionRaised): boolean {
  return typeof detail["call"] === "string";
}

const move: Projection<ExceptionMove> = async (tx, event) => {
  const p: ExceptionMoved = event.payload;
  const said = {
    ...(p.estimatedRestore === undefined ? {} : { estimatedRestore: p.estimatedRestore }),
    ...(p.takenBy === undefined ? {} : { takenBy: p.takenBy }),
    ...(p.note === undefined ? {} : { outcome: p.note }),
  };
  await tx
    .update(exception)
    .set({
      state: p.to,
      ...(p.owner === undefined ? {} : { owner: p.owner }),
      // A later estimate, or somebody who takes it over, does not make it taken later.
      ...(event.type === "exception.acknowledged" ? { acknowledgedAt: sql`coalesce(${exception.acknowledgedAt}, ${event.eventTime.toISOString()}::timestamptz)` } : {}),
      ...(Object.keys(said).length === 0 ? {} : { detail: sql`${exception.detail} || ${JSON.stringify(said)}::jsonb` }),
      ...(p.to === "RESOLVED" ? { resolvedAt: event.eventTime } : {}),
      ...(p.to === "CLOSED" ? { closedAt: event.eventTime } : {}),
    })
    .where(eq(exception.id, p.exceptionId));
};

const escalate: Projection<"exception.escalated"> = async (tx, { payload: { exceptionId, level, owner } }) => {
  await tx
    .update(exception)
    .set({ escalationLevel: level, ...(owner === null ? {} : { owner }) })
    .where(eq(exception.id, exceptionId));
};

/** TR-04: the exception of a breach says its window as it is known last. */
const breach: Projection<"parameter.breached"> = async (tx, { siteId, payload: { subject, from, to } }) => {
  const [latest] = await tx
    .select({ id: exception.id })
    .from(exception)
    .where(and(eq(exception.siteId, siteId), eq(exception.class, "QUALITY_FAIL"), eq(exception.subject, subject)))
    .orderBy(desc(exception.raisedAt), desc(exception.id))
    .limit(1);
  if (latest === undefined) return;
  await tx
    .update(exception)
    .set({ detail: sql`${exception.detail} || ${JSON.stringify({ from, to })}::jsonb` })
    .where(eq(exception.id, latest.id));
};

export const exceptionProjections: Projections<"exception.raised" | "exception.escalated" | "parameter.breached" | ExceptionMove> = {
  "exception.raised": (tx, event) => raiseOrReopen(tx, { ...event.payload, siteId: event.siteId, at: event.eventTime }),
  "exception.acknowledged": move,
  "exception.resolved": move,
  "exception.closed": move,
  "exception.escalated": escalate,
  "parameter.breached": breach,
};
