import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import type { Standing } from "@/lib/domain/reconciliation/explain";
import { idList, rowsOf } from "./our-books";

const Row = z.object({
  id: z.string(),
  eventId: z.string(),
  orderId: z.string().nullable(),
  type: z.string(),
  state: z.string(),
  sequence: z.number(),
  /** A person settled it, or has it proposed. */
  settled: z.boolean(),
  /** An attempt at it ended without anybody knowing whether it landed. */
  unknown: z.boolean(),
  data: z.json(),
});

/** A message that the ERP's books may lack, and why. */
export type UntakenMessage = {
  readonly id: string;
  /** The fact that it tells. */
  readonly eventId: string;
  readonly orderId: string | null;
  readonly type: string;
  readonly data: unknown;
  readonly sequence: number;
  readonly standing: Standing;
  readonly uncertain: boolean;
};

/** Messages that carry a quantity or a status; the others change no figure. */
const TELLING = sql.raw(
  ["production.confirmed", "material.issued", "material.scrapped", "production.received", "entry.reversed", "order.status"].map((name) => `'mes.${name}.v1'`).join(","),
);

/**
 * Messages of a connection that were not in the ERP's books when reading them began at `readAt`, or may not have been: all that it has not accepted, and
 * what it accepted since. Of these orders; or, when none are named, all that may still change the stock: what was settled without sending does not, because
 * the ERP tells the stock of its lots anew.
 */
export async function untakenMessages(tx: Tx, connectionId: string, siteId: string, readAt: Date, orderIds: readonly string[] | null): Promise<UntakenMessage[]> {
  const rows = await rowsOf(tx, Row, untakenStatement(connectionId, siteId, readAt, orderIds));
  return rows.map(({ id, eventId, orderId, type, data, sequence, state, settled, unknown }) => ({
    id,
    eventId,
    orderId,
    type,
    data,
    sequence,
    standing: standingOf(state, settled),
    uncertain: state === "ACCEPTED" || state === "SENDING" || state === "DELIVERED" || unknown,
  }));
}

/** Exported so that its plan can be proven. */
export function untakenStatement(connectionId: string, siteId: string, readAt: Date, orderIds: readonly string[] | null): SQL {
  const of = orderIds === null ? sql`m.state <> 'RESOLVED' and m.type <> 'mes.order.status.v1'` : sql`m.order_id = any (${idList(orderIds)})`;
  const here = sql`m.connection_id = ${connectionId}::uuid and m.site_id = ${siteId}::uuid and m.type in (${TELLING}) and ${of}`;
  const columns = sql`m.id, m.event_id as "eventId", m.order_id as "orderId", m.type, m.state, m.sequence, m.settled_by is not null as settled, m.payload->'data' as data`;
  // A lookup for each of the few messages: as an EXISTS the planner would rather hash every attempt there ever was.
  const unknown = sql`coalesce((select true from integration.message_attempt a where a.message_id = m.id and a.outcome = 'unknown' limit 1), false)`;
  return sql`
    select ${columns}, ${unknown} as unknown from integration.outbox_message m where ${here} and m.state <> 'ACCEPTED'
    union all
    select ${columns}, false as unknown from integration.outbox_message m where ${here} and m.accepted_at >= ${readAt.toISOString()}::timestamptz and m.state = 'ACCEPTED'
    order by sequence`;
}

/** What people are about to settle stays with the ERP's refusal until it is. */
function standingOf(state: string, settled: boolean): Standing {
  if (state === "ACCEPTED") return "TIMING";
  if (state === "RESOLVED") return "SETTLED";
  return settled || state === "REJECTED" || state === "DEAD" ? "REJECTED" : "IN_TRANSIT";
}
