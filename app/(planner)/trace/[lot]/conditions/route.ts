import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { MOST_PIXELS } from "@/lib/queries/telemetry/history";
import { lotConditions } from "@/lib/queries/trace/lot-conditions";

/** TR-03: what was measured while a lot, or one piece of it, was made; trends as fine as the pixels of their pictures. */
export const GET = defineHandler({
  name: "lot-conditions",
  access: { who: "person", permission: "trace.read" },
  query: z.object({ lot: z.uuid(), piece: z.uuid().optional(), pixels: z.coerce.number().int().min(1).max(MOST_PIXELS) }),
  run: async ({ actor, query }) => {
    const told = await lotConditions(reader(), actor, query.lot, query.piece ?? null, query.pixels);
    return told ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});
