import { and, eq, isNotNull } from "drizzle-orm";
import { instruction, instructionAcknowledgement } from "@/db/schema/instruction";
import type { InstructionPayloads } from "@/lib/eventlog/payloads/instruction";
import type { Projections } from "@/lib/eventlog/projection";

/** Versions of instructions with the spans in which they count, and who has read which. */
export const instructionProjections: Projections<keyof InstructionPayloads> = {
  "instruction.drafted": async (tx, event) => {
    const { instructionId, by, byName, title, content, gate, ...about } = event.payload;
    const written = { title, content, gate, writtenBy: by, writtenName: byName, writtenAt: event.eventTime };
    await tx
      .insert(instruction)
      .values({ id: instructionId, siteId: event.siteId, ...about, ...written, state: "DRAFT" })
      .onConflictDoUpdate({ target: instruction.id, set: written });
  },
  "instruction.published": async (tx, event) => {
    const { instructionId, endsId, by, byName } = event.payload;
    // The last one ends first: at no instant do two count.
    if (endsId !== null) await tx.update(instruction).set({ validTo: event.eventTime }).where(eq(instruction.id, endsId));
    await tx
      .update(instruction)
      .set({ state: "PUBLISHED", validFrom: event.eventTime, writtenBy: by, writtenName: byName, writtenAt: event.eventTime })
      .where(eq(instruction.id, instructionId));
  },
  "instruction.withdrawn": async (tx, event) => {
    const { instructionId, reason } = event.payload;
    await tx.update(instruction).set({ state: "WITHDRAWN", withdrawnReason: reason }).where(eq(instruction.id, instructionId));
    // A draft never counted, so that nothing ends with it.
    await tx
      .update(instruction)
      .set({ validTo: event.eventTime })
      .where(and(eq(instruction.id, instructionId), isNotNull(instruction.validFrom)));
  },
  "instruction.acknowledged": async (tx, event) => {
    const { acknowledgementId, ticked, ...values } = event.payload;
    await tx.insert(instructionAcknowledgement).values({ ...values, id: acknowledgementId, siteId: event.siteId, ticked: [...ticked], acknowledgedAt: event.eventTime });
  },
};
