import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

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
});
/** Something said between the plant and its ERP about one order. */
export type OrderMessage = z.infer<typeof Row>;

/** As many as one page shows, the latest. */
const LIMIT = 200;

/** What was said about an order, in both directions, oldest first. The caller has checked that the order may be seen. */
export async function orderMessages({ db }: Reader, orderId: string, number: string, siteId: string): Promise<OrderMessage[]> {
  const rows = await readRows(
    db,
    Row,
    sql`select * from (
      (select m.id, 'OUT' as direction, m.type, m.state, m.record_time as at, m.accepted_at as "settledAt", m.document, m.reason
        from integration.outbox_message m where m.order_id = ${orderId}::uuid order by m.record_time desc limit ${LIMIT})
      union all
      (select m.id, 'IN', m.type, m.state, m.received_at, m.settled_at, null, m.reason
        from integration.inbox_message m where m.subject = ${number} and m.site_id = ${siteId}::uuid and m.type = 'erp.order.v1' order by m.received_at desc limit ${LIMIT})
    ) said order by at desc limit ${LIMIT}`,
  );
  return rows.toReversed();
}
