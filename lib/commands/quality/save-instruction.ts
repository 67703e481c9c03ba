import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { routingOperation, routingVersion } from "@/db/schema/engineering";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { SaveInstructionInput } from "./instruction.schema";
import { hasAllFiles, lockVersions, siteOfItem } from "./instruction-store";

/**
 * Writes the draft for an item and an operation, a new one or the one that is there. What is published stays as it is. Refuses CHANGED_MEANWHILE when
 * somebody else has saved it since it was read, OPERATION_UNKNOWN, FILE_UNKNOWN, and for a process PERSON_REQUIRED.
 */
export const saveInstruction = defineCommand({
  name: "save-instruction",
  permission: "instruction.write",
  input: SaveInstructionInput,
  site: (tx, input) => siteOfItem(tx, input.itemId),
  async run({ tx, actor, siteId, recordedAt }, { itemId, opNo, title, gate, content, seen }) {
    const by = signerOf(actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    const versions = await lockVersions(tx, itemId, opNo);
    const draft = versions.find(({ state }) => state === "DRAFT");
    if ((draft?.writtenAt.getTime() ?? null) !== (seen === null ? null : Date.parse(seen))) return refuse("CHANGED_MEANWHILE");
    if (draft === undefined && !(await isRouted(tx, itemId, opNo))) return refuse("OPERATION_UNKNOWN", { opNo });
    if (!(await hasAllFiles(tx, siteId, content))) return refuse("FILE_UNKNOWN");
    const instructionId = draft?.id ?? newId();
    const version = draft?.version ?? (versions.at(-1)?.version ?? 0) + 1;
    return accept({
      // By the server's clock: two drafts of one instant would look the same to whoever saves the next.
      events: [
        {
          id: newId(),
          type: "instruction.drafted",
          aggregate: "instruction",
          aggregateId: instructionId,
          orderId: null,
          eventTime: recordedAt,
          payload: { instructionId, itemId, opNo, version, title, content, gate, by, byName: actor.name },
        },
      ],
      output: { instructionId, version, savedAt: recordedAt.toISOString() },
    });
  },
});

/** Whether any version of the item's routing has that operation: orders of an older one may still be open. */
async function isRouted(tx: Tx, itemId: string, opNo: number): Promise<boolean> {
  const [row] = await tx
    .select({ id: routingOperation.id })
    .from(routingOperation)
    .innerJoin(routingVersion, eq(routingVersion.id, routingOperation.routingVersionId))
    .where(and(eq(routingVersion.itemId, itemId), eq(routingOperation.opNo, opNo)))
    .limit(1);
  return row !== undefined;
}
