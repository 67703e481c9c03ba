import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { ids, type Reader } from "@/lib/queries/reader";
import { TYPES_WITH_AMOUNTS } from "@/lib/messages/hidden-amounts";
import { ordersOfNumber, saidByErp, type SaidOf, saidOf, saidToErp } from "@/lib/queries/said-of-order";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { IN_ROW, type MessageRow, OUT_ROW, readMessages } from "./message-row";

/** What of a state a person asks for: held up, on its way, done, or passed over. */
export type StateGroup = "held" | "waiting" | "done" | "passed";

export type MessageFilter = {
  readonly direction: "IN" | "OUT" | null;
  readonly state: StateGroup | null;
  readonly type: string | null;
  /** Exactly this order, work unit or lot; of an order also what stands in other lanes. */
  readonly order: string | null;
  /** Beginning of an order or lane, a document of the ERP, the id of a message, or a word anywhere in it. */
  readonly search: string | null;
  readonly before: { readonly at: string; readonly id: string } | null;
};

export type MessagePage = { readonly rows: readonly MessageRow[]; readonly next: { readonly at: string; readonly id: string } | null };

/** Without an order or an id, the list looks back this far: what it costs must not grow with the years. */
export const LIST_DAYS = 7;
export const LIST_ROWS = 50;
/** Messages that a word may find. */
const WORD_HITS = 2000;

// Written out, so that the planner can use the partial indexes of what is not finished.
const OUT_STATES: Readonly<Record<StateGroup, SQL>> = {
  held: sql`m.state in ('REJECTED','DEAD') and m.state not in ('ACCEPTED','RESOLVED')`,
  waiting: sql`m.state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED') and m.state not in ('ACCEPTED','RESOLVED')`,
  done: sql`m.state = 'ACCEPTED'`,
  passed: sql`m.state = 'RESOLVED'`,
};
const IN_STATES: Readonly<Record<StateGroup, SQL>> = {
  held: sql`m.state in ('PARKED','FAILED','REFUSED')`,
  waiting: sql`m.state = 'RECEIVED'`,
  done: sql`m.state = 'APPLIED'`,
  passed: sql`m.state in ('STALE','RESOLVED')`,
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Messages of both directions, latest first, one page of them. */
export async function messageList(reader: Reader, scope: ChannelScope, filter: MessageFilter, limit = LIST_ROWS): Promise<MessagePage> {
  const orderIds = await orderIdsOf(reader, scope, filter);
  const held = await readMessages(reader, scope, listStatement(reader, scope, filter, limit, orderIds));
  const rows = held.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: held.length > limit && last !== undefined ? { at: last.at, id: last.id } : null };
}

/** Ids of the orders that a filter names; none when it names none. */
export async function orderIdsOf(reader: Reader, scope: ChannelScope, { order }: MessageFilter): Promise<string[]> {
  return order === null ? [] : ordersOfNumber(reader, order, scope.sites);
}

/** `orderIds`: the orders that the filter names, when it names any. */
export function listStatement({ now }: Pick<Reader, "now">, scope: ChannelScope, filter: MessageFilter, limit: number, orderIds: readonly string[] = []): SQL {
  const sides = [
    ...(filter.direction === "IN" ? [] : [outSide(now, scope, filter, orderIds, limit)]),
    ...(filter.direction === "OUT" ? [] : [inSide(now, scope, filter, orderIds, limit)]),
  ];
  return sql`select said.row from (${sql.join(
    sides.map((side) => sql`(${side})`),
    sql` union all `,
  )}) said order by said.at desc, said.id desc limit ${limit + 1}`;
}

function orderOf(scope: ChannelScope, { order }: MessageFilter, orderIds: readonly string[]): SaidOf | null {
  return order === null
    ? null
    : saidOf(
        order,
        scope.connections.flatMap(({ sites }) => sites),
        orderIds,
      );
}

function outSide(now: Date, scope: ChannelScope, filter: MessageFilter, orderIds: readonly string[], limit: number): SQL {
  return sql`select m.record_time as at, m.id, ${OUT_ROW} from integration.outbox_message m where ${outWhere(now, scope, filter, orderIds)} order by m.record_time desc, m.id desc limit ${limit + 1}`;
}

