import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { wordsWithoutAmounts } from "@/lib/messages/amounts-in-words";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { saidByErp, saidOf, saidToErp } from "@/lib/queries/said-of-order";

const Row = z.object({
  id: z.string(),
  direction: z.enum(["IN", "OUT"]),
  type: z.string(),
  state: z.string(),
  at: InstantColumn,
  settledAt: InstantColumn.nullable(),
  /** The ERP's own number for what it booked. */
  document: z.string().nullable(),
  reason: z.string().nullable(),
  /** A person settled it; one that the channel passed over has none. */
  settledByPerson: z.boolean(),
});
/** Something said between the plant and its ERP about one order. */
export type OrderMessage = z.infer<typeof Row>;

/** The order, with its site and the ERP that gave it. */
export type OrderOfMessages = { readonly id: string; readonly number: string; readonly siteId: string; readonly siteCode: string; readonly connectionId: string };

/** As many as one page shows, the latest. */
const LIMIT = 200;

/** What was said about an order, in both directions, oldest first. The caller has checked that the order may be seen, and says whether its cost may. */
export async function orderMessages({ db }: Reader, order: OrderOfMessages, seesCost: boolean): Promise<OrderMessage[]> {
  const rows = await readRows(db, Row, orderMessagesStatement(order));
  return rows.toReversed().map((row) => (seesCost || row.reason === null || row.direction === "IN" ? row : { ...row, reason: wordsWithoutAmounts(row.reason) }));
}

export function orderMessagesStatement({ id, number, siteId, siteCode, connectionId }: OrderOfMessages): SQL {
  const it = saidOf(number, [siteCode], [id]);
  return sql`select * from (
      (select m.id, 'OUT' as direction, m.type, m.state, m.record_time as at, m.accepted_at as "settledAt", m.document, m.reason, m.settled_by is not null as "settledByPerson", m.sequence
        from integration.outbox_message m where ${saidToErp(it)} and m.connection_id = ${connectionId}::uuid and m.site_id = ${siteId}::uuid
        order by m.record_time desc, m.sequence desc limit ${LIMIT})
      union all
      (select m.id, 'IN', m.type, m.state, m.received_at, m.settled_at, null, m.reason, m.settled_by is not null, 0
        from integration.inbox_message m where ${saidByErp(it)} and m.site_id = ${siteId}::uuid order by m.received_at desc limit ${LIMIT})
    ) said order by at desc, sequence desc, id desc limit ${LIMIT}`;
}
