import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { partOf } from "@/db/held-stock";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { signatureOf } from "@/lib/auth/exception-owners";
import { HeldPartColumn } from "@/lib/queries/held-part";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const MOST = 50;

const CheckRow = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  plan: z.string(),
  state: z.enum(["DUE", "RECORDED"]),
  order: z.string().nullable(),
  operation: z.number().nullable(),
  workUnit: z.string().nullable(),
  item: z.string().nullable(),
  lot: z.string().nullable(),
  dueAt: InstantColumn,
  recordedAt: InstantColumn.nullable(),
  recordedBy: z.string().nullable(),
  verdict: z.enum(["PASS", "FAIL"]).nullable(),
  failed: z.array(z.string()),
});

/** A check that is due, or that was recorded; `failed` names what did. `mayRecord`: it is due, and the reader may (§10.1). */
export type DeskCheck = Omit<z.infer<typeof CheckRow>, "siteId"> & { readonly mayRecord: boolean };

const HoldRow = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  item: z.string(),
  lot: z.string(),
  onHand: DecimalColumn,
  /** What it holds of the lot; null where it holds the lot. */
  part: HeldPartColumn.nullable(),
  uom: z.string(),
  reason: z.string(),
  nonconformance: z.string().nullable(),
  placedBy: z.string(),
  placedName: z.string(),
  placedAt: InstantColumn,
});

/** A hold that stands. `mayLift`: the reader may, which is never who placed it (SEC-01); `own`: the reader placed it. */
export type DeskHold = Omit<z.infer<typeof HoldRow>, "placedBy" | "siteId"> & { readonly mayLift: boolean; readonly own: boolean };

/** Checks that are due at operations in work or at lots, the longest due first. */
export async function dueAtSites(reader: Reader, actor: Actor): Promise<readonly DeskCheck[]> {
  return checks(reader, actor, sql`c.state = 'DUE' and (c.operation_id is null or p.state in ('PENDING', 'READY', 'SETUP', 'RUNNING', 'PAUSED'))`, sql`c.due_at, c.id`);
}

/** The checks that failed last. */
export async function failedAtSites(reader: Reader, actor: Actor): Promise<readonly DeskCheck[]> {
  return checks(reader, actor, sql`c.state = 'RECORDED' and c.verdict = 'FAIL'`, sql`c.recorded_at desc, c.id`);
}

/** Checks of a lot, or of the operations of an order: what is due first, then what was recorded last. */
export async function checksOf(reader: Reader, actor: Actor, about: { readonly lotId: string } | { readonly orderId: string }): Promise<readonly DeskCheck[]> {
  const whose = "lotId" in about ? sql`c.lot_id = ${about.lotId}::uuid` : sql`p.order_id = ${about.orderId}::uuid`;
  return checks(reader, actor, sql`${whose} and c.state in ('DUE', 'RECORDED')`, sql`c.state, case c.state when 'DUE' then c.due_at end, c.recorded_at desc, c.id`);
}

async function checks({ db }: Reader, actor: Actor, which: SQL, order: SQL): Promise<readonly DeskCheck[]> {
  const rows = await readRows(
    db,
    CheckRow,
    sql`
    select c.id, c.site_id as "siteId", c.verdict, s.code as site, s.time_zone as "timeZone", c.snapshot ->> 'plan' as plan, c.state, o.number as order, p.op_no as operation, u.code as "workUnit",
      i.code as item, l.number as lot, c.due_at as "dueAt", c.recorded_at as "recordedAt", coalesce(r.name, c.recorded_name) as "recordedBy",
      coalesce((select json_agg(h ->> 'name' order by (h ->> 'position')::int) from jsonb_array_elements(c.snapshot -> 'characteristics') h
        where (h ->> 'position')::int = any (c.failed)), '[]'::json) as failed
    from quality.check c
    join reference.site s on s.id = c.site_id
    left join execution.order_operation p on p.id = c.operation_id
    left join reference.equipment u on u.id = p.work_unit_id
    left join materials.lot l on l.id = c.lot_id
    left join execution.production_order o on o.id = coalesce(p.order_id, l.order_id)
    left join reference.item i on i.id = coalesce(l.item_id, o.item_id)
    left join reference.person r on r.id = c.recorded_by
    where c.site_id = any (${ids(sitesWith(actor, "trace.read"))}) and c.snapshot ? 'characteristics' and ${which}
    order by ${order} limit ${MOST}`,
  );
  return rows.map(({ siteId, ...row }) => ({ ...row, mayRecord: row.state === "DUE" && authorise(actor, "check.record", siteId) }));
}

