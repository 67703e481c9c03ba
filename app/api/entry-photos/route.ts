import { z } from "zod";
import { addEntryPhoto } from "@/lib/commands/execution/add-entry-photo";
import { MOST_UPLOAD_BYTES } from "@/lib/commands/execution/entry-photo.schema";
import { defineHandler } from "@/lib/edge/define-handler";
import { readBytes } from "@/lib/edge/read-json";
import { runCommand } from "@/lib/edge/run-command";

/**
 * Takes the photo of an entry from a tablet's queue, as the bytes of the body. Like the queue's commands it says for whom it speaks: in anybody else's session
 * that is UNAUTHENTICATED (SEC-06).
 */
export const POST = defineHandler({
  name: "entry-photos.add",
  access: { who: "person", permission: "operation.execute" },
  query: z.strictObject({ account: z.string(), commandId: z.uuidv7(), entry: z.uuidv7(), eventTime: z.iso.datetime({ offset: true }) }),
  // A tablet that was without the network for a shift sends all of them, one after the other.
  perMinute: 120,
  run: async ({ request, actor, query: { account, commandId, entry, eventTime } }) => {
    if (account !== actor.accountId) return { ok: false, code: "UNAUTHENTICATED", params: {} };
    const bytes = await readBytes(request, MOST_UPLOAD_BYTES);
    if (bytes === null) return { ok: false, code: "PHOTO_TOO_LARGE", params: {} };
    return runCommand(actor, addEntryPhoto, { commandId, entryCommandId: entry, eventTime, bytes: Buffer.from(bytes).toString("base64") });
  },
});
