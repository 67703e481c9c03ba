import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { UNIT_PERIODS, unitTrendsOf } from "@/lib/queries/planner/unit-screen";
import { MOST_PIXELS } from "@/lib/queries/telemetry/history";

/** The trends of a work unit's parameters, as fine as the pixels of their pictures. */
export const GET = defineHandler({
  name: "unit-trends",
  access: { who: "person", permission: "stop.read" },
  params: z.object({ line: z.string(), unit: z.string() }),
  query: z.object({ site: z.string(), period: z.enum(UNIT_PERIODS), pixels: z.coerce.number().int().min(1).max(MOST_PIXELS) }),
  run: async ({ actor, params, query }) => {
    const trends = await unitTrendsOf(reader(), actor, { ...params, siteCode: query.site }, query.period, query.pixels);
    return trends ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});
