import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { unitReasons } from "@/lib/queries/planner/unit-screen";

/** Why the machine may stand, for who may name it. */
export const GET = defineHandler({
  name: "unit-reasons",
  access: { who: "person", permission: "stop.classify" },
  params: z.object({ line: z.string(), unit: z.string() }),
  query: z.object({ site: z.string() }),
  run: async ({ actor, params, query }) => (await unitReasons(reader(), actor, { ...params, siteCode: query.site })) ?? { ok: false, code: "NOT_FOUND", params: {} },
});
