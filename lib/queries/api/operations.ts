import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ApiDecimal, ApiId, ApiInstant } from "./columns";
import { cutPage, PageQuery } from "./page";

export const OPERATION_STATES = ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED", "COMPLETED", "SKIPPED", "ABORTED"] as const;

/** An operation of an order as the API tells it; `id` is what commands take as `operationId`. */
export const ApiOperation = z
  .object({
    id: ApiId,
    site: z.string(),
    order: z.string(),
    operation: z.number().int(),
    name: z.string(),
    state: z.enum(OPERATION_STATES),
    workCentre: z.string(),
    workUnit: z.string().nullable().meta({ description: "Unit that it runs or ran on; the planned one until it starts" }),
    workUnitId: ApiId.nullable(),
    uom: z.string(),
    required: ApiDecimal.meta({ description: "First-pass quantity needed here, so that the order's quantity arrives at the end" }),
    processed: ApiDecimal.meta({ description: "First-pass total; give it as `expectedTotal` with a confirmation" }),
    good: ApiDecimal,
    scrap: ApiDecimal,
    openRework: ApiDecimal,
    counted: ApiDecimal.nullable().meta({ description: "Counted by the line and not confirmed yet" }),
    plannedStart: ApiInstant.nullable(),
    plannedEnd: ApiInstant.nullable(),
    actualStart: ApiInstant.nullable(),
    actualEnd: ApiInstant.nullable(),
  })
  .meta({ id: "Operation" });

export const OperationsQuery = PageQuery.extend({
  site: z.string().optional(),
  order: z.string().optional(),
  state: z.enum(OPERATION_STATES).optional(),
  workCentre: z.string().optional(),
  workUnit: z.string().optional(),
});

const SELECT = sql`
  select p.id, s.code as site, o.number as order, p.op_no as operation, p.name, p.state, c.code as "workCentre", u.code as "workUnit", p.work_unit_id as "workUnitId", o.uom, p.required::text, p.processed::text,
    (p.good_first + p.reworked_good)::text as good, (p.scrap_first + p.rework_scrap)::text as scrap, (p.rework_in - p.reworked_good - p.rework_scrap)::text as "openRework", n.good::text as counted,
    p.planned_start_at as "plannedStart", p.planned_end_at as "plannedEnd", p.actual_start_at as "actualStart", p.actual_end_at as "actualEnd"
  from execution.order_operation p
  join execution.production_order o on o.id = p.order_id
  join reference.site s on s.id = p.site_id
  join reference.equipment c on c.id = p.work_centre_id
  left join reference.equipment u on u.id = p.work_unit_id
  left join execution.count_proposal n on n.operation_id = p.id`;

/** Operations in the order in which they came to be here, a page of them. */
export async function apiOperations({ db }: Reader, actor: Actor, query: z.infer<typeof OperationsQuery>, after: string | null) {
  const where: SQL[] = [
    sql`p.site_id = any (${ids(sitesWith(actor, "operation.read"))})`,
    ...(after === null ? [] : [sql`p.id > ${after}::uuid`]),
    ...(query.site === undefined ? [] : [sql`s.code = ${query.site}`]),
    ...(query.order === undefined ? [] : [sql`o.number = ${query.order}`]),
    ...(query.state === undefined ? [] : [sql`p.state = ${query.state}`]),
    ...(query.workCentre === undefined ? [] : [sql`c.code = ${query.workCentre}`]),
    ...(query.workUnit === undefined ? [] : [sql`u.code = ${query.workUnit}`]),
  ];
  const rows = await readRows(db, ApiOperation, sql`${SELECT} where ${sql.join(where, sql` and `)} order by p.id limit ${query.limit + 1}`);
  return cutPage(rows, query.limit, (row) => row.id);
}

/** The operations of one order; the caller has checked that it may be seen. */
export async function operationsOfOrder(db: Database, orderId: string): Promise<z.infer<typeof ApiOperation>[]> {
  return readRows(db, ApiOperation, sql`${SELECT} where p.order_id = ${orderId}::uuid order by p.op_no`);
}
