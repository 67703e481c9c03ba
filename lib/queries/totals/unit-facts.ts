import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { timeClass } from "@/lib/domain/equipment/time-class";
import { type ItemOutput, outputSums } from "@/lib/domain/oee/performance-sums";
import type { StateMeaning } from "@/lib/domain/oee/shift-times";
import { decimal } from "@/lib/domain/shared/decimal";
import type { Interval } from "@/lib/domain/shared/interval";
import { groupBy } from "@/lib/domain/shared/group-by";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ms, type Shift, windowsTable } from "./shifts";

const STATES = ["PRODUCING", "MICRO_STOP", "SETUP", "STARVED", "BLOCKED", "HELD", "DOWN", "STANDBY", "PLANNED_DOWN", "ENGINEERING", "NOT_SCHEDULED", "UNKNOWN"] as const;
export type State = (typeof STATES)[number];

const Unit = z.object({
  id: z.string(),
  number: z.number(),
  workCentreId: z.string(),
  workCentre: z.string(),
  workUnit: z.string(),
  name: z.string(),
  /** It was the one whose state is the line's (ST-06). */
  constraint: z.boolean(),
  microStopMode: z.enum(["PERFORMANCE_LOSS", "AVAILABILITY_LOSS"]),
  /** When it came to the line, in milliseconds since 1970; 0: it was always there. */
  since: z.number(),
  /** Until when it was there; null while it is. */
  until: z.number().nullable(),
});
const at = z.number().transform((value) => new Date(value));
const Span = z.object({ unitId: z.string(), from: at, to: at.nullable() });
const StateSpan = Span.extend({ state: z.enum(STATES), reasonCode: z.string().nullable(), classifiedAt: at.nullable() });
const LoadSpan = Span.extend({ orderId: z.string(), itemId: z.string() });
const Output = z.object({
  unitId: z.string(),
  /** Since when the unit was where it was made. */
  since: z.number(),
  windowFrom: at,
  orderId: z.string(),
  itemId: z.string(),
  idealSeconds: z.string(),
  good: z.string(),
  scrap: z.string(),
  rework: z.string(),
  /** When the last of it was recorded. */
  recordedAt: at,
});

/** What an order made at a unit in a window, first pass. */
export type UnitOutput = z.infer<typeof Output>;

/** All that the KPIs of a work unit are made from in the windows of its work centre. */
export type UnitFacts = z.infer<typeof Unit> & {
  /** In the order of time, apart from each other; with those over the edges of the shift that a failure in it is a part of. */
  readonly states: readonly z.infer<typeof StateSpan>[];
  readonly loads: readonly z.infer<typeof LoadSpan>[];
  readonly plannedDowntime: readonly z.infer<typeof Span>[];
  readonly outputs: readonly UnitOutput[];
};

/** Without a signal a machine is UNKNOWN; micro-stops stay in producing time, whatever the plant's mode, so that sums of any plant can be added. */
export const STATE_MEANING: StateMeaning<State> = {
  classOf: ({ state, loaded, planned }) => timeClass(state ?? "UNKNOWN", { orderLoaded: loaded, planned, microStopMode: "PERFORMANCE_LOSS" }),
  isMicroStop: (state) => state === "MICRO_STOP",
  isFailure: (state) => state === "DOWN",
  isUnknown: (state) => state === "UNKNOWN",
};

/**
 * Where work units were and are, and whether they decided over that line: what a machine did counts with the line that it was on then, also where the ERP has moved it since or takes it out of use. A table to
 * join, of `work_unit_id`, `work_centre_id`, `from_at`, `until_at`, `leads`.
 */
export const PLACES = sql`(
  select f.work_unit_id, f.work_centre_id, f.from_at, f.until_at, f.leads from reference.former_place f where f.work_centre_id is not null
  union all
  select e.id, e.parent_id, coalesce((select max(f.until_at) from reference.former_place f where f.work_unit_id = e.id), 'epoch'), 'infinity', l.constraint_unit_id is not distinct from e.id
  from reference.equipment e join reference.equipment l on l.id = e.parent_id where e.level = 'WORK_UNIT' and e.active)`;

