import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decided } from "@/lib/domain/quality/carry-out";
import { decideDisposition } from "@/lib/domain/quality/nonconformance";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { DispositionNonconformanceInput, NonconformanceAnswer } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";
import { sign } from "./sign";
import { returnAsked } from "./vendor-return";

/**
 * §2.2 IN_REVIEW → DISPOSITIONED: what becomes of which part, signed (SEC-12). Refuses what `decideDisposition` does, SIGNATURE_REQUIRED and, for a
 * process, PERSON_REQUIRED. What goes back to a supplier the ERP hears at once; the rest is posted when the nonconformance is closed.
 */
export const dispositionNonconformance = defineCommand({
  name: "disposition-nonconformance",
  permission: "hold.release",
  input: DispositionNonconformanceInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run(frame, input) {
    const { tx, actor } = frame;
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const row = await lockNonconformance(tx, input.nonconformanceId);
    const lines = input.lines.map((line) => ({ ...line, quantity: decimal(line.quantity) }));
    const decision = decideDisposition({ ...row, by }, lines);
    if (!decision.ok) return decision;
    const about = aboutNonconformance(row);
    const record = { number: row.number, quantity: row.quantity.toFixed(), uom: row.uom, what: row.what, lines: input.lines };
    const signature = await sign(frame, { ...about, meaning: "APPROVAL", subject: `nonconformance/${row.id}`, record });
    if (!signature.ok) return signature;
    const factId = newId();
    const back = lines.filter((line) => line.decision === "RETURN_TO_VENDOR");
    const dispositions = lines.map(({ decision: kind, quantity, reason }) => ({ dispositionId: newId(), decision: kind, quantity: quantity.toFixed(), reason }));
    return accept({
      events: [
        signature.value,
        {
          id: factId,
          type: "nc.dispositioned",
          ...about,
          payload: { ncId: row.id, dispositions, by, byName: actor.name, signatureId: signature.value.payload.signatureId },
        },
      ],
      messages: await returnAsked(frame, row, decided(lines).RETURN_TO_VENDOR, back.map(({ reason }) => reason).join("; "), factId),
      output: answerOf(row, "DISPOSITIONED"),
    });
  },
});
