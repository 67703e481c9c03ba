import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ACTIVITIES, COST_ELEMENTS, MEASURES, OWNERS } from "@/lib/domain/reconciliation/measure";
import { wordsWithoutAmounts } from "@/lib/messages/amounts-in-words";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** What of the differences a person asks for: those that nobody can explain, those that messages explain, those that somebody accepted. */
export type DifferenceGroup = "unexplained" | "explained" | "accepted";

export type DifferenceFilter = {
  readonly group: DifferenceGroup | null;
  readonly measure: string | null;
  /** Beginning of an order, item or lot. */ readonly search: string | null;
};

const Side = z.object({ qty: DecimalColumn.nullable(), rate: DecimalColumn.nullable() });
/** Where a difference of cost comes from: an item and lot, or an operation and activity, with both sides' quantities and rates. */
export const CostBasisRow = z.object({
  item: z.string().nullable(),
  lot: z.string().nullable(),
  operation: z.number().int().nullable(),
  activity: z.enum(ACTIVITIES).nullable(),
  uom: z.string().nullable(),
  ours: Side,
  theirs: Side,
  rate: DecimalColumn,
  quantity: DecimalColumn,
  unexplained: DecimalColumn,
});
export type CostBasisRow = z.infer<typeof CostBasisRow>;

const Row = z.object({
  id: z.string(),
  runId: z.string(),
  siteId: z.string(),
  site: z.string(),
  subject: z.string(),
  orderId: z.string().nullable(),
  measure: z.enum(MEASURES),
  item: z.string().nullable(),
  lot: z.string().nullable(),
  activity: z.enum(ACTIVITIES).nullable(),
  element: z.enum(COST_ELEMENTS).nullable(),
  period: z.string().nullable(),
  uom: z.string(),
  ours: DecimalColumn,
  /** Ours less theirs. */
  difference: DecimalColumn,
  theirs: DecimalColumn,
  oursText: z.string().nullable(),
  theirsText: z.string().nullable(),
  inTransit: DecimalColumn,
  rejected: DecimalColumn,
  timing: DecimalColumn,
  rate: DecimalColumn,
  quantity: DecimalColumn,
  unexplained: DecimalColumn,
  unexplainedValue: DecimalColumn.nullable(),
  firstSeenAt: InstantColumn,
  owner: z.enum(OWNERS).nullable(),
  action: z.literal("ACCEPTED").nullable(),
  note: z.string().nullable(),
  actedBy: z.string().nullable(),
  actedAt: InstantColumn.nullable(),
  /** Of what was settled without sending, no other combination would leave less open; false where there are too many to try each. */
  triedAll: z.boolean(),
  messages: z.array(z.string()),
  bases: z.array(CostBasisRow),
});

/** One figure that differs between both sides, split into what explains it; decimals as text. */
export type DifferenceRow = z.infer<typeof Row>;

/** Lines of one page. */
export const DIFFERENCE_ROWS = 50;
/** Lines of one file. */
export const DIFFERENCE_MOST = 50_000;

const GROUPS: Readonly<Record<DifferenceGroup, SQL>> = {
  unexplained: sql`l.unexplained <> 0 and l.action is null`,
  explained: sql`l.unexplained = 0 and l.action is null`,
  accepted: sql`l.action is not null`,
};

/** Differences of a run that the actor may see (costs only with the right to see cost): unexplained ones first, the dearest at the top. One row more than `limit` says that there are more. */
export async function differences({ db }: Reader, actor: Actor, runId: string, filter: DifferenceFilter, page: number, limit = DIFFERENCE_ROWS): Promise<DifferenceRow[]> {
  const where = [
    sql`l.run_id = ${runId}::uuid`,
    ...(filter.group === null ? [] : [GROUPS[filter.group]]),
    ...(filter.measure === null ? [] : [sql`l.measure = ${filter.measure}`]),
    ...(filter.search === null ? [] : [sql`(starts_with(l.subject, ${filter.search}) or starts_with(l.item, ${filter.search}) or starts_with(l.lot, ${filter.search}))`]),
  ];
  const order = sql`(l.unexplained <> 0 and l.action is null) desc, l.unexplained_value desc nulls last, abs(l.ours - l.theirs) desc, l.subject, l.id`;
  return readRows(db, Row, lines(actor, sql`${sql.join(where, sql` and `)} order by ${order} limit ${limit + 1} offset ${page * limit}`));
}

