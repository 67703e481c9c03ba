import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideVoid } from "@/lib/domain/quality/nonconformance";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { NonconformanceAnswer, VoidNonconformanceInput } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";

/** §2.2 OPEN → VOID: it is none, says a second person with a reason. Refuses what `decideVoid` does and, for a process, PERSON_REQUIRED. */
export const voidNonconformance = defineCommand({
  name: "void-nonconformance",
  permission: "hold.release",
  input: VoidNonconformanceInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run({ tx, actor }, input) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const row = await lockNonconformance(tx, input.nonconformanceId);
    const decision = decideVoid({ state: row.state, quantity: row.quantity, raisedBy: row.raisedBy, by, purchased: row.purchased });
    if (!decision.ok) return decision;
    return accept({
      events: [{ id: newId(), type: "nc.voided", ...aboutNonconformance(row), payload: { ncId: row.id, reason: input.reason, by, byName: actor.name } }],
      output: answerOf(row, "VOID"),
    });
  },
});