/**
 * §5: what there is to say of each work unit with a window in the shift, or in several of them; one that was moved, of each of its lines. `byLead`: of one that came to decide over its line, or
 * ceased to, before and after that apart. Five statements, whatever the number of units.
 */
export async function unitFacts({ db }: Reader, siteId: string, shift: Omit<Shift, "name" | "day">, { byLead = false } = {}): Promise<UnitFacts[]> {
  const units = await readRows(
    db,
    Unit,
    sql`
    select u.id, u.number, c.id as "workCentreId", c.code as "workCentre", u.code as "workUnit", u.name, l.leads as constraint, u.micro_stop_mode as "microStopMode",
      ${ms(sql`l.from_at`)} as since, ${ms(sql`nullif(l.until_at, 'infinity')`)} as until
    from ${PLACES} l join reference.equipment u on u.id = l.work_unit_id join reference.equipment c on c.id = l.work_centre_id
    where c.id = any (${ids([...new Set(shift.windows.map((window) => window.workCentreId))])})
      and l.from_at < ${shift.until.toISOString()}::timestamptz and l.until_at > ${shift.from.toISOString()}::timestamptz
    order by c.code, u.code, l.from_at`,
  );
  const unitIds = ids([...new Set(units.map((unit) => unit.id))]);
  const [states, loads, downtime, outputs] = await Promise.all([
    readRows(
      db,
      StateSpan,
      sql`${touching(unitIds, shift, sql`telemetry.state_interval`, sql`t.superseded_at is null`, STATE_COLUMNS)} union all ${failuresOverEdges(unitIds, shift)}`,
    ),
    readRows(
      db,
      LoadSpan,
      touching(
        unitIds,
        shift,
        sql`execution.operation_activity`,
        sql`t.activity <> 'INDIRECT'`,
        sql`, o.id as "orderId", o.item_id as "itemId"`,
        sql`join execution.order_operation p on p.id = t.operation_id join execution.production_order o on o.id = p.order_id`,
        // Of operations that run side by side the one that reaches into the shift may have begun long before all others.
        sql`(select case when q.parallel_operations then 1000 else 5 end from reference.equipment q where q.id = u.id)`,
      ),
    ),
    readRows(
      db,
      Span,
      sql`select work_unit_id as "unitId", ${ms(sql`from_at`)} as "from", ${ms(sql`to_at`)} as "to" from reference.planned_downtime
        where work_unit_id = any (${unitIds}) and from_at < ${shift.to.toISOString()}::timestamptz and to_at > ${shift.from.toISOString()}::timestamptz`,
    ),
    readRows(
      db,
      Output,
      sql`
      select u.id as "unitId", ${ms(sql`w.since`)} as since, ${ms(sql`w.from_at`)} as "windowFrom", o.id as "orderId", o.item_id as "itemId", ${IDEAL_SECONDS}::text as "idealSeconds",
        sum(e.good)::text as good, sum(e.scrap)::text as scrap, sum(e.rework)::text as rework, ${ms(sql`max(e.record_time)`)} as "recordedAt"
      from ${entriesWithin(siteId, shift)}
      group by 1, 2, 3, 4, 5, 6`,
    ),
  ]);
  const by = {
    states: groupBy(states, (row) => row.unitId),
    loads: groupBy(loads, (row) => row.unitId),
    plannedDowntime: groupBy(downtime, (row) => row.unitId),
    outputs: groupBy(outputs, (row) => `${row.unitId} ${row.since}`),
  };
  return (byLead ? units.map((unit) => [unit]) : ofOnePlace(units)).flatMap((parts) => {
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined) return [];
    const unit = { ...last, since: first.since };
    const states = (by.states.get(unit.id) ?? []).toSorted((a, b) => a.from.getTime() - b.from.getTime());
    return {
      ...unit,
      states: statesThere(unit, states),
      loads: (by.loads.get(unit.id) ?? []).flatMap((load) => there(unit, load)),
      plannedDowntime: by.plannedDowntime.get(unit.id) ?? [],
      outputs: parts.flatMap((part) => by.outputs.get(`${part.id} ${part.since}`) ?? []),
    };
  });
}

