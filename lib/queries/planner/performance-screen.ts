import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { performance, type Performance, type PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";
import { PERFORMANCE_DAYS } from "@/lib/queries/totals/performance-windows";
import { type SiteName, siteNames } from "./sites";

/** The periods that figures are told for: one shift, a day, a week or a month back, or the time of the order that is asked for. */
export const PERFORMANCE_PERIODS = ["shift", "day", "week", "month", "order"] as const;
export type PerformancePeriod = (typeof PERFORMANCE_PERIODS)[number];

const HOUR_MS = 3_600_000;
const BACK_MS = { day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: PERFORMANCE_DAYS * 24 * HOUR_MS } as const;
/** Shifts can be chosen this far back, in days, and so many of them. */
const SHIFT_DAYS = 21;
const MOST_SHIFTS = 63;

/** Whose figures, of which time, split by what; what is not named is all of it, and the first site of the reader's. */
export type PerformanceChoice = {
  readonly site: string | null;
  readonly line: string | null;
  readonly unit: string | null;
  readonly order: string | null;
  readonly item: string | null;
  readonly period: PerformancePeriod;
  /** Production day and name of the shift, for the period of one; the last that has begun unless told. */
  readonly day: string | null;
  readonly shift: string | null;
  readonly by: (typeof PERFORMANCE_PARTS)[number];
};

const Begun = z.object({ day: z.string(), name: z.string(), from: InstantColumn, to: InstantColumn });
const Line = z.object({ code: z.string(), name: z.string() });
const Ran = z.object({ from: InstantColumn.nullable(), to: InstantColumn.nullable() });

/** `told` is null where nothing was planned in the period: there is no shift to tell of. */
export type PerformanceScreen = {
  readonly site: Pick<SiteName, "code" | "name" | "timeZone">;
  /** Sites and lines that can be chosen. */
  readonly sites: readonly Pick<SiteName, "code" | "name">[];
  readonly lines: readonly z.infer<typeof Line>[];
  /** The shift that is told, for the period of one, and those that can be chosen, the last first. */
  readonly shift: { readonly day: string; readonly name: string } | null;
  readonly shifts: readonly { readonly day: string; readonly name: string }[];
  readonly told: Performance | null;
};

/** §5: the KPIs of a site, line, work unit, order or item over a period, split as asked. Null when the reader's sites have no such thing (S26). */
export async function performanceScreen(reader: Reader, actor: Actor, choice: PerformanceChoice): Promise<PerformanceScreen | null> {
  const sites = await siteNames(reader, sitesWith(actor, "stop.read"));
  const site = choice.site === null ? sites[0] : sites.find(({ code }) => code === choice.site);
  if (site === undefined) return null;
  const lines = await linesOf(reader, site.id);
  if (choice.line !== null && !lines.some(({ code }) => code === choice.line)) return null;
  const shifts = await shiftsOf(reader, site.id, choice.line);
  const shift =
    choice.period === "shift" ? (shifts.find(({ day, name }) => (choice.day === null || choice.day === day) && (choice.shift === null || choice.shift === name)) ?? null) : null;
  const found = await spanOf(reader, site.id, choice, shift);
  // In the very instant in which it begins.
  const span = found === null || found.to <= found.from ? null : found;
  const told =
    span === null
      ? null
      : await performance(reader, actor, {
          site: site.code,
          workCentre: choice.line ?? undefined,
          workUnit: choice.unit ?? undefined,
          order: choice.order ?? undefined,
          item: choice.item ?? undefined,
          shift: shift?.name,
          by: choice.by,
          ...span,
        });
  // With a time to tell of, nothing comes back only of what is not there.
  if (span !== null && told === null) return null;
  return { site, sites, lines, shift, shifts, told: told === null || told.workUnits.length === 0 ? null : told };
}

async function spanOf(reader: Reader, siteId: string, choice: PerformanceChoice, shift: z.infer<typeof Begun> | null) {
  const { now } = reader;
  const upToNow = (to: Date): Date => (to < now ? to : now);
  if (choice.period === "shift") return shift === null ? null : { from: new Date(shift.from), to: upToNow(new Date(shift.to)) };
  if (choice.period !== "order") return { from: new Date(now.getTime() - BACK_MS[choice.period]), to: now };
  const [ran] = await readRows(
    reader.db,
    Ran,
    sql`select started_at as "from", completed_at as "to" from execution.production_order where site_id = ${siteId}::uuid and number = ${choice.order}`,
  );
  if (ran === undefined || ran.from === null) return null;
  const to = upToNow(ran.to === null ? now : new Date(ran.to));
  // Of an order that took longer its last days are told.
  return { from: new Date(Math.max(Date.parse(ran.from), to.getTime() - BACK_MS.month)), to };
}

/** Lines with machines, in the order of the plant. */
async function linesOf({ db }: Reader, siteId: string) {
  return readRows(
    db,
    Line,
    sql`
    select c.code, c.name from reference.equipment c
    where c.site_id = ${siteId}::uuid and c.level = 'WORK_CENTRE' and c.active and exists (select from reference.equipment u where u.parent_id = c.id and u.level = 'WORK_UNIT' and u.active)
    order by c.position, c.code`,
  );
}

/** Shifts of a site, or of one of its lines, that have begun, the last first. */
async function shiftsOf({ db, now }: Reader, siteId: string, line: string | null) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return readRows(
    db,
    Begun,
    sql`
    select w.production_day::text as day, w.shift_name as name, min(w.from_at) as "from", max(w.to_at) as "to"
    from reference.equipment c join reference.calendar_window w on w.work_centre_id = c.id
    where c.site_id = ${siteId}::uuid and c.level = 'WORK_CENTRE' and c.active and (${line}::text is null or c.code = ${line})
      and w.from_at > ${at} - make_interval(days => ${SHIFT_DAYS}) and w.from_at < ${at} + interval '1 day'
    group by w.production_day, w.shift_name having min(w.from_at) <= ${at}
    order by min(w.from_at) desc, w.shift_name limit ${MOST_SHIFTS}`,
  );
}
