import { and, eq, gt, inArray, not, notInArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { isOvertaken, MISSED_DAYS } from "@/db/overtaken";
import { FINAL_REFUSALS, inboxMessage } from "@/db/schema/integration";
import { inOurWords, inTheirWords, type Words } from "@/lib/erp/words";
import { contentDigest } from "@/lib/integration/inbox/receive";

const Payload = z.looseObject({ type: z.string(), subject: z.string(), data: z.json() });

/**
 * IN-06: messages that wait are read anew with the words that count from now on, and are tried at the next look; what was refused within a week, and
 * no later version overtook, is read anew for whoever replays it. Their way back to the ERP's words is that of the former table. Answers how many of those that wait changed.
 */
export async function retranslateOpen(tx: Tx, connectionId: string, { before, after, at }: { readonly before: Words; readonly after: Words; readonly at: Date }): Promise<number> {
  const open = await tx
    .select({ id: inboxMessage.id, payload: inboxMessage.payload, state: inboxMessage.state })
    .from(inboxMessage)
    .where(
      and(
        eq(inboxMessage.connectionId, connectionId),
        or(
          inArray(inboxMessage.state, ["RECEIVED", "PARKED", "FAILED"]),
          and(
            eq(inboxMessage.state, "REFUSED"),
            notInArray(inboxMessage.code, [...FINAL_REFUSALS]),
            gt(inboxMessage.receivedAt, new Date(at.getTime() - MISSED_DAYS * 86_400_000)),
            not(isOvertaken(sql`${inboxMessage}`)),
          ),
        ),
      ),
    )
    .orderBy(inboxMessage.id)
    .for("update");
  let changed = 0;
  for (const { id, payload, state } of open) {
    const read = Payload.safeParse(payload);
    if (!read.success) continue;
    const anew = { ...read.data, data: inOurWords(inTheirWords(read.data, before).data, after) };
    const digest = contentDigest(anew);
    if (digest === contentDigest(read.data)) continue;
    const refused = state === "REFUSED";
    if (!refused) changed += 1;
    const again = { state: "RECEIVED" as const, faults: 0, missing: [], code: null, reason: null };
    await tx
      .update(inboxMessage)
      .set({ payload: anew, digest, ...(refused ? {} : again) })
      .where(eq(inboxMessage.id, id));
  }
  return changed;
}
