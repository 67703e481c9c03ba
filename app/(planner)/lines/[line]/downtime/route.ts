import { z } from "zod";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { findLine } from "@/lib/queries/planner/line-screen";
import { plannedDowntimeOf } from "@/lib/queries/planner/planned-downtime";
import { lineWhereabouts } from "@/lib/queries/whereabouts";

/** A further page of what is planned of a line; the first one comes with the line's page. */
export const GET = defineHandler({
  name: "planned-downtime",
  access: { who: "person", permission: "plan.read" },
  params: z.object({ line: z.string() }),
  query: z.object({ site: z.string().optional(), page: z.coerce.number().int().min(1).max(10_000) }),
  run: async ({ actor, params, query }) => {
    const line = await findLine(reader(), actor, params.line, query.site ?? null);
    if (line !== null) return plannedDowntimeOf(reader(), line.id, query.page);
    await noteUnseen(actor, "line.open", params.line, await lineWhereabouts(reader(), actor, "plan.read", params.line, query.site ?? null));
    return { ok: false, code: "NOT_FOUND", params: {} };
  },
});
