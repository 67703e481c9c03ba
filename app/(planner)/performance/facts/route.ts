import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { performanceFacts } from "@/lib/queries/totals/performance-facts";
import { PERFORMANCE_DAYS } from "@/lib/queries/totals/performance-windows";
import { noteUnseenPerformance } from "@/app/(planner)/performance/note-unseen-performance";

const DAY_MS = 86_400_000;
const Code = z.string().min(1).max(80);
const Query = z
  .object({
    site: Code,
    line: Code.optional(),
    unit: Code.optional(),
    order: Code.optional(),
    item: Code.optional(),
    day: z.iso.date().optional(),
    shift: Code.optional(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    figure: Code,
  })
  .refine(({ from, to }) => Date.parse(to) > Date.parse(from) && Date.parse(to) - Date.parse(from) <= PERFORMANCE_DAYS * DAY_MS, {
    path: ["to"],
    error: `is after from, by at most ${PERFORMANCE_DAYS} days`,
  });

/** One figure of a page with the facts that it was made from. */
export const GET = defineHandler({
  name: "performance-facts",
  access: { who: "person", permission: "stop.read" },
  query: Query,
  run: async ({ actor, query: { line, unit, figure, from, to, ...of } }) => {
    const facts = await performanceFacts(reader(), actor, { ...of, workCentre: line, workUnit: unit, from: new Date(from), to: new Date(to) }, figure);
    if (facts !== null) return facts;
    await noteUnseenPerformance(actor, { site: of.site, line: line ?? null, order: of.order ?? null });
    return { ok: false, code: "NOT_FOUND", params: {} };
  },
});
