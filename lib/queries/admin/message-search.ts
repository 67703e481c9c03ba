import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import type { ChannelScope } from "./channel-scope";
import { IN, kindAndStateOf, type MessageFilter, OUT, seenOf, type Side, timeOf, waysToFind } from "./message-filter";

/** Messages that a search lists by what its indexes find; of what more of them say, the list is walked by time. */
const HITS = 2000;
const MANY = "MANY";

/** Ids of the messages that are looked for, or that there are too many of them to sort. */
type Hits = readonly string[] | typeof MANY;
/** What a search found in each direction; null when nothing is searched. */
export type Found = { readonly out: Hits; readonly in: Hits };

/** Looks up what is searched, over everything that is kept and within what else the filter says. */
export async function search(reader: Reader, scope: ChannelScope, filter: MessageFilter): Promise<Found | null> {
  if (filter.search === null) return null;
  const words = filter.search;
  const [out, inbound] = await Promise.all([
    filter.direction === "IN" ? [] : hits(reader, hitsStatement(reader, scope, OUT, filter, words)),
    filter.direction === "OUT" ? [] : hits(reader, hitsStatement(reader, scope, IN, filter, words)),
  ]);
  return { out, in: inbound };
}

async function hits({ db }: Reader, statement: SQL): Promise<Hits> {
  const rows = await readRows(db, z.object({ id: z.string() }), statement);
  return rows.length > HITS ? MANY : rows.map(({ id }) => id);
}

/** One look into an index for each way in which a message may be what is looked for; none of them reads more than is listed. */
export function hitsStatement({ now }: Pick<Reader, "now">, scope: ChannelScope, side: Side, filter: MessageFilter, words: string): SQL {
  const within = sql.join([seenOf(side, scope), ...timeOf(side, { ...filter, before: null }), ...kindAndStateOf(side, now, filter)], sql` and `);
  const ways = waysToFind(side, scope, words).map((way) => sql`(select m.id from ${side.table} m where (${way}) and ${within} limit ${HITS + 1})`);
  return sql`select h.id from (${sql.join(ways, sql` union `)}) h limit ${HITS + 1}`;
}

/** What a message `m` must be to be one of those found. */
export function foundOf(side: Side, scope: ChannelScope, { search: words }: Pick<MessageFilter, "search">, found: Found | null): SQL[] {
  if (found === null || words === null) return [];
  const of = side === OUT ? found.out : found.in;
  if (of !== MANY) return [sql`m.id = any (${ids(of)})`];
  return [
    sql`(${sql.join(
      waysToFind(side, scope, words).map((way) => sql`(${way})`),
      sql` or `,
    )})`,
  ];
}

/** Whether there is too much of it to be listed but by a walk through time. */
export function isMany(found: Found | null): boolean {
  return found !== null && (found.out === MANY || found.in === MANY);
}
