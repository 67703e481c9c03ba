import "server-only";
import type { Permission } from "@/lib/auth/permissions";
import { defineCommand } from "@/lib/commands/define-command";
import { signerOf } from "@/lib/commands/quality/held-lots";
import { sign } from "@/lib/commands/quality/sign";
import { decideDeviation, decideDeviationRefusal, type DeviationApprover } from "@/lib/domain/materials/deviation";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { DeviationAnswer } from "./answers.schema";
import { callEnded, type DeviationRow, lockDeviation, siteOfDeviation } from "./deviation-store";
import { ApproveDeviationInput, RefuseDeviationInput } from "./material.schema";

/** §10.1: who moves plans, and who releases what is held. */
const PERMISSIONS: Readonly<Record<DeviationApprover, Permission>> = { PLANNER: "plan.write", QUALITY: "hold.release" };

const aboutOrder = ({ orderId }: DeviationRow) => ({ aggregate: "order" as const, aggregateId: orderId, orderId });

/** EX-12: one of both approves, signed (SEC-12). Refuses what `decideDeviation` does, SIGNATURE_REQUIRED and, for a process, PERSON_REQUIRED. */
const approvalAs = (as: DeviationApprover) =>
  defineCommand({
    name: `approve-deviation-as-${as.toLowerCase()}`,
    permission: PERMISSIONS[as],
    input: ApproveDeviationInput,
    answer: DeviationAnswer,
    site: (tx, input) => siteOfDeviation(tx, input.deviationId),
    async run(frame, { deviationId }) {
      const by = signerOf(frame.actor);
      if (by === null) return refuse("PERSON_REQUIRED");
      const { row, now } = await lockDeviation(frame.tx, deviationId);
      const decision = decideDeviation(now, { as, by }, frame.recordedAt);
      if (!decision.ok) return decision;
      const { complete } = decision.value;
      const record = {
        number: row.number,
        orderId: row.orderId,
        componentId: row.componentId,
        lotId: row.lotId,
        quantity: row.quantity.toFixed(),
        uom: row.uom,
        reason: row.reason,
        as,
      };
      const signature = await sign(frame, { ...aboutOrder(row), meaning: "APPROVAL", subject: `deviation/${deviationId}`, record });
      if (!signature.ok) return signature;
      const { signatureId } = signature.value.payload;
      return accept({
        events: [
          signature.value,
          { id: newId(), type: "deviation.approved", ...aboutOrder(row), payload: { deviationId, as, by, byName: frame.actor.name, complete, signatureId } },
          ...(complete ? await callEnded(frame.tx, row) : []),
        ],
        output: { deviationId, number: row.number, state: complete ? ("APPROVED" as const) : ("ASKED" as const) },
      });
    },
  });

/** EX-12: either of both refuses it, with why. Refuses what `decideDeviationRefusal` does and, for a process, PERSON_REQUIRED. */
const refusalAs = (as: DeviationApprover) =>
  defineCommand({
    name: `refuse-deviation-as-${as.toLowerCase()}`,
    permission: PERMISSIONS[as],
    input: RefuseDeviationInput,
    answer: DeviationAnswer,
    site: (tx, input) => siteOfDeviation(tx, input.deviationId),
    async run({ tx, actor, recordedAt }, { deviationId, reason }) {
      const by = signerOf(actor);
      if (by === null) return refuse("PERSON_REQUIRED");
      const { row, now } = await lockDeviation(tx, deviationId);
      const decision = decideDeviationRefusal(now, by, recordedAt);
      if (!decision.ok) return decision;
      return accept({
        events: [{ id: newId(), type: "deviation.refused", ...aboutOrder(row), payload: { deviationId, by, byName: actor.name, reason } }, ...(await callEnded(tx, row))],
        output: { deviationId, number: row.number, state: decision.value },
      });
    },
  });

export const approveDeviationAsPlanner = approvalAs("PLANNER");
export const approveDeviationAsQuality = approvalAs("QUALITY");
export const refuseDeviationAsPlanner = refusalAs("PLANNER");
export const refuseDeviationAsQuality = refusalAs("QUALITY");
