import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { UNIT_PERIODS, unitTrendsOf } from "@/lib/queries/planner/unit-screen";
import { MOST_TRENDS } from "@/lib/queries/planner/unit-signals";
import { MOST_PIXELS } from "@/lib/queries/telemetry/history";

const Names = z.union([z.string().transform((name) => [name]), z.array(z.string()).max(MOST_TRENDS)]).default([]);

/** The trends of a work unit's parameters, as fine as the pixels of their pictures; of these names, else of the first ones. */
export const GET = defineHandler({
  name: "unit-trends",
  access: { who: "person", permission: "stop.read" },
  params: z.object({ line: z.string(), unit: z.string() }),
  query: z.object({ site: z.string(), period: z.enum(UNIT_PERIODS), pixels: z.coerce.number().int().min(1).max(MOST_PIXELS), name: Names }),
  run: async ({ actor, params, query }) => {
    const trends = await unitTrendsOf(reader(), actor, { ...params, siteCode: query.site }, query.period, query.pixels, query.name);
    return trends ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});
