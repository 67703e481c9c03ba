import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { floorReader } from "@/lib/edge/floor-reader";
import { AskedRun, runView } from "@/lib/queries/operator/run-view";

/** What the tablet at one work unit shows. */
export const GET = defineHandler({
  name: "station.unit",
  access: { who: "person", permission: "operation.read" },
  params: z.object({ workUnit: z.string().min(1).max(80) }),
  query: z.object({ run: AskedRun.optional() }),
  run: async ({ actor, params, query }) => (await runView(await floorReader(), actor, params.workUnit, query.run)) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
