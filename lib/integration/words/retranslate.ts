import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { inboxMessage } from "@/db/schema/integration";
import { inOurWords, inTheirWords, type Words } from "@/lib/erp/words";
import { contentDigest } from "@/lib/integration/inbox/receive";

const Payload = z.looseObject({ type: z.string(), subject: z.string(), data: z.json() });

/**
 * IN-06: messages that wait are read anew with the words that count from now on, and are tried at the next look. Their way back to the ERP's
 * words is that of the former table. Answers how many changed.
 */
export async function retranslateOpen(tx: Tx, connectionId: string, before: Words, after: Words): Promise<number> {
  const open = await tx
    .select({ id: inboxMessage.id, payload: inboxMessage.payload })
    .from(inboxMessage)
    .where(and(eq(inboxMessage.connectionId, connectionId), inArray(inboxMessage.state, ["RECEIVED", "PARKED", "FAILED"])))
    .orderBy(inboxMessage.id)
    .for("update");
  let changed = 0;
  for (const { id, payload } of open) {
    const read = Payload.safeParse(payload);
    if (!read.success) continue;
    const anew = { ...read.data, data: inOurWords(inTheirWords(read.data, before).data, after) };
    const digest = contentDigest(anew);
    if (digest === contentDigest(read.data)) continue;
    changed += 1;
    await tx.update(inboxMessage).set({ payload: anew, digest, state: "RECEIVED", faults: 0, missing: [], code: null, reason: null }).where(eq(inboxMessage.id, id));
  }
  return changed;
}
