import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { CloseNonconformanceInput, NonconformanceAnswer } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";

/** §2.2 ACTION → CLOSED: what was decided is done; its order may close. Refuses INVALID_TRANSITION and, for a process, PERSON_REQUIRED. */
export const closeNonconformance = defineCommand({
  name: "close-nonconformance",
  permission: "hold.release",
  input: CloseNonconformanceInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run({ tx, actor }, input) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const row = await lockNonconformance(tx, input.nonconformanceId);
    const decision = decideMove(row.state, "CLOSED");
    if (!decision.ok) return decision;
    return accept({
      events: [{ id: newId(), type: "nc.closed", ...aboutNonconformance(row), payload: { ncId: row.id, note: input.note, by, byName: actor.name } }],
      output: answerOf(row, "CLOSED"),
    });
  },
});
