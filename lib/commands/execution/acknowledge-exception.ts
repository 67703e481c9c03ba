import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { exception } from "@/db/schema/exception";
import { authorise } from "@/lib/auth/authorise";
import { signatureOf } from "@/lib/auth/exception-owners";
import { lineDownDraft, type LineStop } from "@/lib/commands/telemetry/line-down-draft";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { AcknowledgeExceptionInput } from "./acknowledge-exception.schema";

/**
 * §2.2 exception RAISED → ACKNOWLEDGED: the caller has it from now on, and may say when a line that is down is expected back (§6.1.1), which the
 * ERP is told as well. Planners and whoever classifies stops may. Refuses what is resolved already, a second taking without anything new, and an
 * estimate that has passed.
 */
export const acknowledgeException = defineCommand({
  name: "acknowledge-exception",
  // Both roles read stops; which of them may take one is asked below.
  permission: "stop.read",
  input: AcknowledgeExceptionInput,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: exception.siteId }).from(exception).where(eq(exception.id, input.exceptionId));
    return row?.siteId ?? null;
  },
  async run({ tx, actor, siteId, at, recordedAt }, input) {
    if (!authorise(actor, "plan.write", siteId) && !authorise(actor, "stop.classify", siteId)) return refuse("FORBIDDEN", { permission: "plan.write" });
    const [row] = await tx.select().from(exception).where(eq(exception.id, input.exceptionId)).for("update");
    if (row === undefined || row.state === "RESOLVED" || row.state === "CLOSED") return refuse("INVALID_TRANSITION", { state: row?.state ?? "RESOLVED" });
    const { estimatedRestore } = input;
    if (row.state !== "RAISED" && estimatedRestore === undefined) return refuse("ALREADY_ACKNOWLEDGED", { owner: row.owner });
    if (estimatedRestore !== undefined && Date.parse(estimatedRestore) <= at.getTime()) return refuse("ESTIMATE_PASSED", { estimate: estimatedRestore });
    const who = signatureOf(actor);
    const state = row.state === "IN_PROGRESS" ? ("IN_PROGRESS" as const) : ("ACKNOWLEDGED" as const);
    const eventId = newId();
    const estimate = estimatedRestore === undefined ? null : new Date(estimatedRestore);
    const stop = estimate === null ? null : stopOf(row);
    return accept({
      events: [
        {
          id: eventId,
          type: "exception.acknowledged",
          aggregate: "exception",
          aggregateId: row.id,
          orderId: row.orderId,
          payload: {
            exceptionId: row.id,
            to: state,
            owner: actor.name,
            ...(who === null ? {} : { takenBy: who }),
            ...(estimatedRestore === undefined ? {} : { estimatedRestore: new Date(estimatedRestore).toISOString() }),
          },
        },
      ],
      messages: stop === null ? [] : [await lineDownDraft(tx, stop, { eventId, eventTime: at, now: recordedAt, estimate })],
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
