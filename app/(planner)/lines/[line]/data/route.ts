import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { lineWhereabouts } from "@/lib/queries/whereabouts";
import { lineScreen } from "@/lib/queries/planner/line-screen";

/** The line's page again, for the one that is open. */
export const GET = defineHandler({
  name: "line-screen",
  access: { who: "person", permission: "plan.read" },
  params: z.object({ line: z.string() }),
  query: z.object({ site: z.string().optional() }),
  run: async ({ actor, params, query }) => {
    const screen = await lineScreen(reader(), actor, params.line, query.site ?? null);
    if (screen !== null) return screen;
    await noteUnseen(actor, "line.open", params.line, await lineWhereabouts(reader(), actor, "plan.read", params.line, query.site ?? null));
    return { ok: false, code: "NOT_FOUND", params: {} };
  },
});
