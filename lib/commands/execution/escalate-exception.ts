import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { exception } from "@/db/schema/exception";
import { RAISED, shiftEndOf } from "@/db/shift-end";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { nextEscalation } from "@/lib/domain/execution/escalation";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { lockException, siteOfException } from "./end-exception";

/** Takes an open exception to its next level. */
export const EscalateExceptionInput = z.strictObject({ ...CommandHeadShape, exceptionId: z.uuid(), level: z.int().min(1) });

/**
 * §2.5: nobody has settled an exception in time, so that it belongs to the next owner as well. Only the worker does this. Under the lock of the exception
 * it is decided anew: of two workers, or after one that died, each level is reached once. Refuses INVALID_TRANSITION where that level is not due.
 */
export const escalateException = defineCommand({
  name: "escalate-exception",
  permission: "exception.end",
  input: EscalateExceptionInput,
  site: (tx, input) => siteOfException(tx, input.exceptionId),
  async run({ tx, actor, recordedAt }, { exceptionId, level }) {
    if (actor.kind !== "SYSTEM") return refuse("FORBIDDEN", { permission: "exception.end" });
    const row = await lockException(tx, exceptionId);
    const next = nextEscalation({
      class: row.class,
      state: row.state,
      level: row.escalationLevel,
      raisedAt: row.recurredAt ?? row.raisedAt,
      takenAt: row.acknowledgedAt,
      shiftEnd: await shiftEnd(tx, exceptionId),
    });
    if (next === null || next.level !== level || next.at > recordedAt) return refuse("INVALID_TRANSITION", { state: row.state });
    return accept({
      events: [
        {
          id: newId(),
          type: "exception.escalated" as const,
          aggregate: "exception" as const,
          aggregateId: row.id,
          orderId: row.orderId,
          payload: { exceptionId, level, to: next.to, owner: row.acknowledgedAt === null ? next.to : null },
        },
      ],
      output: { exceptionId, level, to: next.to },
    });
  },
});

async function shiftEnd(tx: Tx, exceptionId: string): Promise<Date | null> {
  const [row] = await tx
    .select({ end: shiftEndOf(RAISED).mapWith(exception.raisedAt) })
    .from(exception)
    .where(eq(exception.id, exceptionId));
  // The database's `max` of no rows is null, which the mapping leaves as it is.
  const end: unknown = row?.end;
  return end instanceof Date ? end : null;
}
