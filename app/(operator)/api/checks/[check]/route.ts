import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { checkTrend } from "@/lib/queries/operator/check-trend";

/** The last values of what a check measures. */
export const GET = defineHandler({
  name: "check.trend",
  access: { who: "person", permission: "trace.read" },
  params: z.object({ check: z.uuid() }),
  run: async ({ actor, params }) => (await checkTrend(await floorReader(), actor, params.check)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
