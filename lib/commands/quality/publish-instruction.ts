import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { later } from "@/lib/commands/execution/facts";
import { decidePublish } from "@/lib/domain/quality/instruction";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { PublishInstructionInput } from "./instruction.schema";
import { lockInstruction, siteOfInstruction } from "./instruction-store";

/**
 * A draft counts from now on, by the server's clock, and ends what counted until now. Refuses INSTRUCTION_OVER, INSTRUCTION_EMPTY, CHANGED_MEANWHILE when
 * somebody else has saved it since it was read, and for a process PERSON_REQUIRED.
 */
export const publishInstruction = defineCommand({
  name: "publish-instruction",
  permission: "instruction.write",
  input: PublishInstructionInput,
  site: (tx, input) => siteOfInstruction(tx, input.instructionId),
  async run({ tx, actor, recordedAt }, input) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const { row, versions } = await lockInstruction(tx, input.instructionId);
    const decision = decidePublish({ ...row, ended: row.validTo !== null });
    if (!decision.ok) return decision;
    if (row.writtenAt.getTime() !== Date.parse(input.seen)) return refuse("CHANGED_MEANWHILE");
    const last = versions.find(({ state, validTo }) => state === "PUBLISHED" && validTo === null);
    return accept({
      events: [
        {
          id: newId(),
          type: "instruction.published",
          aggregate: "instruction",
          aggregateId: row.id,
          orderId: null,
          // Clocks of two servers differ by a little: no version ends before it began.
          eventTime: later(recordedAt, last?.validFrom ?? undefined),
          payload: { instructionId: row.id, endsId: last?.id ?? null, by, byName: actor.name },
        },
      ],
      output: { instructionId: row.id, version: row.version },
    });
  },
});
