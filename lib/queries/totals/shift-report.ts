import "server-only";
import { and, asc, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { handover } from "@/db/schema/handover";
import { equipment, person, reasonCode, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { STOPS_TO_EXPLAIN, STOPS_TO_NAME } from "@/lib/domain/equipment/classify-stop";
import { kpis } from "@/lib/domain/oee/kpis";
import { percent } from "@/lib/domain/oee/ratio";
import { decimal } from "@/lib/domain/shared/decimal";
import type { HandoverCount, OpenPoint } from "@/lib/domain/shared/handover";
import { type Reader, readRows } from "@/lib/queries/reader";
import { reasonName } from "@/lib/queries/reason-name";
import { type AttendedLine, attendanceOf } from "./attendance";
import { labourTotals } from "./labour-totals";
import { shiftKpi } from "./shift-kpi";
import { ms, type Shift, shiftsOfWindows } from "./shifts";
import { PLACES } from "./unit-facts";

const Made = z.object({
  order: z.string(),
  opNo: z.number(),
  operation: z.string(),
  item: z.string(),
  uom: z.string(),
  good: z.string(),
  scrap: z.string(),
  rework: z.string(),
});
const Stopped = z.object({ reason: z.string().nullable(), state: z.string(), unexplained: z.boolean(), count: z.number(), seconds: z.number() });
const Failed = z.object({ order: z.string(), opNo: z.number(), plan: z.string(), at: z.number(), failed: z.array(z.string()) });
const Window = z.object({ name: z.string(), day: z.string(), from: z.number(), to: z.number(), until: z.number() });

/** One shift of a line; instants as ISO text, quantities and percentages as decimal text, `null` is "no value". */
export type ShiftReport = {
  readonly site: { readonly name: string; readonly timeZone: string };
  readonly line: { readonly id: string; readonly code: string; readonly name: string };
  readonly asOf: string;
  /** The shift that is told; null where the calendar has none. */
  readonly shift: { readonly name: string; readonly day: string; readonly from: string; readonly to: string; readonly over: boolean } | null;
  /** Shifts that can be told, the latest first. */
  readonly shifts: readonly { readonly name: string; readonly day: string; readonly from: string }[];
  readonly production: readonly z.infer<typeof Made>[];
  /** Stops of the line's machines by reason, the longest first; `reason` null: nobody has named them, which is wanting where they are `unexplained` (EX-03). */
  readonly stops: readonly z.infer<typeof Stopped>[];
  /** §5, by machine: percent with two decimals. */
  readonly units: readonly {
    readonly unit: string;
    readonly availability: string | null;
    readonly performance: string | null;
    readonly quality: string | null;
    readonly oee: string | null;
    readonly failures: number;
    readonly microStops: number;
  }[];
  /** Confirmed time by activity; `person` null for whoever may not see people's times (§10.1). `indirect`: name of what was done on no order. */
  readonly labour: readonly { readonly person: string | null; readonly activity: string; readonly indirect: string | null; readonly seconds: number }[];
  /** C-15: who was there, and what of it is booked; of all together, `person` null, for whoever may not see people's times (§10.1). */
  readonly attendance: readonly AttendedLine[];
  readonly failedChecks: readonly (Omit<z.infer<typeof Failed>, "at"> & { readonly at: string })[];
  readonly handovers: readonly {
    readonly unit: string;
    /** Names are null for whoever may not see people (§10.1). */
    readonly by: string | null;
    readonly at: string;
    readonly accepted: boolean;
    readonly acceptedBy: string | null;
    readonly note: string;
    readonly openPoints: readonly OpenPoint[];
    readonly counts: readonly HandoverCount[];
  }[];
};

export type ShiftChoice = { readonly day?: string; readonly shift?: string };

/** How many shifts back a report can be asked for. */
const SHIFTS = 15;
const MOST = 200;
const DAYS = 21;

/**
 * The report of a shift at a line: what was made, what stood and why, §5 figures as the ERP is told them, time by person and activity, failed checks,
 * and what the crew left. The last shift that began unless told. Null where the reader's sites have no such line or no such shift.
 */
export async function shiftReport(reader: Reader, actor: Actor, lineId: string, choice: ShiftChoice = {}): Promise<ShiftReport | null> {
  const sites = sitesWith(actor, "operation.read");
  if (sites.length === 0) return null;
  const [found] = await reader.db
    .select({ id: equipment.id, code: equipment.code, name: equipment.name, siteId: equipment.siteId, siteName: site.name, timeZone: site.timeZone })
    .from(equipment)
    .innerJoin(site, eq(site.id, equipment.siteId))
    .where(and(eq(equipment.id, lineId), eq(equipment.level, "WORK_CENTRE"), inArray(equipment.siteId, [...sites])));
  if (found === undefined) return null;
  const { siteId, siteName, timeZone, ...line } = found;
  const windows = await shiftsOf(reader, line.id);
  const head = {
    site: { name: siteName, timeZone },
    line,
    asOf: reader.now.toISOString(),
    shifts: windows.map(({ name, day, from }) => ({ name, day, from: from.toISOString() })),
  };
  const window = windows.find(({ name, day }) => (choice.day === undefined || choice.day === day) && (choice.shift === undefined || choice.shift === name));
  if (window === undefined) {
    if (choice.day !== undefined || choice.shift !== undefined) return null;
    return { ...head, shift: null, production: [], stops: [], units: [], labour: [], attendance: [], failedChecks: [], handovers: [] };
  }
  // §10.1: a lead sees each of the crew; whoever else reads it sees sums, and nobody sees an amount here.
  const people = authorise(actor, "override.approve", siteId);
  const shift = window;
  const [production, stops, units, labour, attendance, failedChecks, handovers] = await Promise.all([
    made(reader, line.id, shift),
    stopped(reader, line.id, siteId, shift),
    shiftKpi(reader, siteId, shift),
    labourTotals(reader, siteId, shift),
    attendanceOf(reader, line.id, siteId, shift, people),
    failed(reader, line.id, shift),
    left(reader, line.id, shift, people),
  ]);
  return {
    ...head,
    shift: { name: window.name, day: window.day, from: window.from.toISOString(), to: window.to.toISOString(), over: window.to <= reader.now },
    production,
    stops,
    units: units.map(figures),
    labour: await byPerson(reader, siteId, labour, people),
    attendance,
    failedChecks,
    handovers,
  };
}

/** Shifts of a line that have begun, the latest first, each with what counts with it: up to the next one's begin. */
async function shiftsOf({ db, now }: Reader, lineId: string): Promise<readonly Shift[]> {
  const rows = await readRows(
    db,
    Window,
    sql`
    select w.shift_name as name, w.production_day::text as day, ${ms(sql`w.from_at`)} as "from", ${ms(sql`w.to_at`)} as "to",
      ${ms(sql`greatest(w.to_at, coalesce(lead(w.from_at) over (order by w.from_at), w.to_at))`)} as until
    from reference.calendar_window w
    where w.work_centre_id = ${lineId}::uuid and w.from_at > ${now.toISOString()}::timestamptz - make_interval(days => ${DAYS})
    order by w.from_at desc`,
  );
  return shiftsOfWindows(rows.map((row) => ({ ...row, workCentreId: lineId })))
    .filter((shift) => shift.from <= now)
    .toSorted((a, b) => b.from.getTime() - a.from.getTime())
    .slice(0, SHIFTS);
}

const within = (shift: Shift, column: ReturnType<typeof sql>) =>
  sql`${column} >= ${shift.from.toISOString()}::timestamptz and ${column} < ${shift.until.toISOString()}::timestamptz`;

async function made({ db }: Reader, lineId: string, shift: Shift): Promise<ShiftReport["production"]> {
  return readRows(
    db,
    Made,
    sql`
    select o.number as "order", p.op_no as "opNo", p.name as operation, i.code as item, o.uom,
      trim_scale(sum(e.good))::text as good, trim_scale(sum(e.scrap))::text as scrap, trim_scale(coalesce(sum(e.rework) filter (where e.activity = 'RUN'), 0))::text as rework
    from execution.order_operation p
    join execution.production_entry e on e.operation_id = p.id
    join execution.production_order o on o.id = p.order_id
    join reference.item i on i.id = o.item_id
    left join ${PLACES} l on l.work_unit_id = coalesce(e.work_unit_id, p.work_unit_id) and e.event_time >= l.from_at and e.event_time < l.until_at
    where e.site_id = o.site_id and coalesce(l.work_centre_id, p.work_centre_id) = ${lineId}::uuid
      and e.site_id = (select c.site_id from reference.equipment c where c.id = ${lineId}::uuid) and ${within(shift, sql`e.event_time`)}
    group by o.number, p.op_no, p.name, i.code, o.uom
    having sum(e.good) <> 0 or sum(e.scrap) <> 0 or sum(e.rework) <> 0
    order by 1, 2 limit ${MOST}`,
  );
}

/** Seconds within the scheduled hours of the shift, so that they can be held against it. */
async function stopped(reader: Reader, lineId: string, siteId: string, shift: Shift): Promise<ShiftReport["stops"]> {
  const { db, now } = reader;
  const list = (values: readonly Date[]): string => `{${values.map((each) => (each < now ? each : now).toISOString()).join(",")}}`;
  return readRows(
    db,
    Stopped,
    sql`
    select ${reasonName(reader)} as reason, case when ${reasonCode.code} is null then s.state else '' end as state,
      ${reasonCode.code} is null and s.state = any (${`{${STOPS_TO_EXPLAIN.join(",")}}`}::text[]) as unexplained, count(distinct s.id)::int as count,
      sum(round(extract(epoch from least(coalesce(s.to_at, h.to_at), h.to_at))) - round(extract(epoch from greatest(s.from_at, h.from_at))))::int as seconds
    from ${PLACES} l
    cross join lateral (
      select greatest(w.from_at, l.from_at) as from_at, least(w.to_at, l.until_at) as to_at
      from unnest(${list(shift.windows.map((each) => each.from))}::timestamptz[], ${list(shift.windows.map((each) => each.to))}::timestamptz[]) as w (from_at, to_at)
    ) h
    join telemetry.state_interval s on s.work_unit_id = l.work_unit_id and h.from_at < h.to_at and s.from_at < h.to_at and coalesce(s.to_at, h.to_at) > h.from_at
    left join ${reasonCode} on ${reasonCode.siteId} = ${siteId}::uuid and ${reasonCode.use} = 'STOP' and ${reasonCode.code} = s.reason_code
    where l.work_centre_id = ${lineId}::uuid and s.superseded_at is null
      and (s.state = any (${`{${STOPS_TO_NAME.join(",")}}`}::text[]) or (s.state = 'PLANNED_DOWN' and ${reasonCode.code} is not null))
      and (s.operation_id is not null or s.state <> 'UNKNOWN')
    group by 1, 2, 3 order by 5 desc, 1 limit ${MOST}`,
  );
}

function figures(sums: Awaited<ReturnType<typeof shiftKpi>>[number]): ShiftReport["units"][number] {
  const { workUnit, processed, good, scrap, rework, idealProcessedSeconds, idealGoodSeconds, microStopMode, ...times } = sums;
  const of = kpis(
    {
      ...times,
      processed: decimal(processed),
      good: decimal(good),
      scrap: decimal(scrap),
      rework: decimal(rework),
      idealProcessedSeconds: decimal(idealProcessedSeconds),
      idealGoodSeconds: decimal(idealGoodSeconds),
    },
    microStopMode,
  );
  const text = (value: typeof of.oee) => percent(value)?.toFixed(2) ?? null;
  return {
    unit: workUnit,
    availability: text(of.availability),
    performance: text(of.effectiveness),
    quality: text(of.qualityRatio),
    oee: text(of.oee),
    failures: times.failures,
    microStops: times.microStops,
  };
}

async function byPerson(reader: Reader, siteId: string, { lines, indirect = [] }: Awaited<ReturnType<typeof labourTotals>>, people: boolean): Promise<ShiftReport["labour"]> {
  const numbers = [...new Set([...lines, ...indirect].map((row) => row.person))];
  const [names, activities] = await Promise.all([
    !people || numbers.length === 0
      ? []
      : reader.db
          .select({ number: person.number, name: person.name })
          .from(person)
          .where(and(eq(person.siteId, siteId), inArray(person.number, numbers))),
    indirect.length === 0
      ? []
      : reader.db
          .select({ code: reasonCode.code, name: reasonName(reader) })
          .from(reasonCode)
          .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "INDIRECT"))),
  ]);
  const nameOf = (number: string) => (people ? (names.find((one) => one.number === number)?.name ?? number) : null);
  const rows: ShiftReport["labour"] = [
    ...lines.map((row) => ({ person: nameOf(row.person), activity: row.activity, indirect: null, seconds: row.seconds })),
    ...indirect.map((row) => ({
      person: nameOf(row.person),
      activity: "INDIRECT",
      indirect: activities.find((one) => one.code === row.code)?.name ?? row.code,
      seconds: row.seconds,
    })),
  ];
  const sums = new Map<string, ShiftReport["labour"][number]>();
  for (const row of rows) {
    const key = JSON.stringify([row.person, row.activity, row.indirect]);
    sums.set(key, { ...row, seconds: (sums.get(key)?.seconds ?? 0) + row.seconds });
  }
  return [...sums.values()].filter((row) => row.seconds !== 0).toSorted((a, b) => (a.person ?? "").localeCompare(b.person ?? "") || b.seconds - a.seconds);
}

