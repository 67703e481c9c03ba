import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn } from "@/lib/queries/row-types";
import { saidByErp, saidOf, saidToErp } from "@/lib/queries/said-of-order";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { IN_ROW, type MessageRow, OUT_ROW, readMessages } from "./message-row";

/** Messages that one conversation shows. */
const SHOWN = 40;
/** How many of them stand at and after the one in focus, when there are as many. */
const FROM_FOCUS = 25;

/** Everything said about one order, in whatever lane, or else on one lane; in order of time. */
export type Conversation = {
  readonly connectionId: string;
  /** The number of the order, or the key of the lane. */
  readonly name: string;
  readonly messages: readonly MessageRow[];
  /** Earlier messages, of both sides, that are not shown. */
  readonly earlier: number;
  /** Unfinished messages of Millrace after those shown. */
  readonly later: number;
  readonly order: { readonly item: string; readonly quantity: string; readonly uom: string } | null;
};

/** What is asked for: the conversation of a lane, which is that of an order when the lane is an order's, or that of an order whose id is known. */
export type Topic = { readonly connectionId: string; readonly laneKey: string; readonly orderId: string | null };
/** Place of a message in its conversation: when it was written down or received, and its number in its lane; 0 for what the ERP said. */
export type Focus = { readonly at: string; readonly sequence: number };

const Count = z.object({ earlier: z.number(), later: z.number() });
const OrderRow = z.object({ id: z.string(), number: z.string(), siteId: z.string(), site: z.string(), item: z.string(), quantity: DecimalColumn, uom: z.string() });
type OrderRow = z.infer<typeof OrderRow>;

/** Conditions on what Millrace said and on what the ERP said. */
type Sides = { readonly out: SQL; readonly in: SQL };

/** A conversation around one of its messages, or its latest part. Null when the connection is none of the actor's. */
export async function conversation(reader: Reader, scope: ChannelScope, topic: Topic, focus: Focus | null): Promise<Conversation | null> {
  if (!connectionIds(scope).all.includes(topic.connectionId)) return null;
  const { db } = reader;
  const order = await orderOf(reader, scope, topic);
  const sides = sidesOf(scope, topic, order);
  const after = focus === null ? [] : await readMessages(reader, scope, partStatement(sides, { from: focus, limit: FROM_FOCUS }));
  const before = await readMessages(reader, scope, partStatement(sides, { before: focus, limit: SHOWN - after.length }));
  const messages = [...before.toReversed(), ...after];
  const [first, last] = [messages.at(0), messages.at(-1)];
  const [rest] = first === undefined || last === undefined ? [] : await readRows(db, Count, restStatement(sides, placeOf(first), placeOf(last)));
  return { connectionId: topic.connectionId, name: order?.number ?? topic.laneKey, messages, earlier: rest?.earlier ?? 0, later: rest?.later ?? 0, order };
}

/** Where a message stands among the others. */
export function placeOf(row: MessageRow): Focus {
  return { at: row.at, sequence: row.direction === "OUT" ? row.sequence : 0 };
}

async function orderOf({ db }: Reader, scope: ChannelScope, { connectionId, laneKey, orderId }: Topic): Promise<OrderRow | null> {
  // Where two sites of the ERP have an order of the same number, the lane is that of the site that had it first.
  const which =
    orderId === null
      ? sql`(o.number = ${laneKey} or s.code || '/' || o.number = ${laneKey}) and o.number in (${laneKey}, ${nameOf(scope, laneKey)}) and o.connection_id = ${connectionId}::uuid`
      : sql`o.id = ${orderId}::uuid`;
  const [order] = await readRows(
    db,
    OrderRow,
    sql`select o.id, o.number, o.site_id as "siteId", s.code as site, i.code as item, o.quantity::text, o.uom
      from execution.production_order o join reference.site s on s.id = o.site_id join reference.item i on i.id = o.item_id
      left join integration.lane l on l.connection_id = ${connectionId}::uuid and l.key = ${laneKey}
      where o.site_id = any (${ids(scope.sites)}) and ${which} order by l.site_id is not distinct from o.site_id desc, s.code limit 1`,
  );
  return order ?? null;
}

/** What the lane is of, without the site that its key may carry. */
function nameOf({ connections }: ChannelScope, laneKey: string): string {
  const site = connections.flatMap(({ sites }) => sites).find((code) => laneKey.startsWith(`${code}/`));
  return site === undefined ? laneKey : laneKey.slice(site.length + 1);
}

/** What belongs to a conversation: of an order what is of it in every lane, else what stands on the lane. */
export function sidesOf(scope: ChannelScope, { connectionId, laneKey }: Topic, order: Pick<OrderRow, "id" | "number" | "siteId" | "site"> | null): Sides {
  const of = order === null ? { name: nameOf(scope, laneKey), lanes: [laneKey], orderIds: [] } : saidOf(order.number, [order.site], [order.id]);
  const within = sql`m.connection_id = ${connectionId}::uuid and m.site_id = any (${ids(order === null ? scope.sites : [order.siteId])})`;
  return { out: sql`${within} and ${saidToErp(of)}`, in: sql`${within} and ${saidByErp(of)}` };
}

type Part = { readonly from: Focus; readonly limit: number } | { readonly before: Focus | null; readonly limit: number };

/** A part of a conversation: forwards from a place, or backwards from one or from its end. */
export function partStatement(sides: Sides, part: Part): SQL {
  const way = "from" in part ? sql`asc` : sql`desc`;
  const within = (at: SQL, sequence: SQL): SQL =>
    "from" in part ? sql` and ${compare(at, sequence, sql`>=`, part.from)}` : part.before === null ? sql`` : sql` and ${compare(at, sequence, sql`<`, part.before)}`;
  return sql`select said.row from (
      (select m.record_time as at, m.sequence, m.id, ${OUT_ROW} from integration.outbox_message m
        where ${sides.out}${within(sql`m.record_time`, sql`m.sequence`)} order by m.record_time ${way}, m.sequence ${way}, m.id ${way} limit ${part.limit})
      union all
      (select m.received_at, 0, m.id, ${IN_ROW} from integration.inbox_message m
        where ${sides.in}${within(sql`m.received_at`, sql`0`)} order by m.received_at ${way}, m.id ${way} limit ${part.limit})
    ) said order by said.at ${way}, said.sequence ${way}, said.id ${way} limit ${part.limit}`;
}

function restStatement(sides: Sides, first: Focus, last: Focus): SQL {
  return sql`select
    (select count(*)::int from integration.outbox_message m where ${sides.out} and ${compare(sql`m.record_time`, sql`m.sequence`, sql`<`, first)})
      + (select count(*)::int from integration.inbox_message m where ${sides.in} and ${compare(sql`m.received_at`, sql`0`, sql`<`, first)}) as earlier,
    (select count(*)::int from integration.outbox_message m
      where ${sides.out} and ${compare(sql`m.record_time`, sql`m.sequence`, sql`>`, last)} and m.state not in ('ACCEPTED','RESOLVED')) as later`;
}

function compare(at: SQL, sequence: SQL, how: SQL, place: Focus): SQL {
  return sql`(${at}, ${sequence}) ${how} (${place.at}::timestamptz, ${place.sequence}::int)`;
}