/** Holds that stand, the oldest first. */
export async function holdsAtSites({ db }: Reader, actor: Actor): Promise<readonly DeskHold[]> {
  const rows = await readRows(
    db,
    HoldRow,
    sql`
    select h.id, h.site_id as "siteId", s.code as site, s.time_zone as "timeZone", i.code as item, l.number as lot, l.uom, h.reason, n.number as nonconformance,
      h.placed_by as "placedBy", h.placed_name as "placedName", h.placed_at as "placedAt",
      coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = l.id), 0)::text as "onHand", ${partOf(sql`h`)} as part
    from quality.hold h
    join reference.site s on s.id = h.site_id
    join materials.lot l on l.id = h.lot_id
    join reference.item i on i.id = l.item_id
    left join quality.nonconformance n on n.id = h.nonconformance_id
    where h.site_id = any (${ids(sitesWith(actor, "trace.read"))}) and h.released_at is null
    order by h.placed_at, h.id limit ${MOST}`,
  );
  const me = signatureOf(actor);
  return rows.map(({ placedBy, siteId, ...row }) => ({ ...row, own: placedBy === me, mayLift: authorise(actor, "hold.release", siteId) && placedBy !== me }));
}

const PendingRow = z.object({
  id: z.string(),
  siteId: z.string(),
  timeZone: z.string(),
  item: z.string(),
  lot: z.string(),
  order: z.string().nullable(),
  onHand: DecimalColumn,
  uom: z.string(),
  madeAt: InstantColumn.nullable(),
  due: z.number(),
  failed: z.number(),
});

/** A lot that waits for its release since it was made. `due`, `failed`: checks of it and of its order that are open or did not pass; `mayRelease`: the reader may, their own checks apart. */
export type DeskPending = Omit<z.infer<typeof PendingRow>, "siteId"> & { readonly mayRelease: boolean };

/** §2.2, §9.2: lots that wait for their release, the oldest first. */
export async function pendingAtSites({ db }: Reader, actor: Actor): Promise<readonly DeskPending[]> {
  const rows = await readRows(
    db,
    PendingRow,
    sql`
    select l.id, l.site_id as "siteId", s.time_zone as "timeZone", i.code as item, l.number as lot, o.number as order, l.uom, l.made_at as "madeAt",
      coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = l.id), 0)::text as "onHand",
      c.due::int as due, c.failed::int as failed
    from materials.lot l
    join reference.site s on s.id = l.site_id
    join reference.item i on i.id = l.item_id
    left join execution.production_order o on o.id = l.order_id
    cross join lateral (
      select count(*) filter (where q.state = 'DUE') as due, count(*) filter (where q.state = 'RECORDED' and q.verdict = 'FAIL') as failed
      from (
        select state, verdict from quality.check where lot_id = l.id
        union all select c.state, c.verdict from quality.check c join execution.order_operation p on p.id = c.operation_id where p.order_id = l.order_id
      ) q
    ) c
    where l.site_id = any (${ids(sitesWith(actor, "trace.read"))}) and l.mes_status = 'PENDING'
    order by l.made_at, l.id limit ${MOST}`,
  );
  return rows.map(({ siteId, ...row }) => ({ ...row, mayRelease: authorise(actor, "hold.release", siteId) }));
}