/** What an outbound message `m` must be to stand in the list, whatever its direction may be. */
export function outWhere(now: Date, scope: ChannelScope, filter: MessageFilter, orderIds: readonly string[]): SQL {
  const { all } = connectionIds(scope);
  const of = orderOf(scope, filter, orderIds);
  const where = [
    sql`m.connection_id = any (${ids(all)}) and m.site_id = any (${ids(scope.sites)})`,
    ...window(now, filter, sql`m.record_time`),
    ...(filter.state === null ? [] : [OUT_STATES[filter.state]]),
    ...(filter.type === null ? [] : [sql`m.type = ${filter.type}`]),
    ...(of === null ? [] : [saidToErp(of)]),
    ...(filter.search === null
      ? []
      : [
          UUID.test(filter.search)
            ? sql`m.id = ${filter.search}::uuid`
            : sql`(starts_with(m.lane_key, ${filter.search}) or starts_with(m.subject, ${filter.search}) or starts_with(m.document, ${filter.search}) or ${says("outbox_message", scope, filter.search)})`,
        ]),
  ];
  return sql.join(where, sql` and `);
}

function inSide(now: Date, scope: ChannelScope, filter: MessageFilter, orderIds: readonly string[], limit: number): SQL {
  return sql`select m.received_at as at, m.id, ${IN_ROW} from integration.inbox_message m where ${inWhere(now, scope, filter, orderIds)} order by m.received_at desc, m.id desc limit ${limit + 1}`;
}

/** The same of an inbound one. */
export function inWhere(now: Date, scope: ChannelScope, filter: MessageFilter, orderIds: readonly string[]): SQL {
  const { all, whole } = connectionIds(scope);
  const of = orderOf(scope, filter, orderIds);
  const where = [
    sql`m.connection_id = any (${ids(all)}) and (m.site_id = any (${ids(scope.sites)}) or (m.site_id is null and m.connection_id = any (${ids(whole)})))`,
    ...window(now, filter, sql`m.received_at`),
    // What was refused is final: without a bound the list would grow with the years.
    ...(filter.state === "held" && !isExact(filter) ? [sql`(m.state in ('PARKED','FAILED') or m.received_at >= ${sinceOf(now)})`] : []),
    ...(filter.state === null ? [] : [IN_STATES[filter.state]]),
    ...(filter.type === null ? [] : [sql`m.type = ${filter.type}`]),
    ...(of === null ? [] : [saidByErp(of)]),
    ...(filter.search === null
      ? []
      : [
          UUID.test(filter.search)
            ? sql`m.id = ${filter.search}::uuid`
            : sql`(starts_with(m.subject, ${filter.search}) or m.message_id = ${filter.search} or ${says("inbox_message", scope, filter.search)})`,
        ]),
  ];
  return sql.join(where, sql` and `);
}

/**
 * Messages that say these words one after the other, found by their index; a word that nearly all say finds no more than so many. Those with amounts that
 * the actor may not see are found by what they are of alone: whoever asks for an amount must not be told where it stands.
 */
function says(table: "outbox_message" | "inbox_message", { costSites }: ChannelScope, words: string): SQL {
  const said = sql.identifier(table);
  const readable = sql`(w.type not in (${sql.join(
    TYPES_WITH_AMOUNTS.map((type) => sql`${type}`),
    sql`, `,
  )}) or w.site_id = any (${ids(costSites.ids)}))`;
  return sql`m.id = any (array(select w.id from integration.${said} w where to_tsvector('simple', w.payload) @@ phraseto_tsquery('simple', ${words}) and ${readable} limit ${WORD_HITS}))`;
}

function window(now: Date, filter: MessageFilter, column: SQL): SQL[] {
  // What waits, or waits for a person, is listed whole, however old: its own indexes hold nothing else.
  const open = filter.state === "held" || filter.state === "waiting";
  return [
    ...(isExact(filter) || open ? [] : [sql`${column} >= ${sinceOf(now)}`]),
    ...(filter.before === null ? [] : [sql`(${column}, m.id) < (${filter.before.at}::timestamptz, ${filter.before.id}::uuid)`]),
  ];
}

function isExact({ order, search }: MessageFilter): boolean {
  return order !== null || (search !== null && UUID.test(search));
}

function sinceOf(now: Date): SQL {
  return sql`${new Date(now.getTime() - LIST_DAYS * 86_400_000).toISOString()}::timestamptz`;
}
