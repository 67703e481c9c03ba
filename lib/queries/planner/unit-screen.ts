import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { reasonCode } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import { type ReasonChoice, reasonChoices } from "@/lib/queries/operator/reason-choices";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { reasonName } from "@/lib/queries/reason-name";
import { InstantColumn } from "@/lib/queries/row-types";
import { history } from "@/lib/queries/telemetry/history";
import { performance, type Performance } from "@/lib/queries/totals/performance";
import { recentShifts } from "@/lib/queries/totals/recent-shifts";
import { type Period, type UnitSignal, unitSignals, type UnitTrends, unitTrends } from "./unit-signals";
import { type UnitStop, unitStops, type UnitTimes, unitTimes } from "./unit-stops";
import { type MountedLot, mountedLots, type UnitCrew, unitCrew, type UnitWork, unitWork } from "./unit-work";

/** The periods that a unit's page tells of: the shift that runs or ran last, the one before it, a day back from now. */
export const UNIT_PERIODS = ["shift", "last", "day"] as const;
export type UnitPeriod = (typeof UNIT_PERIODS)[number];

const DAY_MS = 86_400_000;
/** Pieces that a ribbon is drawn from: as many as the widest screen has pixels for it. */
const RIBBON_PIXELS = 1800;

const Head = z.object({
  id: z.string(),
  number: z.number(),
  code: z.string(),
  name: z.string(),
  microStopSeconds: z.number(),
  sampleIntervalSeconds: z.number(),
  constraint: z.boolean(),
  lineId: z.string(),
  line: z.string(),
  lineName: z.string(),
  siteId: z.string(),
  site: z.string(),
  siteName: z.string(),
  timeZone: z.string(),
});
type Head = z.infer<typeof Head>;

const Now = z.object({ state: z.string().nullable(), since: InstantColumn.nullable(), reason: z.string().nullable(), heardAt: InstantColumn.nullable() });

/** Which unit: by its code and its line's, at the site of that code where several have it. */
export type UnitPlace = { readonly line: string; readonly unit: string; readonly siteCode: string | null };

/** What a machine did in a period, as far as it has gone. */
export type UnitPast = {
  readonly from: string;
  readonly to: string;
  /** Name of the shift; null for a day. */
  readonly shift: string | null;
  /** It goes on: its end is now. */
  readonly running: boolean;
  /** Shifts of the line that begin within it. */
  readonly shifts: readonly { readonly name: string; readonly at: string }[];
  readonly ribbon: readonly { readonly from: string; readonly to: string; readonly state: string; readonly reason: string | null }[];
  readonly times: UnitTimes;
  readonly stops: { readonly rows: readonly UnitStop[]; readonly total: number };
  /** §5; null where nothing was planned. */
  readonly performance: Performance | null;
};

/** One work unit as of one instant: what it does and says now, what runs on it, and what it did in a period. */
export type UnitScreen = {
  readonly asOf: string;
  readonly site: { readonly code: string; readonly name: string; readonly timeZone: string };
  readonly line: { readonly id: string; readonly code: string; readonly name: string };
  readonly unit: {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly microStopSeconds: number;
    /** ST-06: the line's state is its. */ readonly constraint: boolean;
  };
  /** UNKNOWN and since null before its first signal; `heardAt`: when it last said anything. */
  readonly now: { readonly state: string; readonly since: string | null; readonly reason: string | null; readonly heardAt: string | null };
  readonly signals: readonly UnitSignal[];
  /** Counters and parameters beyond those that are told of. */
  readonly signalsLeftOff: number;
  /** Null where the calendar of the line has no such shift. */
  readonly past: UnitPast | null;
  /** Null for who may not see what is made. */
  readonly work: { readonly loaded: readonly UnitWork[]; readonly mounted: readonly MountedLot[]; readonly crew: readonly UnitCrew[] } | null;
  /** The reader may open a lot's trace; the line's page. */
  readonly mayTrace: boolean;
  /** ST-05: the reader may name why it stood. */
  readonly mayClassify: boolean;
  readonly mayPlan: boolean;
};

/** Everything that the page of a work unit shows, in a bounded number of statements. Null when the reader's sites have none of that code (S26). */
export async function unitScreen(reader: Reader, actor: Actor, place: UnitPlace, period: UnitPeriod): Promise<UnitScreen | null> {
  const head = await findUnit(reader, actor, place);
  if (head === null) return null;
  const span = await spanOf(reader, head.lineId, period);
  const until: Period = span ?? { from: reader.now, to: reader.now };
  const seesWork = authorise(actor, "operation.read", head.siteId) || authorise(actor, "plan.read", head.siteId);
  const [now, { signals, leftOff: signalsLeftOff }, past, work] = await Promise.all([
    presentOf(reader, head),
    unitSignals(reader, head.id, until),
    span === null ? null : pastOf(reader, actor, head, span),
    seesWork ? workOf(reader, actor, head) : null,
  ]);
  return {
    asOf: reader.now.toISOString(),
    site: { code: head.site, name: head.siteName, timeZone: head.timeZone },
    line: { id: head.lineId, code: head.line, name: head.lineName },
    unit: { id: head.id, code: head.code, name: head.name, microStopSeconds: head.microStopSeconds, constraint: head.constraint },
    now,
    signals,
    signalsLeftOff,
    past,
    work,
    mayTrace: authorise(actor, "trace.read", head.siteId),
    mayClassify: authorise(actor, "stop.classify", head.siteId),
    mayPlan: authorise(actor, "plan.read", head.siteId),
  };
}

