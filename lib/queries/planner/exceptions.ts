import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { shiftEndOf } from "@/db/shift-end";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { exceptionRoles } from "@/lib/auth/exception-owners";
import { escalatedTo, type EscalationTarget, nextEscalation, SHIFT_CLASSES } from "@/lib/domain/execution/escalation";
import { decideClosing, decideResolution, owns } from "@/lib/domain/execution/exception-state";
import { calledAgain, textIn } from "@/lib/queries/operator/exception-detail";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  class: z.string(),
  severity: z.number(),
  state: z.enum(["RAISED", "ACKNOWLEDGED", "IN_PROGRESS", "RESOLVED"]),
  raisedAt: InstantColumn,
  /** When somebody called again after it was resolved. */
  recurredAt: InstantColumn.nullable(),
  acknowledgedAt: InstantColumn.nullable(),
  owner: z.string().nullable(),
  unitId: z.string().nullable(),
  unit: z.string().nullable(),
  lineId: z.string().nullable(),
  line: z.string().nullable(),
  orderId: z.string().nullable(),
  order: z.string().nullable(),
  reason: z.string().nullable(),
  /** ST-06: false where it is about a unit whose state is not its line's. */
  ofLine: z.boolean(),
  /** How often it has escalated. */
  level: z.number(),
  shiftEnd: InstantColumn.nullable(),
  detail: z.record(z.string(), z.unknown()),
});
type ExceptionRow = z.infer<typeof Row>;

/** Something that is not as planned, and that nobody has closed. `detail` is what pages say of it, as text; `next`: when it escalates, and to whom (§2.5). */
export type OpenException = Omit<ExceptionRow, "detail" | "shiftEnd"> & {
  readonly detail: Readonly<Record<string, string>>;
  readonly next: { readonly at: string; readonly to: EscalationTarget } | null;
};

/** An exception with the reader's rights; `mayTake`: may say to have it; `mayEnd`: may resolve it, or close what is resolved (§2.5). */
export type OwnedException = OpenException & { readonly mayTake: boolean; readonly mayEnd: boolean };

/** More than this nobody reads at once: the pages say of how many. */
const LIMIT = 100;

/** The worst open exceptions, and how many are open. */
export type OpenExceptions = { readonly rows: readonly OpenException[]; readonly total: number };

/** Of what is over the last few are enough. */
const RESOLVED_LIMIT = 10;
const RESOLVED_MS = 86_400_000;

const FROM = sql`execution.exception x
      left join reference.equipment u on u.id = x.work_unit_id
      left join reference.equipment c on c.id = u.parent_id`;

const ALIASED = { siteId: sql`x.site_id`, workUnitId: sql`x.work_unit_id`, raisedAt: sql`coalesce(x.recurred_at, x.raised_at)` };

const texts = (values: readonly string[]): SQL => sql`${`{${values.join(",")}}`}::text[]`;

const CountRow = z.object({ count: z.number() });

/** Of one order or line, or of some classes, alone. */
type Only = { readonly orderId?: string; readonly lineId?: string; readonly classes?: readonly string[] };

function among({ orderId, lineId, classes }: Only): SQL {
  return sql`${orderId === undefined ? sql`` : sql`and x.order_id = ${orderId}::uuid`} ${lineId === undefined ? sql`` : sql`and c.id = ${lineId}::uuid`}
        ${classes === undefined ? sql`` : sql`and x.class = any (${texts(classes)})`}`;
}

/** Open exceptions of these sites, or of one order, line or some classes there, worst first and oldest first among equals. */
export async function openExceptions({ db }: Reader, sites: readonly string[], only: Only = {}): Promise<OpenExceptions> {
  const open = sql`x.site_id = any (${ids(sites)}) and x.state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS') ${among(only)}`;
  const rows = await read(db, open, sql`x.severity, x.raised_at`, LIMIT + 1);
  const counted = rows.length > LIMIT ? await readRows(db, CountRow, sql`select count(*)::int as count from ${FROM} where ${open}`) : [];
  return { total: counted[0]?.count ?? rows.length, rows: rows.slice(0, LIMIT) };
}

