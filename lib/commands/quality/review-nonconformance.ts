import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { NonconformanceAnswer, ReviewNonconformanceInput } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";

/** §2.2 OPEN → IN_REVIEW: somebody of quality looks at it. Refuses INVALID_TRANSITION and, for a process, PERSON_REQUIRED. */
export const reviewNonconformance = defineCommand({
  name: "review-nonconformance",
  permission: "hold.release",
  input: ReviewNonconformanceInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run({ tx, actor }, input) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const row = await lockNonconformance(tx, input.nonconformanceId);
    const decision = decideMove(row.state, "IN_REVIEW");
    if (!decision.ok) return decision;
    return accept({
      events: [{ id: newId(), type: "nc.reviewed", ...aboutNonconformance(row), payload: { ncId: row.id, by, byName: actor.name } }],
      output: answerOf(row, "IN_REVIEW"),
    });
  },
});
