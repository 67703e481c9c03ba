import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { later } from "@/lib/commands/execution/facts";
import { decideInstructionMove } from "@/lib/domain/quality/instruction";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { WithdrawInstructionInput } from "./instruction.schema";
import { lockInstruction, siteOfInstruction } from "./instruction-store";

/** A version counts no more, without a next one; a draft is thrown away. Refuses INSTRUCTION_OVER and, for a process, PERSON_REQUIRED. */
export const withdrawInstruction = defineCommand({
  name: "withdraw-instruction",
  permission: "instruction.write",
  input: WithdrawInstructionInput,
  site: (tx, input) => siteOfInstruction(tx, input.instructionId),
  async run({ tx, actor, recordedAt }, { instructionId, reason }) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const { row } = await lockInstruction(tx, instructionId);
    const decision = decideInstructionMove({ state: row.state, ended: row.validTo !== null }, "WITHDRAWN");
    if (!decision.ok) return decision;
    return accept({
      events: [
        {
          id: newId(),
          type: "instruction.withdrawn",
          aggregate: "instruction",
          aggregateId: row.id,
          orderId: null,
          eventTime: later(recordedAt, row.validFrom ?? undefined),
          payload: { instructionId, reason, by, byName: actor.name },
        },
      ],
      output: { instructionId },
    });
  },
});
