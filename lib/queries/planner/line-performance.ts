import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { type Reader, readRows } from "@/lib/queries/reader";
import { performance, type Performance, type PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";
import { recentShifts } from "@/lib/queries/totals/recent-shifts";
import { findLine } from "./line-screen";

/** The periods that a line's figures are told for: the shift that runs or ran last, a day back, a week back. */
export const PERFORMANCE_PERIODS = ["shift", "day", "week"] as const;
export type PerformancePeriod = (typeof PERFORMANCE_PERIODS)[number];

const HOUR_MS = 3_600_000;
const BACK_MS = { day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

/** `told` is null where nothing was planned on the line in the period: there is no shift to tell of. */
export type LinePerformance = {
  readonly line: { readonly code: string; readonly name: string };
  readonly site: { readonly code: string; readonly name: string; readonly timeZone: string };
  /** Name of the shift, for the period of one. */
  readonly shift: string | null;
  readonly told: Performance | null;
};

const Line = z.object({ code: z.string(), name: z.string(), site: z.string(), siteName: z.string(), timeZone: z.string() });

/** §5: the KPIs of a line over a period, split as asked. Null when the reader's sites have no such line (S26). */
export async function linePerformance(
  reader: Reader,
  actor: Actor,
  { code, siteCode, period, by }: { readonly code: string; readonly siteCode: string | null; readonly period: PerformancePeriod; readonly by: (typeof PERFORMANCE_PARTS)[number] },
): Promise<LinePerformance | null> {
  const found = await findLine(reader, actor, code, siteCode);
  if (found === null) return null;
  const [line] = await readRows(
    reader.db,
    Line,
    sql`select c.code, c.name, s.code as site, s.name as "siteName", s.time_zone as "timeZone" from reference.equipment c join reference.site s on s.id = c.site_id where c.id = ${found.id}::uuid`,
  );
  if (line === undefined) return null;
  const shift = period === "shift" ? ((await recentShifts(reader, [found.id], 1)).get(found.id)?.[0] ?? null) : null;
  const span =
    period !== "shift"
      ? { from: new Date(reader.now.getTime() - BACK_MS[period]), to: reader.now }
      : shift === null
        ? null
        : { from: shift.from, to: shift.to < reader.now ? shift.to : reader.now };
  const told = span === null ? null : await performance(reader, actor, { site: line.site, workCentre: line.code, by, ...span });
  return {
    line: { code: line.code, name: line.name },
    site: { code: line.site, name: line.siteName, timeZone: line.timeZone },
    shift: shift?.name ?? null,
    told: told === null || told.workUnits.length === 0 ? null : told,
  };
}
