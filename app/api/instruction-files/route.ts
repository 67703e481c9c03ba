import { z } from "zod";
import { MOST_UPLOAD_BYTES } from "@/lib/commands/quality/instruction.schema";
import { storeInstructionFile } from "@/lib/commands/quality/store-instruction-file";
import { defineHandler } from "@/lib/edge/define-handler";
import { readBytes } from "@/lib/edge/read-json";
import { runCommand } from "@/lib/edge/run-command";

/** Takes a picture or PDF for an instruction, as the bytes of the body; what it is, its bytes say. Answers its digest and its type. */
export const POST = defineHandler({
  name: "instruction-files.store",
  access: { who: "person", permission: "instruction.write" },
  query: z.strictObject({ commandId: z.uuidv7(), item: z.uuid(), name: z.string().trim().min(1).max(200) }),
  perMinute: 30,
  run: async ({ request, actor, query: { commandId, item, name } }) => {
    const bytes = await readBytes(request, MOST_UPLOAD_BYTES);
    if (bytes === null) return { ok: false, code: "FILE_TOO_LARGE", params: { max: MOST_UPLOAD_BYTES / 1024 / 1024 } };
    return runCommand(actor, storeInstructionFile, { commandId, itemId: item, name, bytes: Buffer.from(bytes).toString("base64") });
  },
});
