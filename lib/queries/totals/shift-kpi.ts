import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { timeClass } from "@/lib/domain/equipment/time-class";
import { type PerformanceSums, outputSums } from "@/lib/domain/oee/performance-sums";
import { shiftTimes, type StateMeaning } from "@/lib/domain/oee/shift-times";
import { decimal, r6 } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { groupBy } from "@/lib/queries/planner/group-by";
import { ms, type Shift, windowsTable } from "./shifts";

const STATES = ["PRODUCING", "MICRO_STOP", "SETUP", "STARVED", "BLOCKED", "HELD", "DOWN", "STANDBY", "PLANNED_DOWN", "ENGINEERING", "NOT_SCHEDULED", "UNKNOWN"] as const;
type State = (typeof STATES)[number];

const Unit = z.object({ id: z.string(), workCentreId: z.string(), workCentre: z.string(), workUnit: z.string(), microStopMode: z.enum(["PERFORMANCE_LOSS", "AVAILABILITY_LOSS"]) });
const at = z.number().transform((value) => new Date(value));
const Span = z.object({ unitId: z.string(), from: at, to: at.nullable() });
const StateSpan = Span.extend({ state: z.enum(STATES) });
const Output = z.object({ unitId: z.string(), idealSeconds: z.string(), good: z.string(), scrap: z.string(), rework: z.string() });

/** The sums of one work unit; quantities and ideal times as decimal text. */
type UnitSums = Omit<z.infer<typeof Unit>, "id" | "workCentreId"> & { readonly [Key in keyof PerformanceSums]: PerformanceSums[Key] extends number ? number : string };

/** Without a signal a machine is UNKNOWN; micro-stops stay in producing time, whatever the plant's mode, so that sums of any plant can be added. */
const MEANING: StateMeaning<State> = {
  classOf: ({ state, loaded, planned }) => timeClass(state ?? "UNKNOWN", { orderLoaded: loaded, plannedEngineering: planned, microStopMode: "PERFORMANCE_LOSS" }),
  isMicroStop: (state) => state === "MICRO_STOP",
  isFailure: (state) => state === "DOWN",
};

/** §5: what the KPIs of each work unit with a window in the shift are made from. Five statements, whatever the number of units. */
export async function shiftKpi({ db, now }: Reader, siteId: string, shift: Shift): Promise<UnitSums[]> {
  const units = await readRows(
    db,
    Unit,
    sql`
    select u.id, c.id as "workCentreId", c.code as "workCentre", u.code as "workUnit", u.micro_stop_mode as "microStopMode"
    from reference.equipment u join reference.equipment c on c.id = u.parent_id
    where c.id = any (${ids([...new Set(shift.windows.map((window) => window.workCentreId))])}) and u.level = 'WORK_UNIT' and u.active
    order by c.code, u.code`,
  );
  const unitIds = ids(units.map((unit) => unit.id));
  const [states, loads, downtime, outputs] = await Promise.all([
    readRows(db, StateSpan, touching(unitIds, shift, sql`telemetry.state_interval`, sql`t.superseded_at is null`, sql`, t.state`)),
    readRows(db, Span, touching(unitIds, shift, sql`execution.operation_activity`, sql`t.activity <> 'INDIRECT'`, sql``)),
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
      select u.id as "unitId", coalesce(3600 / r.units_per_hour, p.run_machine_h * 3600)::text as "idealSeconds", sum(e.good)::text as good, sum(e.scrap)::text as scrap, sum(e.rework)::text as rework
      from execution.production_entry e
      join execution.order_operation p on p.id = e.operation_id
      join execution.production_order o on o.id = e.order_id
      join reference.equipment c on c.id = p.work_centre_id
      join reference.equipment u on u.id = coalesce(e.work_unit_id, p.work_unit_id, c.constraint_unit_id)
      -- The plant's own ideal rate goes before the planned time.
      left join reference.equipment_ideal_rate r on r.work_unit_id = u.id and r.item_id = o.item_id
      join ${windowsTable(shift)} as w (work_centre_id, from_at, until_at) on w.work_centre_id = u.parent_id and e.event_time >= w.from_at and e.event_time < w.until_at
      where e.site_id = ${siteId}::uuid and e.activity = 'RUN' and e.event_time >= ${shift.from.toISOString()}::timestamptz and e.event_time < ${shift.until.toISOString()}::timestamptz
      group by 1, 2`,
    ),
  ]);
  const by = {
    states: groupBy(states, (row) => row.unitId),
    loads: groupBy(loads, (row) => row.unitId),
    downtime: groupBy(downtime, (row) => row.unitId),
    outputs: groupBy(outputs, (row) => row.unitId),
  };
  const until = now < shift.until ? now : shift.until;
  return units.map(({ id, workCentreId, ...unit }) => {
    const times = shiftTimes(
      {
        windows: shift.windows.filter((window) => window.workCentreId === workCentreId),
        states: by.states.get(id) ?? [],
        loads: by.loads.get(id) ?? [],
        plannedDowntime: by.downtime.get(id) ?? [],
      },
      until,
      MEANING,
    );
    const made = outputSums(
      (by.outputs.get(id) ?? []).map(({ idealSeconds, ...row }) => {
        const [good, scrap, rework] = [decimal(row.good), decimal(row.scrap), decimal(row.rework)];
        return { idealSeconds: decimal(idealSeconds), processed: good.plus(scrap).plus(rework), good, scrap, rework };
      }),
    );
    return {
      ...unit,
      ...times,
      processed: made.processed.toFixed(),
      good: made.good.toFixed(),
      scrap: made.scrap.toFixed(),
      rework: made.rework.toFixed(),
      idealProcessedSeconds: r6(made.idealProcessedSeconds).toFixed(),
      idealGoodSeconds: r6(made.idealGoodSeconds).toFixed(),
    };
  });
}

/** Rows of units that lie in the shift, and the last few before it, one of which may reach into it: along the index of unit and begin. */
function touching(unitIds: SQL, shift: Shift, table: SQL, only: SQL, more: SQL): SQL {
  const [from, to] = [sql`${shift.from.toISOString()}::timestamptz`, sql`${shift.to.toISOString()}::timestamptz`];
  return sql`
    select u.id as "unitId", ${ms(sql`t.from_at`)} as "from", ${ms(sql`t.to_at`)} as "to"${more}
    from unnest(${unitIds}) as u (id)
    cross join lateral (
      select t.* from ${table} t where t.work_unit_id = u.id and t.from_at >= ${from} and t.from_at < ${to} and ${only}
      union all
      (select t.* from ${table} t where t.work_unit_id = u.id and t.from_at < ${from} and ${only} order by t.from_at desc limit 5)
    ) t
    where t.to_at is null or t.to_at > ${from}`;
}
