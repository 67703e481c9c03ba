import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "@/lib/queries/reader";
import { ordersOfNumber, saidByErp, saidOf, saidToErp } from "@/lib/queries/said-of-order";
import type { ChannelScope } from "./channel-scope";
import { type Horizon, horizonOf } from "./list-horizon";
import { IN, kindAndStateOf, type MessageFilter, OUT, type Place, seenOf, type Side, timeOf } from "./message-filter";
import { IN_ROW, type MessageRow, OUT_ROW, readMessages } from "./message-row";
import { type Found, foundOf, search } from "./message-search";

/** `lookedBackTo`: the page is not full because it stopped looking there; `next` goes on from it. Null when nothing older fits, or the page is full. */
export type MessagePage = { readonly rows: readonly MessageRow[]; readonly next: Place | null; readonly lookedBackTo: string | null };

const LIST_ROWS = 50;

/** What of a filter has to be looked up before messages can be listed: ids of the orders that it names, and what it searches. */
export type Sought = { readonly orderIds: readonly string[]; readonly found: Found | null };

/** Messages of both directions, latest first, one page of them, over everything that is kept. */
export async function messageList(reader: Reader, scope: ChannelScope, filter: MessageFilter, limit = LIST_ROWS): Promise<MessagePage> {
  const sought = await seek(reader, scope, filter);
  const horizon = await horizonOf(reader, scope, filter, limit, sought.found);
  const held = await readMessages(reader, scope, listStatement(reader, scope, filter, limit, sought, horizon));
  const rows = held.slice(0, limit);
  const last = rows.at(-1);
  if (held.length > limit && last !== undefined) return { rows, next: { at: last.at, id: last.id }, lookedBackTo: null };
  return horizon === null ? { rows, next: null, lookedBackTo: null } : { rows, next: horizon.place, lookedBackTo: horizon.hides ? horizon.place.at : null };
}

/** Looks up what a filter names by number or by words. */
export async function seek(reader: Reader, scope: ChannelScope, filter: MessageFilter): Promise<Sought> {
  const [orderIds, found] = await Promise.all([filter.order === null ? [] : ordersOfNumber(reader, filter.order, scope.sites), search(reader, scope, filter)]);
  return { orderIds, found };
}

const NOTHING_SOUGHT: Sought = { orderIds: [], found: null };

/** The statement of one page; `horizon`: how far back it looks. */
export function listStatement(
  { now }: Pick<Reader, "now">,
  scope: ChannelScope,
  filter: MessageFilter,
  limit: number,
  sought: Sought = NOTHING_SOUGHT,
  horizon: Horizon | null = null,
): SQL {
  const sides = [...(filter.direction === "IN" ? [] : [OUT]), ...(filter.direction === "OUT" ? [] : [IN])].map((side) => {
    const where = sql.join([whereOf(side, now, scope, filter, sought), ...(horizon === null ? [] : [notBeyond(side, horizon)])], sql` and `);
    return sql`(select ${side.at} as at, m.id, ${side === OUT ? OUT_ROW : IN_ROW} from ${side.table} m where ${where} order by ${side.at} desc, m.id desc limit ${limit + 1})`;
  });
  return sql`select said.row from (${sql.join(sides, sql` union all `)}) said order by said.at desc, said.id desc limit ${limit + 1}`;
}

/** What a message `m` of this side must be to stand in the list, whatever direction the filter names. */
export function whereOf(side: Side, now: Date, scope: ChannelScope, filter: MessageFilter, { orderIds, found }: Sought): SQL {
  const { order } = filter;
  const sites = scope.connections.flatMap((one) => one.sites);
  const of = order === null ? [] : [side === OUT ? saidToErp(saidOf(order, sites, orderIds)) : saidByErp(saidOf(order, sites, orderIds))];
  return sql.join([seenOf(side, scope), ...timeOf(side, filter), ...kindAndStateOf(side, now, filter), ...of, ...foundOf(side, scope, filter, found)], sql` and `);
}

function notBeyond({ at }: Side, { place }: Horizon): SQL {
  return sql`${at} >= ${place.at}::timestamptz and (${at}, m.id) >= (${place.at}::timestamptz, ${place.id}::uuid)`;
}
