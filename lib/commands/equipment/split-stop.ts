import "server-only";
import type { Tx } from "@/db/client";
import { defineCommand } from "@/lib/commands/define-command";
import type { StopReason } from "@/lib/domain/equipment/classify-stop";
import { decideSplit, type StopPart } from "@/lib/domain/equipment/split-stop";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { lockStop, reclassified, siteOfStop } from "./reclassified";
import { SplitAnswer, SplitStopInput } from "./split-stop.schema";
import { stopReason } from "./stop-reason";

/**
 * ST-01, ST-04, ST-05: one stop had two causes: it becomes two that meet at an instant, each a new version of the one that stood, with who said so.
 * Refuses REASON_UNKNOWN, COMMENT_REQUIRED, SAME_REASON, NOT_A_STOP, SPLIT_OUTSIDE, and STOP_CHANGED where somebody else was faster.
 */
export const splitStop = defineCommand({
  name: "split-stop",
  permission: "stop.classify",
  input: SplitStopInput,
  answer: SplitAnswer,
  site: (tx, input) => siteOfStop(tx, input.intervalId),
  async run({ tx, actor, siteId, at }, input) {
    const interval = await lockStop(tx, input.intervalId);
    if (interval === null) return refuse("STOP_CHANGED");
    const [first, second] = [await reasonOf(tx, siteId, input.first), await reasonOf(tx, siteId, input.second)];
    if (!first.ok) return first;
    if (!second.ok) return second;
    const stop = { ...interval, superseded: interval.supersededAt !== null, from: interval.fromAt, to: interval.toAt, by: at };
    const decision = decideSplit(stop, new Date(input.at), [first.value, second.value]);
    if (!decision.ok) return decision;
    return accept({
      events: decision.value.map((part) =>
        reclassified(interval, part.state, { reason: part.reason.code, comment: part.reason.comment, personId: actor.personId }, { from: part.from, to: part.to }),
      ),
      output: { first: told(decision.value[0]), second: told(decision.value[1]) },
    });
  },
});

async function reasonOf(tx: Tx, siteId: string, said: SplitStopInput["first"]): Promise<Decision<StopReason, "REASON_UNKNOWN">> {
  const reason = await stopReason(tx, siteId, said.reason);
  return reason === null ? refuse("REASON_UNKNOWN", { reason: said.reason }) : accept({ ...reason, comment: said.comment?.trim() || null });
}

function told({ from, to, state, reason }: StopPart) {
  return { from: from.toISOString(), to: to?.toISOString() ?? null, state, reason: reason.code };
}