type Placed = z.infer<typeof Unit>;

/** Stays at one line are one, whoever decided over it meanwhile. `units`: of each unit in the order of time. */
function ofOnePlace(units: readonly Placed[]): readonly (readonly Placed[])[] {
  const stays: Placed[][] = [];
  for (const unit of units) {
    const stay = stays.at(-1);
    const last = stay?.at(-1);
    if (stay !== undefined && last?.id === unit.id && last.workCentreId === unit.workCentreId && last.until === unit.since) stay.push(unit);
    else stays.push([unit]);
  }
  return stays;
}

/** What of an interval lies in the time in which a unit was there. */
function there<Row extends Interval>({ since, until }: Placed, row: Row): Row[] {
  const from = Math.max(row.from.getTime(), since);
  const to = Math.min(row.to?.getTime() ?? Number.POSITIVE_INFINITY, until ?? Number.POSITIVE_INFINITY);
  return from < to ? [{ ...row, from: new Date(from), to: Number.isFinite(to) ? new Date(to) : null }] : [];
}

/** The states of a unit while it was there; before and after that nothing was to be done there. */
function statesThere(unit: Placed, states: readonly z.infer<typeof StateSpan>[]): readonly z.infer<typeof StateSpan>[] {
  if (unit.since === 0 && unit.until === null) return states;
  const away = (from: number, to: number | null) => ({
    unitId: unit.id,
    from: new Date(from),
    to: to === null ? null : new Date(to),
    state: "NOT_SCHEDULED" as const,
    reasonCode: null,
    classifiedAt: null,
  });
  return [...(unit.since === 0 ? [] : [away(0, unit.since)]), ...states.flatMap((state) => there(unit, state)), ...(unit.until === null ? [] : [away(unit.until, null)])];
}

/** Planned run time of an item (PRI) in seconds, of an entry as `entriesWithin` reads it: the plant's own ideal rate of that time goes before the planned time. */
export const IDEAL_SECONDS = sql`coalesce(3600 / r.units_per_hour, p.run_machine_h * 3600)`;

/**
 * What was entered as made within windows, each entry once: `e` of operation `p`, order `o`, unit `u`, ideal rate `r`, window `w` of the unit where it was then (`work_centre_id`, `from_at`, and `since` when it was
 * there). What begins behind `from`, with its conditions; whoever reads it may add some with "and".
 */
export function entriesWithin(siteId: string, shift: Pick<Shift, "from" | "until" | "windows">): SQL {
  return sql`execution.production_entry e
      join execution.order_operation p on p.id = e.operation_id
      join execution.production_order o on o.id = e.order_id
      join reference.equipment c on c.id = p.work_centre_id
      join reference.equipment u on u.id = coalesce(e.work_unit_id, p.work_unit_id, c.constraint_unit_id)
      left join lateral (
        select i.units_per_hour from reference.equipment_ideal_rate i
        where i.work_unit_id = u.id and i.item_id = o.item_id and i.valid_from <= e.event_time order by i.valid_from desc limit 1
      ) r on true
      -- Windows of units by themselves, "offset 0": joined at once, each entry would be paired with every machine of every line first.
      join (
        select l.work_unit_id, l.work_centre_id, l.from_at as since, w.from_at, greatest(w.from_at, l.from_at) as begins_at, least(w.until_at, l.until_at) as ends_at
        from ${windowsTable(shift)} as w (work_centre_id, from_at, until_at)
        join ${PLACES} l on l.work_centre_id = w.work_centre_id and l.from_at < w.until_at and l.until_at > w.from_at offset 0
      ) w on w.work_unit_id = u.id and e.event_time >= w.begins_at and e.event_time < w.ends_at
      where e.site_id = ${siteId}::uuid and e.activity = 'RUN' and e.event_time >= ${shift.from.toISOString()}::timestamptz and e.event_time < ${shift.until.toISOString()}::timestamptz`;
}

