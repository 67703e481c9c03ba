import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { wallScreen } from "@/lib/queries/planner/wall-screen";

/** The wall display again, for the one that hangs there. */
export const GET = defineHandler({
  name: "wall-screen",
  access: { who: "watcher", permission: "plan.read" },
  params: z.object({ site: z.string() }),
  query: z.object({ line: z.string().optional() }),
  run: async ({ actor, params, query }) => (await wallScreen(await floorReader(), actor, params.site, query.line ?? null)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
