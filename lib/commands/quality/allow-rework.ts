import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { reworkLimit } from "@/lib/commands/execution/rework-limit";
import { decideReworkAllowance } from "@/lib/domain/quality/nonconformance";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { AllowReworkInput, NonconformanceAnswer } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";
import { sign } from "./sign";

/**
 * EX-13: quality lets what is in rework go round once more than is allowed so far, signed (SEC-12). Refuses what `decideReworkAllowance` does,
 * SIGNATURE_REQUIRED and, for a process, PERSON_REQUIRED.
 */
export const allowRework = defineCommand({
  name: "allow-rework",
  permission: "hold.release",
  input: AllowReworkInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run(frame, input) {
    const { tx, actor, siteId } = frame;
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const row = await lockNonconformance(tx, input.nonconformanceId);
    const { rounds: allowed } = row.operationId === null ? { rounds: 0 } : await reworkLimit(tx, { id: row.operationId, siteId });
    const decision = decideReworkAllowance({ ...row, by, rounds: allowed });
    if (!decision.ok) return decision;
    const rounds = decision.value;
    const about = aboutNonconformance(row);
    const record = { number: row.number, what: row.what, rounds, reason: input.reason };
    const signature = await sign(frame, { ...about, meaning: "APPROVAL", subject: `nonconformance/${row.id}`, record });
    if (!signature.ok) return signature;
    const { signatureId } = signature.value.payload;
    return accept({
      events: [signature.value, { id: newId(), type: "nc.rework_allowed", ...about, payload: { ncId: row.id, by, byName: actor.name, rounds, reason: input.reason, signatureId } }],
      output: answerOf(row, row.state),
    });
  },
});
