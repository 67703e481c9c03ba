import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { MISSED_DAYS } from "@/db/overtaken";
import { searchedWords } from "@/db/searched-words";
import { TYPES_WITH_AMOUNTS } from "@/lib/messages/hidden-amounts";
import { ids } from "@/lib/queries/reader";
import { type ChannelScope, connectionIds } from "./channel-scope";

/** What of a state a person asks for: held up, on its way, done, or passed over. */
export type StateGroup = "held" | "waiting" | "done" | "passed";

/** Where a page of the list begins or ends: the instant of a message and its id. */
export type Place = { readonly at: string; readonly id: string };

export type MessageFilter = {
  readonly direction: "IN" | "OUT" | null;
  readonly state: StateGroup | null;
  readonly type: string | null;
  /** Exactly this order, work unit or lot; of an order also what stands in other lanes. */
  readonly order: string | null;
  /** Id or key of a message, the fact behind it, beginning of an order, lot or document of the ERP, or words of the message or of why it was refused. */
  readonly search: string | null;
  /** Written down or received in this time, both ends included; ISO instants. */
  readonly from: string | null;
  readonly until: string | null;
  readonly before: Place | null;
};

/** Documents of this length are looked for by their beginning; nobody types longer ones. */
const DOCUMENT_LENGTH = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One of the two kinds of messages, as the list reads it: its table, and its instant, of a message `m`. */
export type Side = { readonly table: SQL; readonly at: SQL; readonly states: Readonly<Record<StateGroup, SQL>>; readonly ofNoSite: boolean };

// Written out, so that the planner can use the partial indexes of what is not finished.
export const OUT: Side = {
  table: sql`integration.outbox_message`,
  at: sql`m.record_time`,
  ofNoSite: false,
  states: {
    held: sql`m.state in ('REJECTED','DEAD') and m.state not in ('ACCEPTED','RESOLVED')`,
    waiting: sql`m.state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED') and m.state not in ('ACCEPTED','RESOLVED')`,
    done: sql`m.state = 'ACCEPTED'`,
    passed: sql`m.state = 'RESOLVED'`,
  },
};
export const IN: Side = {
  table: sql`integration.inbox_message`,
  at: sql`m.received_at`,
  ofNoSite: true,
  states: {
    held: sql`m.state in ('PARKED','FAILED','REFUSED')`,
    waiting: sql`m.state = 'RECEIVED'`,
    done: sql`m.state = 'APPLIED'`,
    passed: sql`m.state in ('STALE','RESOLVED')`,
  },
};

/** Messages that the actor may see; those of the ERP that are of no site of ours, whoever sees all sites of its connection. */
export function seenOf(side: Side, scope: ChannelScope): SQL {
  const { all, whole } = connectionIds(scope);
  const sites = sql`m.site_id = any (${ids(scope.sites)})`;
  return sql`m.connection_id = any (${ids(all)}) and ${side.ofNoSite ? sql`(${sites} or (m.site_id is null and m.connection_id = any (${ids(whole)})))` : sites}`;
}

/** The time that is asked for and, on a later page, what stands before its place. */
export function timeOf({ at }: Side, { from, until, before }: Pick<MessageFilter, "from" | "until" | "before">): SQL[] {
  return [
    ...(from === null ? [] : [sql`${at} >= ${from}::timestamptz`]),
    ...(until === null ? [] : [sql`${at} <= ${until}::timestamptz`]),
    // Said twice: the first one bounds the walk of an index, whatever stands before the instant in it.
    ...(before === null ? [] : [sql`${at} <= ${before.at}::timestamptz and (${at}, m.id) < (${before.at}::timestamptz, ${before.id}::uuid)`]),
  ];
}

/** Direction aside, what a message must be by its kind and state. */
export function kindAndStateOf(side: Side, now: Date, filter: MessageFilter): SQL[] {
  const { state, type } = filter;
  return [
    ...(type === null ? [] : [sql`m.type = ${type}`]),
    ...(state === null ? [] : [side.states[state]]),
    // What was refused is final: without a bound the list of what is held up would grow with the years.
    ...(side === IN && state === "held" && !isExact(filter) && filter.from === null ? [sql`(m.state in ('PARKED','FAILED') or m.received_at >= ${refusedSince(now)})`] : []),
  ];
}

/** An order, or the id of a message, finds few messages by its own index. */
export function isExact({ order, search }: Pick<MessageFilter, "order" | "search">): boolean {
  return order !== null || (search !== null && isId(search));
}

/** Whether it can be the id of a message or of a fact. */
export function isId(search: string): boolean {
  return UUID.test(search);
}

/** Each way in which a message may be what is looked for, every one with an index of its own. */
export function waysToFind(side: Side, scope: ChannelScope, search: string): SQL[] {
  const begins = (column: SQL) => sql`${column} ~>=~ ${search} and ${column} ~<~ ${`${search}\u{10FFFF}`}`;
  const known = isId(search) ? [sql`m.id = ${search}::uuid`, ...(side === OUT ? [sql`m.event_id = ${search}::uuid`] : [])] : [];
  const named =
    side === OUT
      ? [
          begins(sql`m.subject`),
          sql`length(m.document) <= ${sql.raw(String(DOCUMENT_LENGTH))} and ${begins(sql`m.document`)}`,
          sql`m.document_parts @> jsonb_build_array(jsonb_build_object('number', ${search}::text))`,
        ]
      : [begins(sql`m.subject`), begins(sql`m.message_id`)];
  // Whoever asks for a number must not be told where it stands, for it may be an amount: the ERP's own words have it only for who may see cost.
  const ofCost = !/\p{N}/u.test(search) ? sql`` : sql` and m.site_id = any (${ids(scope.costSites.ids)})`;
  return [...known, ...named, sql`m.reason is not null and to_tsvector('simple', m.reason) @@ phraseto_tsquery('simple', ${search})${ofCost}`, saysOf(side, scope, search)];
}

/** Words of the message itself, one after the other. Those with amounts that the actor may not see, and what could not be read, are found by what they are of alone. */
function saysOf(side: Side, { costSites }: ChannelScope, words: string): SQL {
  const types = sql.join(
    TYPES_WITH_AMOUNTS.map((type) => sql`${type}`),
    sql`, `,
  );
  return sql`${searchedWords(sql`m.payload`)} @@ phraseto_tsquery('simple', ${words}) and ((m.type not in (${types})${side === IN ? sql` and m.code is distinct from 'SCHEMA'` : sql``}) or m.site_id = any (${ids(costSites.ids)}))`;
}

function refusedSince(now: Date): SQL {
  return sql`${new Date(now.getTime() - MISSED_DAYS * 86_400_000).toISOString()}::timestamptz`;
}
