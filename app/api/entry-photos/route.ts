import { z } from "zod";
import { addEntryPhoto } from "@/lib/commands/execution/add-entry-photo";
import { MOST_UPLOAD_BYTES } from "@/lib/commands/execution/entry-photo.schema";
import { speaker } from "@/lib/edge/carry-out";
import { defineHandler } from "@/lib/edge/define-handler";
import { readBytes } from "@/lib/edge/read-json";
import { runCommand } from "@/lib/edge/run-command";

/**
 * Takes the photo of an entry from a tablet's queue, as the bytes of the body. Like the queue's commands it says for whom it speaks, and proves it where that is
 * not whose session brings it (SEC-06).
 */
export const POST = defineHandler({
  name: "entry-photos.add",
  // The command asks for the right of whoever took it.
  access: { who: "signed-in" },
  query: z.strictObject({
    account: z.string(),
    commandId: z.uuidv7(),
    entry: z.uuidv7(),
    eventTime: z.iso.datetime({ offset: true }),
    signOn: z.uuid().optional(),
    proof: z.string().optional(),
  }),
  // A tablet that was without the network for a shift sends all of them, one after the other.
  perMinute: 120,
  run: async ({ request, actor, query: { account, commandId, entry, eventTime, signOn, proof } }) => {
    const by = signOn === undefined || proof === undefined ? undefined : { accountId: account, signOn, proof };
    const spoken = await speaker(actor, account, by, { command: "add-entry-photo", input: { entryCommandId: entry, commandId, eventTime } });
    if (!spoken.ok) return spoken;
    const bytes = await readBytes(request, MOST_UPLOAD_BYTES);
    if (bytes === null) return { ok: false, code: "PHOTO_TOO_LARGE", params: {} };
    return runCommand(spoken.actor, addEntryPhoto, { commandId, entryCommandId: entry, eventTime, bytes: Buffer.from(bytes).toString("base64") });
  },
});