/** The trends of a unit's parameters over such a period, of those of these names or of the first ones. Null as with `unitScreen`, and where there is no such shift. */
export async function unitTrendsOf(reader: Reader, actor: Actor, place: UnitPlace, period: UnitPeriod, pixels: number, names: readonly string[] = []): Promise<UnitTrends | null> {
  const head = await findUnit(reader, actor, place);
  const span = head === null ? null : await spanOf(reader, head.lineId, period);
  return head === null || span === null ? null : unitTrends(reader, head, span, pixels, names);
}

/** Why the unit may stand, as the site lists it, what is named most there first. Null for who may not name it, and as with `unitScreen`. */
export async function unitReasons(reader: Reader, actor: Actor, place: UnitPlace): Promise<readonly ReasonChoice[] | null> {
  const head = await findUnit(reader, actor, place, "stop.classify");
  if (head === null) return null;
  const { stop } = await reasonChoices(reader, head.siteId, head.id);
  return stop.toSorted((one, other) => (other.uses ?? 0) - (one.uses ?? 0));
}

async function findUnit({ db }: Reader, actor: Actor, { line, unit, siteCode }: UnitPlace, permission: Permission = "stop.read"): Promise<Head | null> {
  const [row] = await readRows(
    db,
    Head,
    sql`
    select u.id, u.number, u.code, u.name, u.micro_stop_seconds as "microStopSeconds", u.sample_interval_seconds as "sampleIntervalSeconds", c.constraint_unit_id is not distinct from u.id as constraint,
      c.id as "lineId", c.code as line, c.name as "lineName", s.id as "siteId", s.code as site, s.name as "siteName", s.time_zone as "timeZone"
    from reference.equipment u join reference.equipment c on c.id = u.parent_id join reference.site s on s.id = u.site_id
    where u.site_id = any (${ids(sitesWith(actor, permission))}) and u.code = ${unit} and u.level = 'WORK_UNIT' and u.active and c.code = ${line}
      and (${siteCode}::text is null or s.code = ${siteCode})
    order by s.code limit 1`,
  );
  return row ?? null;
}

type Span = Period & { readonly shift: string | null; readonly running: boolean };

async function spanOf(reader: Reader, lineId: string, period: UnitPeriod): Promise<Span | null> {
  const { now } = reader;
  if (period === "day") return { from: new Date(now.getTime() - DAY_MS), to: now, shift: null, running: true };
  const shift = (await recentShifts(reader, [lineId], 2)).get(lineId)?.[period === "shift" ? 0 : 1];
  if (shift === undefined) return null;
  const running = shift.to > now;
  return { from: shift.from, to: running ? now : shift.to, shift: shift.name, running };
}

async function presentOf(reader: Reader, { id }: Head): Promise<UnitScreen["now"]> {
  const [row] = await readRows(
    reader.db,
    Now,
    sql`
    select s.state, s.from_at as since, ${reasonName(reader)} as reason, heard.at as "heardAt"
    from (select max(v.at) as at from telemetry.tag t join telemetry.latest_value v on v.tag_id = t.id where t.work_unit_id = ${id}::uuid) heard
    left join telemetry.state_interval s on s.work_unit_id = ${id}::uuid and s.to_at is null and s.superseded_at is null
    left join ${reasonCode} on ${reasonCode.siteId} = s.site_id and ${reasonCode.use} = 'STOP' and ${reasonCode.code} = s.reason_code`,
  );
  return { state: row?.state ?? "UNKNOWN", since: row?.since ?? null, reason: row?.reason ?? null, heardAt: row?.heardAt ?? null };
}

async function pastOf(reader: Reader, actor: Actor, head: Head, { from, to, shift, running }: Span): Promise<UnitPast> {
  const [told, times, stops, states, shifts] = await Promise.all([
    performance(reader, actor, { site: head.site, workCentre: head.line, workUnit: head.code, from, to }),
    unitTimes(reader, head.id, { from, to }),
    unitStops(reader, head, { from, to }),
    history(reader, actor, { site: head.site, workUnit: head.code, kind: "STATE", from, to, pixels: RIBBON_PIXELS }),
    shiftsIn(reader, head.lineId, { from, to }),
  ]);
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    shift,
    running,
    shifts,
    ribbon: states !== null && states.kind === "STATE" ? withUnknown(states.pieces, from.toISOString()) : [],
    times,
    stops,
    performance: told === null || told.workUnits.length === 0 ? null : told,
  };
}

/** Before its first signal a machine is UNKNOWN; from then on its intervals are contiguous. */
function withUnknown(pieces: UnitPast["ribbon"], from: string): UnitPast["ribbon"] {
  const [first] = pieces;
  return first === undefined || first.from === from ? pieces : [{ from, to: first.from, state: "UNKNOWN", reason: null }, ...pieces];
}

const Begun = z.object({ name: z.string(), at: InstantColumn });

async function shiftsIn({ db }: Reader, lineId: string, { from, to }: Period) {
  const [begin, end] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  return readRows(
    db,
    Begun,
    sql`
    select w.shift_name as name, min(w.from_at) as at from reference.calendar_window w
    where w.work_centre_id = ${lineId}::uuid and w.from_at > ${begin} - interval '1 day' and w.from_at < ${end}
    group by w.production_day, w.shift_name having min(w.from_at) > ${begin} order by 2`,
  );
}

async function workOf(reader: Reader, actor: Actor, { id, siteId }: Head): Promise<UnitScreen["work"]> {
  const loaded = (await unitWork(reader, [id])).get(id) ?? [];
  const [mounted, crew] = await Promise.all([
    mountedLots(reader, id),
    // Leads look after people; offices see how many there are.
    unitCrew(reader, { siteId, unitIds: [id], operationIds: loaded.map(({ operationId }) => operationId), named: authorise(actor, "override.approve", siteId) }),
  ]);
  return { loaded, mounted, crew };
}
