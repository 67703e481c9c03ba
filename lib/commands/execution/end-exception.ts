import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { exception } from "@/db/schema/exception";
import type { Actor } from "@/lib/auth/actor";
import { exceptionRoles, signatureOf } from "@/lib/auth/exception-owners";
import { escalatedTo } from "@/lib/domain/execution/escalation";
import type { EndContext } from "@/lib/domain/execution/exception-state";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";

type ExceptionRow = typeof exception.$inferSelect;

/** Site of an exception, or null when there is no such one. */
export async function siteOfException(tx: Tx, exceptionId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: exception.siteId }).from(exception).where(eq(exception.id, exceptionId));
  return row?.siteId ?? null;
}

/** Locks an exception. */
export async function lockException(tx: Tx, exceptionId: string): Promise<ExceptionRow> {
  const [row] = await tx.select().from(exception).where(eq(exception.id, exceptionId)).for("update");
  if (row === undefined) throw new Error(`exception ${exceptionId} vanished after its site was found`);
  return row;
}

/** What the caller has to do with the exception (§2.5). */
export function endContext(row: ExceptionRow, actor: Actor): EndContext {
  const who = signatureOf(actor);
  return {
    state: row.state,
    class: row.class,
    caller: exceptionRoles(actor, row.siteId),
    own: who !== null && [signed(row.detail, "calledBy"), signed(row.detail, "takenBy")].includes(who),
    escalatedTo: escalatedTo(row.class, row.escalationLevel),
  };
}

/** True when the caller is the one who has taken it. */
export function hasTaken(row: ExceptionRow, actor: Actor): boolean {
  const who = signatureOf(actor);
  return who !== null && signed(row.detail, "takenBy") === who;
}

type Taken = { readonly to: "ACKNOWLEDGED" | "IN_PROGRESS"; readonly owner: string; readonly takenBy: string | null; readonly estimatedRestore?: Date };

/** The fact that somebody has it from now on, may be with when a line that is down is expected back (§6.1.1). */
export function acknowledged(row: ExceptionRow, { to, owner, takenBy, estimatedRestore }: Taken, id: string = newId()): NewEvent {
  return {
    id,
    type: "exception.acknowledged",
    aggregate: "exception",
    aggregateId: row.id,
    orderId: row.orderId,
    payload: {
      exceptionId: row.id,
      to,
      owner,
      ...(takenBy === null ? {} : { takenBy }),
      ...(estimatedRestore === undefined ? {} : { estimatedRestore: estimatedRestore.toISOString() }),
    },
  };
}

/** The fact that an exception is over. */
export function ended(row: ExceptionRow, to: "RESOLVED" | "CLOSED", by: string, note: string | null = null): NewEvent {
  return {
    id: newId(),
    type: to === "RESOLVED" ? "exception.resolved" : "exception.closed",
    aggregate: "exception",
    aggregateId: row.id,
    orderId: row.orderId,
    payload: { exceptionId: row.id, to, by, ...(note === null ? {} : { note }) },
  };
}

// What classes write into `detail` is free in form.
function signed(detail: unknown, name: "calledBy" | "takenBy"): string | null {
  const value: unknown = typeof detail === "object" && detail !== null ? Reflect.get(detail, name) : null;
  return typeof value === "string" ? value : null;
}
