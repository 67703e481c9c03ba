import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { storedFile } from "@/lib/edge/stored-file";
import { instructionFile } from "@/lib/queries/quality/instruction-file";

/** A picture or PDF of an instruction. Its address is its digest, so that a browser keeps it for good, without the network as well. */
export const GET = defineHandler({
  name: "instruction-files.show",
  access: { who: "person", permission: "instruction.read" },
  params: z.object({ sha: z.string().regex(/^[0-9a-f]{64}$/) }),
  run: async ({ actor, params: { sha } }) => {
    const file = await instructionFile(reader(), actor, sha);
    if (file === null) return { ok: false, code: "NOT_FOUND", params: {} };
    return storedFile(file, `instruction-${sha.slice(0, 12)}`, "for good");
  },
});
