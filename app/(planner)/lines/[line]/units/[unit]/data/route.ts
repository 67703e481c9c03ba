import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { UNIT_PERIODS, unitScreen } from "@/lib/queries/planner/unit-screen";
import { unitWhereabouts } from "@/lib/queries/whereabouts";

/** The page of a work unit again, for the one that is open. */
export const GET = defineHandler({
  name: "unit-screen",
  access: { who: "person", permission: "stop.read" },
  params: z.object({ line: z.string(), unit: z.string() }),
  query: z.object({ site: z.string(), period: z.enum(UNIT_PERIODS) }),
  run: async ({ actor, params, query }) => {
    const place = { ...params, siteCode: query.site };
    const screen = await unitScreen(reader(), actor, place, query.period);
    if (screen !== null) return screen;
    await noteUnseen(actor, "unit.open", params.unit, await unitWhereabouts(reader(), actor, "stop.read", place));
    return { ok: false, code: "NOT_FOUND", params: {} };
  },
});
