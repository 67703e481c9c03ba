import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  class: z.string(),
  severity: z.number(),
  state: z.enum(["RAISED", "ACKNOWLEDGED", "IN_PROGRESS"]),
  raisedAt: InstantColumn,
  acknowledgedAt: InstantColumn.nullable(),
  owner: z.string().nullable(),
  unitId: z.string().nullable(),
  unit: z.string().nullable(),
  lineId: z.string().nullable(),
  line: z.string().nullable(),
  orderId: z.string().nullable(),
  order: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
type ExceptionRow = z.infer<typeof Row>;

/** Something that is not as planned and that nobody has resolved. `detail` is what its class says about it, as text. */
export type OpenException = Omit<ExceptionRow, "detail"> & { readonly detail: Readonly<Record<string, string>> };

/** More than this nobody reads at once. */
const LIMIT = 100;

/** Open exceptions of these sites, worst first and oldest first among equals. */
export async function openExceptions({ db }: Reader, sites: readonly string[], only: { readonly orderId?: string } = {}): Promise<OpenException[]> {
  const rows = await readRows(
    db,
    Row,
    sql`select x.id, x.site_id as "siteId", x.class, x.severity, x.state, x.raised_at as "raisedAt", x.acknowledged_at as "acknowledgedAt", x.owner,
        u.id as "unitId", u.code as unit, c.id as "lineId", c.code as line, o.id as "orderId", o.number as order, r.name as reason, x.detail
      from execution.exception x
      left join reference.equipment u on u.id = x.work_unit_id
      left join reference.equipment c on c.id = u.parent_id
      left join execution.production_order o on o.id = x.order_id
      left join reference.reason_code r on r.site_id = x.site_id and r.use = 'STOP' and r.code = x.detail ->> 'reasonCode'
      where x.site_id = any (${ids(sites)}) and x.state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS') ${only.orderId === undefined ? sql`` : sql`and x.order_id = ${only.orderId}::uuid`}
      order by x.severity, x.raised_at
      limit ${LIMIT}`,
  );
  return rows.map((row) => ({ ...row, detail: asText(row.detail) }));
}

/** What classes write is free in form: only plain values can be shown. */
function asText(detail: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]) => (typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, String(value)]] : [])),
  );
}
