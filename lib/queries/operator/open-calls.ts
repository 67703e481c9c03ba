import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { exceptionRoles, signatureOf } from "@/lib/auth/exception-owners";
import { escalatedTo, type EscalationTarget, nextEscalation } from "@/lib/domain/execution/escalation";
import { decideResolution } from "@/lib/domain/execution/exception-state";
import type { FloorReader } from "./floor-reader";

/** When it escalates, and to whom, if nobody settles it (§2.5). */
export type NextLevel = { readonly at: string; readonly to: EscalationTarget };

/**
 * A call from this place. `id` null while only this tablet knows of it; `own`: the reader called; `mayEnd`: the reader may end it (§2.5); `owner`: who has
 * it by name once somebody has taken it, the role that it waits for before. Who has it and its clock are known to the server alone.
 */
export type OpenCall = {
  readonly id: string | null;
  readonly call: string;
  readonly raisedAt: string;
  readonly acknowledged: boolean;
  readonly owner?: string | null;
  readonly takenAt?: string | null;
  readonly next?: NextLevel | null;
  readonly own: boolean;
  readonly mayEnd: boolean;
};

/** An exception that is a call: its subject is the unit and what was called for; a stop's is the unit, and maintenance is called to it whoever spoke of it first. */
export const IS_CALL = sql`(starts_with(${exception.subject}, ${exception.workUnitId} || '/') or (${exception.class} = 'LINE_DOWN' and ${exception.subject} = ${exception.workUnitId}::text))`;

/** What was called for, of an exception that is a call. */
export const CALL = sql<string>`case when ${exception.subject} = ${exception.workUnitId}::text then 'MAINTENANCE' else substr(${exception.subject}, length(${exception.workUnitId}::text) + 2) end`;

/** More calls than this from one unit nobody reads at once. */
const MOST = 20;

/** Calls from a work unit that nobody has resolved, latest first. Their clocks do not end with a shift: no call is of class 3 by §2.5. */
export async function openCalls({ db }: FloorReader, actor: Actor, unitId: string): Promise<readonly OpenCall[]> {
  const rows = await db
    .select({
      id: exception.id,
      siteId: exception.siteId,
      class: exception.class,
      call: CALL,
      state: exception.state,
      level: exception.escalationLevel,
      owner: exception.owner,
      raisedAt: exception.raisedAt,
      recurredAt: exception.recurredAt,
      takenAt: exception.acknowledgedAt,
      calledBy: sql<string | null>`${exception.detail} ->> 'calledBy'`,
      takenBy: sql<string | null>`${exception.detail} ->> 'takenBy'`,
    })
    .from(exception)
    .where(and(eq(exception.workUnitId, unitId), isOpenException, IS_CALL))
    .orderBy(desc(exception.raisedAt))
    .limit(MOST);
  const who = signatureOf(actor);
  return rows.map((row): OpenCall => {
    const own = who !== null && row.calledBy === who;
    const context = {
      state: row.state,
      class: row.class,
      caller: exceptionRoles(actor, row.siteId),
      own: own || (who !== null && row.takenBy === who),
      escalatedTo: escalatedTo(row.class, row.level),
    };
    const next = nextEscalation({ ...row, raisedAt: row.recurredAt ?? row.raisedAt, shiftEnd: null });
    return {
      id: row.id,
      call: row.call,
      raisedAt: row.raisedAt.toISOString(),
      acknowledged: row.takenAt !== null,
      owner: row.owner,
      takenAt: row.takenAt?.toISOString() ?? null,
      next: next === null ? null : { at: next.at.toISOString(), to: next.to },
      own,
      mayEnd: authorise(actor, "exception.end", row.siteId) && decideResolution(context).ok,
    };
  });
}
