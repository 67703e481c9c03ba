import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { needsAttention } from "@/db/schema/execution";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";

const SettleAttentionInput = z.strictObject({ ...CommandHeadShape, attentionId: z.uuid(), note: z.string().trim().min(1).max(500) });

/** EX-22: a lead says what became of a late entry that could not be taken: entered anew, counted by hand, nothing to do. Refuses with ATTENTION_SETTLED. */
export const settleAttention = defineCommand({
  name: "settle-attention",
  permission: "override.approve",
  input: SettleAttentionInput,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: needsAttention.siteId }).from(needsAttention).where(eq(needsAttention.id, input.attentionId));
    return row?.siteId ?? null;
  },
  async run({ tx, actor }, { attentionId, note }) {
    const [row] = await tx.select().from(needsAttention).where(eq(needsAttention.id, attentionId)).for("update");
    if (row === undefined) throw new Error(`${attentionId} vanished after its site was found`);
    if (row.settledAt !== null) return refuse("ATTENTION_SETTLED");
    return accept({
      events: [
        {
          id: newId(),
          type: "attention.settled" as const,
          aggregate: "attention" as const,
          aggregateId: attentionId,
          orderId: null,
          payload: { attentionId, personId: actor.personId, note },
        },
      ],
      output: { settled: attentionId },
    });
  },
});
