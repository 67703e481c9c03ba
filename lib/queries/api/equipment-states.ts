import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ApiId, ApiInstant } from "./columns";
import { cutPage, PageQuery } from "./page";

export const EQUIPMENT_STATES = [
  "PRODUCING",
  "MICRO_STOP",
  "SETUP",
  "STARVED",
  "BLOCKED",
  "HELD",
  "DOWN",
  "STANDBY",
  "PLANNED_DOWN",
  "ENGINEERING",
  "NOT_SCHEDULED",
  "UNKNOWN",
] as const;

/** What a work unit does now. */
export const ApiEquipmentState = z
  .object({
    id: ApiId,
    site: z.string(),
    workCentre: z.string(),
    workUnit: z.string(),
    constraint: z.boolean().meta({ description: "The unit whose state is the state of its work centre" }),
    state: z.enum(EQUIPMENT_STATES).meta({ description: "UNKNOWN before its first signal and after its last" }),
    since: ApiInstant.nullable(),
    reason: z.string().nullable().meta({ description: "Reason code of the stop" }),
    heardAt: ApiInstant.nullable().meta({ description: "When it last said anything" }),
    operationId: ApiId.nullable().meta({ description: "Operation that is loaded on it" }),
  })
  .meta({ id: "EquipmentState" });

export const EquipmentQuery = PageQuery.extend({ site: z.string().optional(), workCentre: z.string().optional(), state: z.enum(EQUIPMENT_STATES).optional() });

/** Present state of the work units, a page of them. */
export async function apiEquipmentStates({ db }: Reader, actor: Actor, query: z.infer<typeof EquipmentQuery>, after: string | null) {
  const where: SQL[] = [
    sql`u.site_id = any (${ids(sitesWith(actor, "stop.read"))}) and u.level = 'WORK_UNIT' and u.active and c.level = 'WORK_CENTRE'`,
    ...(after === null ? [] : [sql`u.id > ${after}::uuid`]),
    ...(query.site === undefined ? [] : [sql`s.code = ${query.site}`]),
    ...(query.workCentre === undefined ? [] : [sql`c.code = ${query.workCentre}`]),
    ...(query.state === undefined ? [] : [sql`coalesce(i.state, 'UNKNOWN') = ${query.state}`]),
  ];
  const rows = await readRows(
    db,
    ApiEquipmentState,
    sql`
    select u.id, s.code as site, c.code as "workCentre", u.code as "workUnit", c.constraint_unit_id is not distinct from u.id as constraint, coalesce(i.state, 'UNKNOWN') as state, i.from_at as since, i.reason_code as reason,
      (select max(v.at) from telemetry.tag t join telemetry.latest_value v on v.tag_id = t.id where t.work_unit_id = u.id) as "heardAt",
      (select p.id from execution.order_operation p where p.work_unit_id = u.id and p.state in ('SETUP','RUNNING','PAUSED') order by p.actual_start_at limit 1) as "operationId"
    from reference.equipment u
    join reference.equipment c on c.id = u.parent_id
    join reference.site s on s.id = u.site_id
    left join telemetry.state_interval i on i.work_unit_id = u.id and i.to_at is null and i.superseded_at is null
    where ${sql.join(where, sql` and `)} order by u.id limit ${query.limit + 1}`,
  );
  return cutPage(rows, query.limit, (row) => row.id);
}
