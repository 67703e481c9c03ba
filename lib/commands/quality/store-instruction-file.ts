import "server-only";
import { createHash } from "node:crypto";
import { instructionFile } from "@/db/schema/instruction";
import { defineCommand } from "@/lib/commands/define-command";
import { decideFile } from "@/lib/domain/quality/instruction-file";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { StoreInstructionFileInput } from "./instruction.schema";
import { siteOfItem } from "./instruction-store";

/**
 * Keeps a picture or PDF for the instructions of the item's site, under the digest of its bytes: the same file twice is there once. The fact names the digest,
 * and the bytes stand beside the log. Refuses FILE_TOO_LARGE, FILE_NOT_TAKEN and, for a process, PERSON_REQUIRED.
 */
export const storeInstructionFile = defineCommand({
  name: "store-instruction-file",
  permission: "instruction.write",
  input: StoreInstructionFileInput,
  site: (tx, input) => siteOfItem(tx, input.itemId),
  async run({ tx, actor, siteId, recordedAt }, input) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const bytes = Buffer.from(input.bytes, "base64");
    const decision = decideFile(bytes);
    if (!decision.ok) return decision;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const output = { sha256, contentType: decision.value };
    const fileId = newId();
    const stored = await tx
      .insert(instructionFile)
      .values({ id: fileId, siteId, sha256, contentType: decision.value, bytes, storedAt: recordedAt })
      .onConflictDoNothing({ target: [instructionFile.siteId, instructionFile.sha256] })
      .returning({ id: instructionFile.id });
    if (stored.length === 0) return accept({ events: [], output });
    return accept({
      events: [
        {
          id: newId(),
          type: "instruction.file_stored",
          aggregate: "instruction",
          aggregateId: fileId,
          orderId: null,
          payload: { fileId, sha256, contentType: decision.value, size: bytes.length, name: input.name, by, byName: actor.name },
        },
      ],
      output,
    });
  },
});
