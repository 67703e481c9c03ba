import "server-only";
import { eq } from "drizzle-orm";
import { hold } from "@/db/schema/quality";
import { defineCommand } from "@/lib/commands/define-command";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { decideLifting } from "@/lib/domain/materials/lot-hold";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { HoldReleasedAnswer, ReleaseHoldInput } from "./hold.schema";
import { lockLots, onHandOf, releasedLot, signerOf } from "./held-lots";
import { sign } from "./sign";

/**
 * Lifts one hold of a lot with a reason (§10.1: the quality manager) and a signature (SEC-12). SEC-01: never who placed it. Other holds and the ERP's own
 * status go on counting. Refuses HOLD_OVER, SECOND_PERSON_REQUIRED, then SIGNATURE_REQUIRED and, for a process, PERSON_REQUIRED.
 */
export const releaseHold = defineCommand({
  name: "release-hold",
  permission: "hold.release",
  input: ReleaseHoldInput,
  answer: HoldReleasedAnswer,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: hold.siteId }).from(hold).where(eq(hold.id, input.holdId));
    return row?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, actor, at } = frame;
    const releasedBy = signerOf(actor);
    if (releasedBy === null) return refuse("PERSON_REQUIRED");
    const [placed] = await tx.select({ lotId: hold.lotId }).from(hold).where(eq(hold.id, input.holdId));
    const [held] = placed?.lotId == null ? [] : await lockLots(tx, { lotId: placed.lotId });
    if (held === undefined) return refuse("HOLD_OVER");
    const decision = decideLifting(input.holdId, held, releasedBy);
    if (!decision.ok) return decision;
    const { lot, item, site } = held;
    const status = effectiveStatus(lot.erpStatus, decision.value);
    const about = { aggregate: "lot" as const, aggregateId: lot.id, orderId: null };
    const record = { hold: input.holdId, site, item, lot: lot.number, reason: input.reason, status };
    const signature = await sign(frame, { ...about, meaning: "APPROVAL", subject: `hold/${input.holdId}`, record });
    if (!signature.ok) return signature;
    const releasing = { holdId: input.holdId, reason: input.reason, releasedBy, releasedName: actor.name, to: decision.value, signatureId: signature.value.payload.signatureId };
    const { fact, message } = releasedLot(held, releasing, await onHandOf(tx, lot.id), at);
    return accept({
      events: [signature.value, fact],
      messages: [message],
      output: { holdId: input.holdId, status },
    });
  },
});
