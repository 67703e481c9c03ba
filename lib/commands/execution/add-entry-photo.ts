import "server-only";
import { createHash } from "node:crypto";
import { and, eq, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entryPhoto, photoFile } from "@/db/schema/entry-photo";
import { command } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import type { Actor } from "@/lib/auth/actor";
import { defineCommand } from "@/lib/commands/define-command";
import { decidePhoto } from "@/lib/domain/execution/entry-photo";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { AddEntryPhotoInput } from "./entry-photo.schema";
import { lockOperation } from "./store";
import type { EntryRow } from "./take-back";

/**
 * EX-13: keeps the photo of an entry of scrap or rework, for whoever made the entry. The fact names its digest, and the bytes stand beside the log. It names the entry
 * that the photo was taken of: where that was corrected, before or after (EX-19), readers see it at the one that counts.
 * Refuses NO_PHOTO_OF_THIS, PHOTO_ENTRY_UNDONE, PHOTO_THERE, PHOTO_TOO_LARGE, PHOTO_NOT_TAKEN; an entry of somebody else is not found.
 */
export const addEntryPhoto = defineCommand({
  name: "add-entry-photo",
  permission: "operation.execute",
  input: AddEntryPhotoInput,
  follows: true,
  site: async (tx, input, actor) => (await entryOf(tx, actor, input.entryCommandId))?.siteId ?? null,
  async run({ tx, actor, siteId, recordedAt }, input) {
    const entry = await entryOf(tx, actor, input.entryCommandId);
    if (entry === null) throw new Error(`the entry of ${input.entryCommandId} vanished after its site was found`);
    // Whoever takes it back at this moment waits, or has.
    const { operation, order } = await lockOperation(tx, entry.operationId);
    const bytes = Buffer.from(input.bytes, "base64");
    const counting = await countingFor(tx, entry);
    const { scrap, rework } = counting ?? entry;
    const decision = decidePhoto(
      {
        rejects: scrap.gt(0) || rework.gt(0),
        isReversal: entry.reversesId !== null,
        reversed: counting === null,
        hasPhoto: (await tx.$count(entryPhoto, eq(entryPhoto.entryId, entry.id))) > 0,
      },
      bytes,
    );
    if (!decision.ok) return decision;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await tx
      .insert(photoFile)
      .values({ id: newId(), siteId, sha256, contentType: decision.value, bytes, storedAt: recordedAt })
      .onConflictDoNothing({ target: [photoFile.siteId, photoFile.sha256] });
    const photoId = newId();
    return accept({
      events: [
        {
          id: newId(),
          type: "production.photo_added",
          aggregate: "operation",
          aggregateId: entry.operationId,
          orderId: order.id,
          payload: { photoId, entryId: entry.id, operationId: entry.operationId, opNo: operation.opNo, personId: actor.personId, sha256, size: bytes.length },
        },
      ],
      output: { photoId },
    });
  },
});

/** What a command of the caller's own account recorded, or null. */
async function entryOf(tx: Tx, actor: Actor, commandId: string): Promise<EntryRow | null> {
  if (actor.accountId === null) return null;
  const [row] = await tx
    .select({ entry: productionEntry })
    .from(command)
    .innerJoin(productionEntry, sql`${productionEntry.id} = (${command.answer} -> 'data' ->> 'entryId')::uuid`)
    .where(sql`${command.id} = ${commandId} and ${command.name} = 'confirm-production' and ${command.outcome} = 'ACCEPTED' and ${command.accountId} = ${actor.accountId}`);
  return row?.entry ?? null;
}

/** The entry that counts now: this one, or what stands in its place, however often it was corrected; null where it was taken back and nothing does. */
async function countingFor(tx: Tx, entry: EntryRow): Promise<EntryRow | null> {
  const after = await tx
    .select()
    .from(productionEntry)
    // By the operation, which all of them are of: few entries to look through.
    .where(and(eq(productionEntry.operationId, entry.operationId), or(eq(productionEntry.reversesId, entry.id), eq(productionEntry.correctsId, entry.id))));
  if (after.length === 0) return entry;
  const instead = after.find((row) => row.correctsId === entry.id);
  return instead === undefined ? null : countingFor(tx, instead);
}