/** What was resolved within a day and nobody has closed, latest first: it comes back when it recurs within 15 min. */
export async function resolvedExceptions({ db, now }: Reader, sites: readonly string[], only: Only): Promise<readonly OpenException[]> {
  const since = new Date(now.getTime() - RESOLVED_MS);
  const resolved = sql`x.site_id = any (${ids(sites)}) and x.state = 'RESOLVED' and x.resolved_at >= ${since.toISOString()}::timestamptz ${among(only)}`;
  return read(db, resolved, sql`x.resolved_at desc`, RESOLVED_LIMIT);
}

async function read(db: Reader["db"], where: SQL, order: SQL, limit: number): Promise<OpenException[]> {
  const rows = await readRows(
    db,
    Row,
    sql`select x.id, x.site_id as "siteId", x.class, x.severity, x.state, x.raised_at as "raisedAt", x.recurred_at as "recurredAt", x.acknowledged_at as "acknowledgedAt", x.owner,
        u.id as "unitId", u.code as unit, c.id as "lineId", c.code as line, o.id as "orderId", o.number as order, r.name as reason, coalesce(c.constraint_unit_id = u.id, true) as "ofLine", x.detail,
        x.escalation_level as level, case when x.class = any (${texts(SHIFT_CLASSES)}) then ${shiftEndOf(ALIASED)} end as "shiftEnd"
      from ${FROM}
      left join execution.production_order o on o.id = x.order_id
      left join reference.reason_code r on r.site_id = x.site_id and r.use = 'STOP' and r.code = x.detail ->> 'reasonCode'
      where ${where}
      order by ${order}
      limit ${limit}`,
  );
  return rows.map(({ shiftEnd, ...row }) => ({
    ...row,
    detail: asText({ ...row.detail, note: notesOf(row.detail) }, SAID_OF[row.class] ?? SAID),
    next: nextOf({ ...row, shiftEnd }),
  }));
}

/** What the caller wrote, and those who called again while it was open, in their order. */
function notesOf(detail: ExceptionRow["detail"]): unknown {
  const later = calledAgain(detail).flatMap(({ note }) => note ?? []);
  return later.length === 0 ? detail["note"] : [textIn(detail, "note") ?? [], later].flat().join(", ");
}

/** The same with what the reader may do about it. */
export function withRights(actor: Actor, each: OpenException): OwnedException {
  const { siteId, state, class: kind, level } = each;
  const allowed = authorise(actor, "exception.end", siteId);
  const context = { state, class: kind, own: false, caller: exceptionRoles(actor, siteId), escalatedTo: escalatedTo(kind, level) };
  return { ...each, mayTake: allowed && owns(context), mayEnd: allowed && (state === "RESOLVED" ? decideClosing(context) : decideResolution(context)).ok };
}

function nextOf({ raisedAt, recurredAt, acknowledgedAt, shiftEnd, ...row }: Omit<ExceptionRow, "detail">): OpenException["next"] {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  const next = nextEscalation({ ...row, raisedAt: new Date(recurredAt ?? raisedAt), takenAt: instant(acknowledgedAt), shiftEnd: instant(shiftEnd) });
  return next === null ? null : { at: next.at.toISOString(), to: next.to };
}

/** What classes write of these is said to everybody who reads an exception; the rest, such as somebody's times at work, is for whom it belongs to (§10.1). */
const SAID = ["call", "direction", "subject", "reason", "note", "outcome", "item", "needed", "free", "uom", "before", "after", "counted", "confirmed", "address", "aheadMinutes"];
/** The shift that a difference belongs to is said; the shift of somebody's time at work is not. */
const SAID_OF: Readonly<Record<string, readonly string[]>> = { COUNT_MISMATCH: [...SAID, "shift"], QUALITY_FAIL: [...SAID, "parameter", "value", "low", "high"] };

/** What classes write is free in form: only plain values can be shown. */
function asText(detail: Readonly<Record<string, unknown>>, said: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    said.flatMap((name) => {
      const value = detail[name];
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, String(value)]] : [];
    }),
  );
}
