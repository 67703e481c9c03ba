import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  /** Reading has begun, and has come to its end. */
  reading: z.boolean(),
  read: z.boolean(),
  fresh: z.number(),
  /** Of what was written before the request: still to be sent, and held up until a person acts. */
  waiting: z.number(),
  held: z.number(),
  accepted: z.number(),
  lastError: z.string().nullable(),
  /** Why the read that was asked for came to no end; it is tried again. */
  readError: z.string().nullable(),
  enabled: z.boolean(),
  since: InstantColumn,
});
/** How far "sync now" has come. */
export type SyncProgress = z.infer<typeof Row>;

/** What has happened on a connection since an instant; the caller has checked that the actor may see it. */
export async function syncProgress({ db }: Reader, connectionId: string, since: string): Promise<SyncProgress | null> {
  const [row] = await readRows(
    db,
    Row,
    sql`
    select coalesce(c.last_polled_at >= s.since, false) as reading, coalesce(c.last_polled_at >= s.since and c.last_read_at >= s.since, false) as read, c.last_error as "lastError",
      case when c.last_polled_at >= s.since and c.read_leased_until is null then c.read_error end as "readError", c.enabled, s.since,
      (select count(*)::int from integration.inbox_message m where m.received_at >= s.since and m.connection_id = c.id) as fresh,
      (select count(*)::int from integration.outbox_message m where m.connection_id = c.id and m.state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED') and m.record_time < s.since
        and not exists (select 1 from integration.outbox_message e where e.connection_id = m.connection_id and e.lane_key = m.lane_key and e.sequence < m.sequence and e.state in ('REJECTED','DEAD') and e.state not in ('ACCEPTED','RESOLVED'))) as waiting,
      (select count(*)::int from integration.outbox_message m where m.connection_id = c.id and m.state in ('REJECTED','DEAD') and m.state not in ('ACCEPTED','RESOLVED')) as held,
      (select count(*)::int from integration.outbox_message m where m.connection_id = c.id and m.accepted_at >= s.since) as accepted
    from integration.connection c
    cross join (select ${since}::timestamptz as since) s
    where c.id = ${connectionId}::uuid`,
  );
  return row ?? null;
}
