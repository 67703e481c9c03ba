import "server-only";
import { eq } from "drizzle-orm";
import { stateInterval } from "@/db/schema/telemetry";
import { defineCommand } from "@/lib/commands/define-command";
import { decideClassification } from "@/lib/domain/equipment/classify-stop";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { ClassifiedAnswer, ClassifyStopInput } from "./classify-stop.schema";
import { lockUnitStates, reclassified } from "./reclassified";
import { stopReason } from "./stop-reason";

/**
 * ST-01, ST-04, ST-05: names the reason of a stop, also of one that has another already. Refuses REASON_UNKNOWN, COMMENT_REQUIRED, NOT_A_STOP,
 * and STOP_CHANGED where somebody else was faster.
 */
export const classifyStop = defineCommand({
  name: "classify-stop",
  permission: "stop.classify",
  input: ClassifyStopInput,
  answer: ClassifiedAnswer,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: stateInterval.siteId }).from(stateInterval).where(eq(stateInterval.id, input.intervalId));
    return row?.siteId ?? null;
  },
  async run({ tx, actor, siteId }, input) {
    const [found] = await tx.select({ workUnitId: stateInterval.workUnitId }).from(stateInterval).where(eq(stateInterval.id, input.intervalId));
    if (found !== undefined) await lockUnitStates(tx, found.workUnitId);
    const [interval] = await tx.select().from(stateInterval).where(eq(stateInterval.id, input.intervalId)).for("update");
    // A late sample of the machine may have redrawn its states since the screen was read.
    if (interval === undefined) return refuse("STOP_CHANGED");
    const reason = await stopReason(tx, siteId, input.reason);
    if (reason === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    const comment = input.comment?.trim() || null;
    const decision = decideClassification({ ...interval, superseded: interval.supersededAt !== null }, { ...reason, comment });
    if (!decision.ok) return decision;
    const event = reclassified(interval, decision.value, { reason: reason.code, comment, personId: actor.personId });
    return accept({ events: [event], output: { state: decision.value, reason: reason.code } });
  },
});
