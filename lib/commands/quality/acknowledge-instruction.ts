import "server-only";
import { and, eq } from "drizzle-orm";
import { instruction, instructionAcknowledgement } from "@/db/schema/instruction";
import { defineCommand } from "@/lib/commands/define-command";
import { findPerson, findUnit, lockOperation, siteOfOperation } from "@/lib/commands/execution/store";
import { decideAcknowledgement } from "@/lib/domain/quality/instruction";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { AcknowledgeInstructionInput } from "./instruction.schema";

/**
 * EX-01, EX-03: the person at the tablet has read a version for an operation and ticked each point of its checklist. What was read without the network counts
 * as well, also where a new version was published meanwhile: the start that follows then asks for that one. Once is enough: a second time changes nothing.
 * Refuses what `decideAcknowledgement` does, INSTRUCTION_ELSEWHERE, WORK_UNIT_UNKNOWN, PERSON_REQUIRED.
 */
export const acknowledgeInstruction = defineCommand({
  name: "acknowledge-instruction",
  permission: "operation.execute",
  input: AcknowledgeInstructionInput,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, actor, siteId }, { instructionId, operationId, workUnitId, ticked }) {
    const person = await findPerson(tx, actor.personId);
    if (person === null) return refuse("PERSON_REQUIRED");
    // Locked, so that two taps of one person do not both find it unread.
    const { operation, order } = await lockOperation(tx, operationId);
    const [row] = await tx.select().from(instruction).where(eq(instruction.id, instructionId));
    if (row === undefined || row.itemId !== order.itemId || row.opNo !== operation.opNo) return refuse("INSTRUCTION_ELSEWHERE");
    if (workUnitId !== undefined && (await findUnit(tx, siteId, workUnitId)) === null) return refuse("WORK_UNIT_UNKNOWN");
    const decision = decideAcknowledgement({ validFrom: row.validFrom, points: row.content.points }, ticked);
    if (!decision.ok) return decision;
    const [before] = await tx
      .select({ id: instructionAcknowledgement.id })
      .from(instructionAcknowledgement)
      .where(
        and(eq(instructionAcknowledgement.instructionId, row.id), eq(instructionAcknowledgement.operationId, operation.id), eq(instructionAcknowledgement.personId, person.id)),
      );
    if (before !== undefined) return accept({ events: [], output: { acknowledgementId: before.id } });
    const acknowledgementId = newId();
    return accept({
      events: [
        {
          id: newId(),
          type: "instruction.acknowledged",
          aggregate: "operation",
          aggregateId: operation.id,
          orderId: order.id,
          payload: { acknowledgementId, instructionId: row.id, operationId: operation.id, personId: person.id, workUnitId: workUnitId ?? null, ticked: decision.value },
        },
      ],
      output: { acknowledgementId },
    });
  },
});
