import "server-only";
import { z } from "zod";
import type { exception } from "@/db/schema/exception";
import { signatureOf } from "@/lib/auth/exception-owners";
import { lineDownDraft, type LineStop } from "@/lib/commands/telemetry/line-down-draft";
import { defineCommand } from "@/lib/commands/define-command";
import { owns, ownersOf } from "@/lib/domain/execution/exception-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { AcknowledgeExceptionInput } from "./acknowledge-exception.schema";
import { acknowledged, endContext, lockException, siteOfException } from "./end-exception";

/**
 * §2.2 exception RAISED → ACKNOWLEDGED: the caller has it from now on, and may say when a line that is down is expected back (§6.1.1), which the
 * ERP is told as well. Only who owns its class may, or has got it by escalation (§2.5): whoever
 * takes it may end it as well. Refuses NOT_YOURS_TO_TAKE, what is resolved already, a second taking without anything new, and an estimate that has passed.
 */
export const acknowledgeException = defineCommand({
  name: "acknowledge-exception",
  // Whoever may end one of some class; which of them may take this one is asked below.
  permission: "exception.end",
  input: AcknowledgeExceptionInput,
  site: (tx, input) => siteOfException(tx, input.exceptionId),
  async run({ tx, actor, at, recordedAt }, input) {
    const row = await lockException(tx, input.exceptionId);
    const context = endContext(row, actor);
    if (!owns(context)) return refuse("NOT_YOURS_TO_TAKE", { owners: ownersOf(context.class) });
    if (row.state === "RESOLVED" || row.state === "CLOSED") return refuse("INVALID_TRANSITION", { state: row.state });
    const { estimatedRestore } = input;
    // What came back within 15 min may never have been taken.
    if (row.acknowledgedAt !== null && estimatedRestore === undefined) return refuse("ALREADY_ACKNOWLEDGED", { owner: row.owner });
    if (estimatedRestore !== undefined && Date.parse(estimatedRestore) <= at.getTime()) return refuse("ESTIMATE_PASSED", { estimate: estimatedRestore });
    const state = row.state === "IN_PROGRESS" ? ("IN_PROGRESS" as const) : ("ACKNOWLEDGED" as const);
    const eventId = newId();
    const estimate = estimatedRestore === undefined ? undefined : new Date(estimatedRestore);
    const stop = estimate === undefined ? null : stopOf(row);
    return accept({
      events: [acknowledged(row, { to: state, owner: actor.name, takenBy: signatureOf(actor), estimatedRestore: estimate }, eventId)],
      messages: stop === null ? [] : [await lineDownDraft(tx, stop, { eventId, eventTime: at, now: recordedAt, estimate: estimate ?? null })],
      output: { exceptionId: row.id, state, owner: actor.name },
    });
  },
});

const Stop = z.object({ stopId: z.string(), workCentreId: z.string(), reasonCode: z.string().nullable(), from: z.string() });

/** The stop that the ERP was told of; null for a call alone and for what is no stop: what classes write into `detail` is free in form. */
function stopOf(row: typeof exception.$inferSelect): LineStop | null {
  const stop = Stop.safeParse(row.detail);
  return row.class !== "LINE_DOWN" || row.workUnitId === null || !stop.success ? null : { ...stop.data, workUnitId: row.workUnitId };
}
