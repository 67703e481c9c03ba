import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { IN, isExact, type MessageFilter, OUT, type Place, type Side, timeOf } from "./message-filter";
import { type Found, isMany } from "./message-search";

/** Messages of one connection and site that one page looks through for what no index holds: a state, or words that very many say. */
const LOOKED = 20_000;

/** How far back one page looks: to this place, and whether something may fit beyond it although the page is not full. */
export type Horizon = { readonly place: Place; readonly hides: boolean };

/** Null where what fits is found by an index of its own, or where the page looks through everything that is kept. */
export async function horizonOf(reader: Reader, scope: ChannelScope, filter: MessageFilter, limit: number, found: Found | null): Promise<Horizon | null> {
  const open = filter.state === "held" || filter.state === "waiting";
  if (isExact(filter) || open || (found !== null && !isMany(found))) return null;
  // Where every message on the way fits, a page is full before it has looked through more than it shows.
  const hides = filter.state !== null || found !== null;
  const [place] = await readRows(reader.db, z.object({ at: InstantColumn, id: z.string() }), horizonStatement(scope, filter, hides ? LOOKED : limit));
  return place === undefined ? null : { place, hides };
}

/** The latest of the places that stand this many messages back, of each connection and site; read from the index alone. */
export function horizonStatement(scope: ChannelScope, filter: MessageFilter, looked: number): SQL {
  const { all, whole } = connectionIds(scope);
  const pairs = sql`unnest(${ids(all)}) as c (id), unnest(${ids(scope.sites)}) as s (id)`;
  const sides = [
    ...(filter.direction === "IN" ? [] : [sql`select h.at, h.id from ${pairs}, lateral (${back(OUT, filter, looked, sql`m.site_id = s.id`)}) h`]),
    ...(filter.direction === "OUT"
      ? []
      : [
          sql`select h.at, h.id from ${pairs}, lateral (${back(IN, filter, looked, sql`m.site_id = s.id`)}) h`,
          sql`select h.at, h.id from unnest(${ids(whole)}) as c (id), lateral (${back(IN, filter, looked, sql`m.site_id is null`)}) h`,
        ]),
  ];
  return sql`select w.at, w.id from (${sql.join(sides, sql` union all `)}) w order by w.at desc, w.id desc limit 1`;
}

function back(side: Side, filter: MessageFilter, looked: number, ofSite: SQL): SQL {
  const where = sql.join([sql`m.connection_id = c.id and ${ofSite}`, ...timeOf(side, filter), ...(filter.type === null ? [] : [sql`m.type = ${filter.type}`])], sql` and `);
  return sql`select ${side.at} as at, m.id from ${side.table} m where ${where} order by ${side.at} desc, m.id desc offset ${looked} limit 1`;
}
