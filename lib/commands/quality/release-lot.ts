import "server-only";
import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation } from "@/db/schema/execution";
import { lot } from "@/db/schema/materials";
import { qualityCheck } from "@/db/schema/quality";
import { defineCommand } from "@/lib/commands/define-command";
import { outputLotNumber } from "@/lib/commands/execution/receive-output";
import { lockOrder } from "@/lib/commands/execution/store";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { decideRelease } from "@/lib/domain/materials/lot-hold";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { lockLots, onHandOf, releasedLot, signerOf } from "./held-lots";
import { LotReleasedAnswer, ReleaseLotInput } from "./hold.schema";
import { sign } from "./sign";

/** Orders that may still add to a lot. */
const MAKING = new Set(["RELEASED", "IN_PROGRESS", "ON_HOLD"]);

/**
 * §2.2 PENDING → RELEASED: the quality manager releases a lot that waited for it since it was made (EX-15), with a reason and a signature. The ERP's own
 * status goes on counting (§1.3). SEC-01: never who recorded a check of it or of the order that made it. Refuses PERSON_REQUIRED for a process,
 * INVALID_TRANSITION, LOT_STILL_MADE while its order fills it, OWN_CHECK, then SIGNATURE_REQUIRED.
 */
export const releaseLot = defineCommand({
  name: "release-lot",
  permission: "hold.release",
  input: ReleaseLotInput,
  answer: LotReleasedAnswer,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: lot.siteId }).from(lot).where(eq(lot.id, input.lotId));
    return row?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, actor, at } = frame;
    const releasedBy = signerOf(actor);
    if (releasedBy === null) return refuse("PERSON_REQUIRED");
    const [made] = await tx.select({ orderId: lot.orderId }).from(lot).where(eq(lot.id, input.lotId));
    // An order is locked before its lots, as where it adds to them.
    const maker = made?.orderId == null ? null : await lockOrder(tx, made.orderId);
    const [held] = await lockLots(tx, { lotId: input.lotId });
    if (held === undefined) throw new Error(`lot ${input.lotId} vanished after its site was found`);
    const { lot: one, item, site } = held;
    const stillMade = maker !== null && MAKING.has(maker.order.state) && outputLotNumber(maker, at) === one.number;
    const decision = decideRelease(one.mesStatus, { stillMade, checkedBy: await checkers(tx, one), by: releasedBy });
    if (!decision.ok) return decision.code === "LOT_STILL_MADE" ? refuse("LOT_STILL_MADE", { lot: one.number }) : decision;
    const status = effectiveStatus(one.erpStatus, decision.value);
    const about = { aggregate: "lot" as const, aggregateId: one.id, orderId: null };
    const record = { site, item, lot: one.number, reason: input.reason, status };
    const signature = await sign(frame, { ...about, meaning: "APPROVAL", subject: `lot/${one.id}`, record });
    if (!signature.ok) return signature;
    const releasing = { holdId: null, reason: input.reason, releasedBy, releasedName: actor.name, to: decision.value, signatureId: signature.value.payload.signatureId };
    const { fact, message } = releasedLot(held, releasing, await onHandOf(tx, one.id), at);
    return accept({
      events: [signature.value, fact],
      messages: [message],
      output: { lotId: one.id, status },
    });
  },
});

/** Who recorded checks of a lot, or of an operation of the order that made it. */
async function checkers(tx: Tx, { id, orderId }: typeof lot.$inferSelect): Promise<ReadonlySet<string>> {
  const ofOrder =
    orderId === null ? undefined : inArray(qualityCheck.operationId, tx.select({ id: orderOperation.id }).from(orderOperation).where(eq(orderOperation.orderId, orderId)));
  const rows = await tx
    .selectDistinct({ by: sql<string | null>`coalesce(${qualityCheck.recordedSigner}, ${qualityCheck.recordedBy})` })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.state, "RECORDED"), or(eq(qualityCheck.lotId, id), ofOrder)));
  return new Set(rows.flatMap(({ by }) => (by === null ? [] : [by])));
}
