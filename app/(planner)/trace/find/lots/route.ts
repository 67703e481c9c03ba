import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { suggestLots } from "@/lib/queries/trace/lot-head";

/** Lots whose number begins with what was typed. */
export const GET = defineHandler({
  name: "trace-suggestions",
  access: { who: "person", permission: "trace.read" },
  query: z.object({ q: z.string().max(80).default("") }),
  run: async ({ actor, query }) => suggestLots(reader(), actor, query.q),
});
