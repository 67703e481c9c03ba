import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { needsAttention } from "@/db/schema/execution";
import type { Actor } from "@/lib/auth/actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { SEE_REFUSAL } from "@/lib/commands/needs-attention";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";

/** `refusedId`: as what the refusal says that it is listed (`listedAs`), else its key. `undone`: it was taken back at the tablet, before anybody there knew that it was refused. */
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
  site: async (tx, { refusedId }, actor) => (await find(tx, refusedId, actor))?.siteId ?? actor.sites[0]?.siteId ?? null,
  async run({ tx, actor }, { refusedId, undone }) {
    const row = await find(tx, refusedId, actor);
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

/**
 * What is listed as `refusedId`. A tablet of before names the key also where it read that this was used for something else (EX-23), and what it had sent is listed as
 * something else: that, where nothing else of theirs can be meant; undefined where it says not which.
 */
async function find(tx: Tx, refusedId: string, { personId, sites }: Actor) {
  const [named] = await tx.select().from(needsAttention).where(eq(needsAttention.commandId, refusedId)).for("update");
  if (personId === null) return named;
  const siteIds = sites.map(({ siteId }) => siteId);
  const [reused, ...others] = await tx
    .select()
    .from(needsAttention)
    .where(
      and(
        inArray(needsAttention.siteId, siteIds),
        isNull(needsAttention.settledAt),
        eq(needsAttention.personId, personId),
        eq(needsAttention.code, "KEY_REUSED"),
        sql`${needsAttention.params} ->> 'commandId' = ${refusedId}`,
      ),
    )
    .limit(2)
    .for("update");
  if (reused === undefined) return named;
  return others.length === 0 && named?.personId !== personId ? reused : undefined;
}
