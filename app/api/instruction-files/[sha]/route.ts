import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { instructionFile } from "@/lib/queries/quality/instruction-file";

const YEAR_SECONDS = 31_536_000;

// Nothing in it runs, loads or frames anything, whatever it may carry. The browser's own viewer of PDFs does not open in a sandbox.
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A picture or PDF of an instruction. Its address is its digest, so that a browser keeps it for good, without the network as well. */
export const GET = defineHandler({
  name: "instruction-files.show",
  access: { who: "person", permission: "instruction.read" },
  params: z.object({ sha: z.string().regex(/^[0-9a-f]{64}$/) }),
  run: async ({ actor, params: { sha } }) => {
    const file = await instructionFile(reader(), actor, sha);
    if (file === null) return { ok: false, code: "NOT_FOUND", params: {} };
    const pdf = file.contentType === "application/pdf";
    return new Response(new Uint8Array(file.bytes), {
      headers: {
        "content-type": file.contentType,
        "content-disposition": `inline; filename="instruction-${sha.slice(0, 12)}.${file.contentType.split("/")[1] ?? "bin"}"`,
        "content-security-policy": pdf ? `${NOTHING}; object-src 'self'; style-src 'unsafe-inline'` : `${NOTHING}; sandbox`,
        "cache-control": `private, max-age=${YEAR_SECONDS}, immutable`,
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      },
    });
  },
});
