import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { accuracy } from "@/lib/domain/reconciliation/accuracy";
import { decimal } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  connectionId: z.string(),
  connection: z.string(),
  cause: z.enum(["DAILY", "ON_DEMAND"]),
  state: z.enum(["QUEUED", "RUNNING", "DONE", "FAILED", "UNSUPPORTED"]),
  onDate: z.string(),
  requestedBy: z.string().nullable(),
  startedAt: InstantColumn,
  endedAt: InstantColumn.nullable(),
  reason: z.string().nullable(),
  /** When it is tried again by itself. */
  retryAt: InstantColumn.nullable(),
  /** What the ERP can say; null before it was asked. */
  readsOrders: z.boolean().nullable(),
  readsStock: z.boolean().nullable(),
  listsOrders: z.boolean().nullable(),
  ordersTotal: z.number().nullable(),
  ordersDone: z.number(),
  /** Orders above the bound of one run. */
  leftOut: z.number(),
  /** Orders whose cost was compared (C-17), and why that of others could not be. */
  costsCompared: z.number(),
  costsRefused: z.string().nullable(),
  matched: z.number(),
  explained: z.number(),
  unexplained: z.number(),
  accepted: z.number(),
  /** Null for who may not see cost at the site: amounts of cost are in both. */
  value: DecimalColumn.nullable(),
  unexplainedValue: DecimalColumn.nullable(),
  accuracyValue: DecimalColumn,
  accuracyUnexplained: DecimalColumn,
  /** No later comparison of the same site and connection has begun. */
  latest: z.boolean(),
});

/** A comparison of a site with its ERP. `accuracy` is a share as text, null where nothing of value was compared. */
export type ReconciliationRow = Omit<z.infer<typeof Row>, "accuracyValue" | "accuracyUnexplained"> & { readonly accuracy: string | null };

/** Runs on one page. */
export const RUN_ROWS = 30;

/** Comparisons of the actor's sites, latest first; after `before`, the id of the last one shown. */
export async function reconciliationRuns(reader: Reader, actor: Actor, before: string | null = null, limit = RUN_ROWS): Promise<ReconciliationRow[]> {
  const after = before === null ? sql`true` : sql`(r.started_at, r.id) < (select b.started_at, b.id from integration.reconciliation_run b where b.id = ${before}::uuid)`;
  return runsWhere(reader, actor, after, limit);
}

/** One comparison; null when there is none of this id at the actor's sites. */
export async function reconciliationRun(reader: Reader, actor: Actor, runId: string): Promise<ReconciliationRow | null> {
  const [row] = await runsWhere(reader, actor, sql`r.id = ${runId}::uuid`, 1);
  return row ?? null;
}

async function runsWhere({ db }: Reader, actor: Actor, where: SQL, limit: number): Promise<ReconciliationRow[]> {
  const seesCost = sql`r.site_id = any (${ids(sitesWith(actor, "cost.read"))})`;
  const rows = await readRows(
    db,
    Row,
    sql`
    select r.id, r.site_id as "siteId", s.code as site, s.time_zone as "timeZone", s.currency, r.connection_id as "connectionId", c.name as connection, r.cause, r.state,
      r.on_date::text as "onDate", r.requested_by as "requestedBy", r.started_at as "startedAt", r.ended_at as "endedAt", r.reason,
      case when r.state = 'FAILED' then r.next_at end as "retryAt", r.reads_orders as "readsOrders", r.reads_stock as "readsStock", r.lists_orders as "listsOrders",
      r.orders_total as "ordersTotal", r.orders_done as "ordersDone", r.left_out as "leftOut", r.costs_compared as "costsCompared", r.costs_refused as "costsRefused", r.matched, r.explained, r.unexplained, r.accepted,
      case when ${seesCost} then r.value::text end as value, case when ${seesCost} then r.unexplained_value::text end as "unexplainedValue",
      r.value::text as "accuracyValue", r.unexplained_value::text as "accuracyUnexplained",
      not exists (select 1 from integration.reconciliation_run l where l.site_id = r.site_id and l.connection_id = r.connection_id and l.started_at > r.started_at) as latest
    from integration.reconciliation_run r
    join reference.site s on s.id = r.site_id
    join integration.connection c on c.id = r.connection_id
    where r.site_id = any (${ids(sitesWith(actor, "message.read"))}) and ${where}
    order by r.started_at desc, r.id desc
    limit ${limit}`,
  );
  return rows.map(({ accuracyValue, accuracyUnexplained, ...row }) => ({ ...row, accuracy: accuracy(decimal(accuracyUnexplained), decimal(accuracyValue))?.toFixed() ?? null }));
}

const PairRow = z.object({
  siteId: z.string(),
  site: z.string(),
  connectionId: z.string(),
  connection: z.string(),
  timeZone: z.string(),
  enabled: z.boolean(),
  underWay: z.boolean(),
});

/** A site and an ERP that governs it, which can be compared. */
export type ReconcilablePair = z.infer<typeof PairRow>;

/** Sites of the actor with each ERP that governs them. */
export async function reconcilablePairs({ db }: Reader, actor: Actor): Promise<ReconcilablePair[]> {
  return readRows(
    db,
    PairRow,
    sql`
    select s.id as "siteId", s.code as site, s.time_zone as "timeZone", c.id as "connectionId", c.name as connection, c.enabled,
      exists (select 1 from integration.reconciliation_run r where r.site_id = s.id and r.connection_id = c.id and r.state in ('QUEUED','RUNNING')) as "underWay"
    from integration.connection_site k
    join integration.connection c on c.id = k.connection_id
    join reference.site s on s.id = k.site_id
    where s.id = any (${ids(sitesWith(actor, "message.read"))})
    order by s.code, c.code`,
  );
}