async function failed({ db }: Reader, lineId: string, shift: Shift): Promise<ShiftReport["failedChecks"]> {
  const rows = await readRows(
    db,
    Failed,
    sql`
    select o.number as "order", p.op_no as "opNo", q.snapshot ->> 'plan' as plan, ${ms(sql`q.recorded_at`)} as at,
      coalesce((select jsonb_agg(c ->> 'name' order by (c ->> 'position')::int) from jsonb_array_elements(q.snapshot -> 'characteristics') c where (c ->> 'position')::int = any (q.failed)), '[]') as failed
    from execution.order_operation p
    join quality."check" q on q.operation_id = p.id
    join execution.production_order o on o.id = p.order_id
    left join reference.equipment u on u.id = p.work_unit_id
    where coalesce(u.parent_id, p.work_centre_id) = ${lineId}::uuid and q.state = 'RECORDED' and q.verdict = 'FAIL' and ${within(shift, sql`q.recorded_at`)}
    order by q.recorded_at limit ${MOST}`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

async function left({ db }: Reader, lineId: string, shift: Shift, people: boolean): Promise<ShiftReport["handovers"]> {
  const [giver, taker] = [alias(person, "giver"), alias(person, "taker")];
  const rows = await db
    .select({
      unit: equipment.name,
      by: giver.name,
      at: handover.offeredAt,
      acceptedAt: handover.acceptedAt,
      acceptedBy: taker.name,
      note: handover.note,
      openPoints: handover.openPoints,
      counts: handover.counts,
    })
    .from(equipment)
    .innerJoin(handover, eq(handover.workUnitId, equipment.id))
    .innerJoin(giver, eq(giver.id, handover.offeredBy))
    .leftJoin(taker, eq(taker.id, handover.acceptedBy))
    .where(and(eq(equipment.parentId, lineId), gte(handover.offeredAt, shift.from), lt(handover.offeredAt, shift.until)))
    .orderBy(asc(equipment.position), desc(handover.offeredAt))
    .limit(MOST);
  return rows.map(({ by, acceptedBy, acceptedAt, ...row }) => ({
    ...row,
    at: row.at.toISOString(),
    accepted: acceptedAt !== null,
    ...(people ? { by, acceptedBy } : { by: null, acceptedBy: null }),
  }));
}