/** Differences of a run in the order in which they were written, for reading all of them; after the id of the last one read. */
export async function differencesAfter({ db }: Reader, actor: Actor, runId: string, after: string | null, limit: number): Promise<DifferenceRow[]> {
  const from = after === null ? sql`true` : sql`l.id > ${after}::uuid`;
  return readRows(db, Row, lines(actor, sql`l.run_id = ${runId}::uuid and ${from} order by l.id limit ${limit + 1}`));
}

/** The same for a file, which has no column for where a cost comes from: `bases` is empty, so that tens of thousands of lines do not carry it. */
export async function differencesForFile({ db }: Reader, actor: Actor, runId: string, limit: number): Promise<DifferenceRow[]> {
  return readRows(db, Row, lines(actor, sql`l.run_id = ${runId}::uuid order by l.id limit ${limit}`, sql`'[]'::jsonb`));
}

/** One difference; null when there is none of this id at the actor's sites. */
export async function difference({ db }: Reader, actor: Actor, lineId: string): Promise<DifferenceRow | null> {
  const [row] = await readRows(db, Row, lines(actor, sql`l.id = ${lineId}::uuid`));
  return row ?? null;
}

function lines(actor: Actor, rest: SQL, bases = sql`l.bases`): SQL {
  return sql`
    select l.id, l.run_id as "runId", l.site_id as "siteId", s.code as site, l.subject, l.order_id as "orderId", l.measure, l.item, l.lot, l.activity, l.element, l.period, l.uom, l.ours::text, l.theirs::text, (l.ours - l.theirs)::text as difference,
      l.ours_text as "oursText", l.theirs_text as "theirsText", l.in_transit::text as "inTransit", l.rejected::text, l.timing::text, l.rate::text, l.quantity::text, l.unexplained::text,
      l.unexplained_value::text as "unexplainedValue", l.first_seen_at as "firstSeenAt", l.owner, l.action, l.note, l.acted_by as "actedBy", l.acted_at as "actedAt", l.tried_all as "triedAll", l.messages::text[] as messages, ${bases} as bases
    from integration.reconciliation_line l join reference.site s on s.id = l.site_id
    where l.site_id = any (${ids(sitesWith(actor, "message.read"))}) and (l.measure <> 'COST' or l.site_id = any (${ids(sitesWith(actor, "cost.read"))})) and ${rest}`;
}

const CountRow = z.object({ count: z.number() });

/** Differences of cost in a run that the actor may not see: how many, and nothing else of them. */
export async function hiddenCosts({ db }: Reader, actor: Actor, runId: string): Promise<number> {
  const hidden = sql`l.measure = 'COST' and not l.site_id = any (${ids(sitesWith(actor, "cost.read"))})`;
  const [row] = await readRows(
    db,
    CountRow,
    sql`select count(*)::int as count from integration.reconciliation_line l where l.run_id = ${runId}::uuid and l.site_id = any (${ids(sitesWith(actor, "message.read"))}) and ${hidden}`,
  );
  return row?.count ?? 0;
}

const MessageRow = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  sequence: z.number(),
  state: z.enum(["NEW", "SENDING", "DELIVERED", "RETRY_WAIT", "ACCEPTED", "REJECTED", "DEAD", "REPLAYED", "RESOLVED"]),
  reason: z.string().nullable(),
  document: z.string().nullable(),
  at: InstantColumn,
});

/** A message behind a difference, as it stands now. */
export type DifferenceMessage = z.infer<typeof MessageRow>;

/** The messages that explain a difference, in the order of their lanes, as the actor may read them. */
export async function differenceMessages({ db }: Reader, actor: Actor, line: DifferenceRow): Promise<DifferenceMessage[]> {
  const messages = await readRows(
    db,
    MessageRow,
    sql`
    select m.id, m.type, m.subject, m.sequence, m.state, m.reason, m.document, m.record_time as at
    from integration.outbox_message m where m.id = any (${ids(line.messages)}) and m.site_id = ${line.siteId}::uuid
    order by m.subject, m.sequence`,
  );
  if (sitesWith(actor, "cost.read").includes(line.siteId)) return messages;
  return messages.map((message) => (message.reason === null ? message : { ...message, reason: wordsWithoutAmounts(message.reason) }));
}
