import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn } from "@/lib/queries/row-types";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { IN_ROW, type MessageRow, OUT_ROW, RowHolder } from "./message-row";

/** Messages of each side that one conversation shows. */
const SIDE = 25;
/** How many of them stand before the one in focus. */
const BEFORE = 10;

/** Everything said about one order, or on one lane, in order of time. */
export type Conversation = {
  readonly connectionId: string;
  readonly laneKey: string;
  readonly messages: readonly MessageRow[];
  /** Earlier messages of the lane that are not shown. */
  readonly earlier: number;
  /** Unfinished messages after those shown. */
  readonly later: number;
  readonly order: { readonly item: string; readonly quantity: string; readonly uom: string } | null;
};

const Count = z.object({ earlier: z.number(), later: z.number() });
const OrderRow = z.object({ item: z.string(), quantity: DecimalColumn, uom: z.string() });

/** The conversation of a lane around one of its messages, or its latest part. */
export async function conversation(reader: Reader, scope: ChannelScope, connectionId: string, laneKey: string, focus: number | null): Promise<Conversation | null> {
  if (!connectionIds(scope).all.includes(connectionId)) return null;
  const { db } = reader;
  const subject = laneKey.replace(/^[^/]+\//, "");
  const [sent, heard, orders] = await Promise.all([
    readRows(
      db,
      RowHolder,
      sql`select ${OUT_ROW} from integration.outbox_message m
        where m.connection_id = ${connectionId}::uuid and m.lane_key = ${laneKey} and m.site_id = any (${ids(scope.sites)}) ${focus === null ? sql`` : sql`and m.sequence < ${focus + SIDE - BEFORE}`}
        order by m.sequence desc limit ${SIDE}`,
    ),
    readRows(
      db,
      RowHolder,
      sql`select ${IN_ROW} from integration.inbox_message m
        where m.connection_id = ${connectionId}::uuid and m.subject in (${laneKey}, ${subject}) and m.site_id = any (${ids(scope.sites)})
        order by m.received_at desc limit ${SIDE}`,
    ),
    readRows(
      db,
      OrderRow,
      sql`select i.code as item, o.quantity::text, o.uom from execution.production_order o join reference.item i on i.id = o.item_id
        where o.site_id = any (${ids(scope.sites)}) and o.number in (${laneKey}, ${subject}) and o.connection_id = ${connectionId}::uuid limit 1`,
    ),
  ]);
  const messages = [...sent, ...heard]
    .map(({ row }) => row)
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.direction === b.direction ? bySequence(a, b) : a.direction === "IN" ? -1 : 1));
  const sequences = sent.flatMap(({ row }) => (row.direction === "OUT" ? [row.sequence] : []));
  const [least, most] = [Math.min(...sequences), Math.max(...sequences)];
  const [rest] =
    sequences.length === 0
      ? []
      : await readRows(
          db,
          Count,
          sql`select greatest(${least}::int - 1, 0) as earlier,
            (select count(*)::int from integration.outbox_message m where m.connection_id = ${connectionId}::uuid and m.lane_key = ${laneKey} and m.sequence > ${most} and m.state not in ('ACCEPTED','RESOLVED')) as later`,
        );
  return { connectionId, laneKey, messages, earlier: rest?.earlier ?? 0, later: rest?.later ?? 0, order: orders[0] ?? null };
}

function bySequence(a: MessageRow, b: MessageRow): number {
  return a.direction === "OUT" && b.direction === "OUT" ? a.sequence - b.sequence : 0;
}
