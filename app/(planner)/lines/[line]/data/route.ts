import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { lineScreen } from "@/lib/queries/planner/line-screen";

/** The line's page again, for the one that is open. */
export const GET = defineHandler({
  name: "line-screen",
  access: { who: "person", permission: "plan.read" },
  params: z.object({ line: z.string() }),
  query: z.object({ site: z.string().optional() }),
  run: async ({ actor, params, query }) => (await lineScreen(reader(), actor, params.line, query.site ?? null)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
