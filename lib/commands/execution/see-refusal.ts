import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { needsAttention } from "@/db/schema/execution";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { SEE_REFUSAL } from "@/lib/commands/needs-attention";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";

/** `undone`: it was taken back at the tablet, before anybody there knew that it was refused. */
const SeeRefusalInput = z.strictObject({ ...CommandHeadShape, refusedId: z.uuid(), undone: z.literal(true).optional() });

/**
 * EX-22: who entered something has read at the tablet why it was not taken, or it went through after all; it is not the lead's to look into any more. Changes
 * nothing where somebody else entered it, where it is settled, and where nobody waited when it came, unless they had taken it back: what a hand has withdrawn is not to be
 * taken in.
 */
export const seeRefusal = defineCommand({
  name: SEE_REFUSAL,
  // Each role that enters something at a tablet has it; whether it is theirs is asked below.
  permission: "exception.end",
  input: SeeRefusalInput,
  // What was refused before its site was known waits for nobody: any site of theirs will do.
  site: async (tx, { refusedId }, actor) => (await find(tx, refusedId))?.siteId ?? actor.sites[0]?.siteId ?? null,
  async run({ tx, actor }, { refusedId, undone }) {
    const row = await find(tx, refusedId);
    const read = row !== undefined && (row.withHandUntil !== null || undone === true) && row.settledAt === null && row.personId === actor.personId;
    return accept({
      events: read
        ? [
            {
              id: newId(),
              type: "attention.settled" as const,
              aggregate: "attention" as const,
              aggregateId: row.id,
              orderId: null,
              payload: { attentionId: row.id, personId: actor.personId, note: null, ...(undone === true ? { undone } : {}) },
            },
          ]
        : [],
      output: { read },
    });
  },
});

async function find(tx: Tx, refusedId: string) {
  const [row] = await tx.select().from(needsAttention).where(eq(needsAttention.commandId, refusedId)).for("update");
  return row;
}
