import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideClassification } from "@/lib/domain/equipment/classify-stop";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { ClassifiedAnswer, ClassifyStopInput } from "./classify-stop.schema";
import { lockStop, reclassified, siteOfStop } from "./reclassified";
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
  site: (tx, input) => siteOfStop(tx, input.intervalId),
  async run({ tx, actor, siteId }, input) {
    const interval = await lockStop(tx, input.intervalId);
    if (interval === null) return refuse("STOP_CHANGED");
    const reason = await stopReason(tx, siteId, input.reason);
    if (reason === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    const comment = input.comment?.trim() || null;
    const decision = decideClassification({ ...interval, superseded: interval.supersededAt !== null }, { ...reason, comment });
    if (!decision.ok) return decision;
    const event = reclassified(interval, decision.value, { reason: reason.code, comment, personId: actor.personId });
    return accept({ events: [event], output: { state: decision.value, reason: reason.code } });
  },
});
