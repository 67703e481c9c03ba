import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { ActOnNonconformanceInput, NonconformanceAnswer } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";

/** §2.2 DISPOSITIONED → ACTION: what is done about it, in words. Refuses INVALID_TRANSITION and, for a process, PERSON_REQUIRED. */
export const actOnNonconformance = defineCommand({
  name: "act-on-nonconformance",
  permission: "hold.release",
  input: ActOnNonconformanceInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run({ tx, actor }, input) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const row = await lockNonconformance(tx, input.nonconformanceId);
    const decision = decideMove(row.state, "ACTION");
    if (!decision.ok) return decision;
    return accept({
      events: [{ id: newId(), type: "nc.action_started", ...aboutNonconformance(row), payload: { ncId: row.id, action: input.action, by, byName: actor.name } }],
      output: answerOf(row, "ACTION"),
    });
  },
});