/** Quantities and ideal times of what was made. */
export function madeSums(outputs: readonly UnitOutput[]): ReturnType<typeof outputSums> {
  return outputSums(
    outputs.map((row): ItemOutput => {
      const [good, scrap, rework] = [decimal(row.good), decimal(row.scrap), decimal(row.rework)];
      return { idealSeconds: decimal(row.idealSeconds), processed: good.plus(scrap).plus(rework), good, scrap, rework };
    }),
  );
}

const STATE_COLUMNS = sql`, t.state, t.reason_code as "reasonCode", ${ms(sql`t.classified_at`)} as "classifiedAt"`;

/** Pieces of failures that touch the shift and lie outside of it: the last one that ended as it began, or before nobody heard anything until then, and all that go on where it ends. */
function failuresOverEdges(unitIds: SQL, { from, to }: Pick<Shift, "from" | "to">): SQL {
  const one = sql`select t.* from telemetry.state_interval t where t.superseded_at is null and t.state in ('DOWN', 'UNKNOWN')`;
  return sql`(
    with recursive later as (
      select t.* from unnest(${unitIds}) as u (id)
      cross join lateral (
        select * from telemetry.state_interval t where t.work_unit_id = u.id and t.from_at < ${to.toISOString()}::timestamptz and t.superseded_at is null order by t.from_at desc limit 1
      ) t where t.state in ('DOWN', 'UNKNOWN')
      union all
      select t.* from later l cross join lateral (${one} and t.work_unit_id = l.work_unit_id and t.from_at = l.to_at) t
    ), earlier as (
      select t.* from unnest(${unitIds}) as u (id)
      cross join lateral (
        select * from telemetry.state_interval t where t.work_unit_id = u.id and t.from_at < ${from.toISOString()}::timestamptz and t.superseded_at is null order by t.from_at desc limit 1
      ) t where t.state in ('DOWN', 'UNKNOWN') and coalesce(t.to_at, 'infinity') >= ${from.toISOString()}::timestamptz
      union all
      select t.* from earlier e cross join lateral (
        select * from telemetry.state_interval t where t.work_unit_id = e.work_unit_id and t.from_at < e.from_at and t.superseded_at is null order by t.from_at desc limit 1
      ) t where e.state = 'UNKNOWN' and t.state in ('DOWN', 'UNKNOWN') and t.to_at = e.from_at
    )
    select t.work_unit_id as "unitId", ${ms(sql`t.from_at`)} as "from", ${ms(sql`t.to_at`)} as "to"${STATE_COLUMNS}
    from (select * from later where from_at >= ${to.toISOString()}::timestamptz union all select * from earlier where to_at <= ${from.toISOString()}::timestamptz) t)`;
}

/** Rows of units that lie in the shift, and the last `before` it that may reach into it: along the index of unit and begin. */
function touching(unitIds: SQL, shift: Pick<Shift, "from" | "to">, table: SQL, only: SQL, more: SQL, join = sql``, before = sql`5`): SQL {
  const [from, to] = [sql`${shift.from.toISOString()}::timestamptz`, sql`${shift.to.toISOString()}::timestamptz`];
  return sql`
    select u.id as "unitId", ${ms(sql`t.from_at`)} as "from", ${ms(sql`t.to_at`)} as "to"${more}
    from unnest(${unitIds}) as u (id)
    cross join lateral (
      select t.* from ${table} t where t.work_unit_id = u.id and t.from_at >= ${from} and t.from_at < ${to} and ${only}
      union all
      (select t.* from ${table} t where t.work_unit_id = u.id and t.from_at < ${from} and ${only} order by t.from_at desc limit ${before})
    ) t
    ${join}
    where t.to_at is null or t.to_at > ${from}`;
}
