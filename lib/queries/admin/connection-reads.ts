import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  connectionId: z.string(),
  /** A person asked for everything to be read from the start, and that has not ended. */
  asked: z.boolean(),
  /** Type and object of what the last read of everything found told otherwise than it was taken, under the version that it had. */
  passedOver: z.array(z.object({ type: z.string(), subject: z.string() })),
  /** Files that lie between the two sides, and when they were counted; null where none can. */
  backlog: z.object({ forErp: z.number(), forUs: z.number() }).nullable(),
  countedAt: InstantColumn.nullable(),
});

/** What is known of reading a connection beside its changes. */
export type ConnectionReads = Omit<z.infer<typeof Row>, "connectionId">;

/** The state of reading everything, and of what lies between the two sides, of each of these connections; one of which neither is known is missing. */
export async function connectionReads({ db }: Reader, connections: readonly string[]): Promise<ReadonlyMap<string, ConnectionReads>> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select c.id as "connectionId", coalesce((f.value ->> 'take')::boolean, false) as asked, b.value as backlog, b.moved_at as "countedAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('type', split_part(n.id, ':', 1), 'subject', regexp_replace(n.id, '^[^:]*:(.*):[^:]*$', '\\1')) order by n.id)
        from jsonb_array_elements_text(coalesce(f.value -> 'passedOver', '[]')) as n (id)
      ), '[]') as "passedOver"
    from integration.connection c
    left join integration.cursor f on f.connection_id = c.id and f.stream = 'full'
    left join integration.cursor b on b.connection_id = c.id and b.stream = 'backlog'
    where c.id = any (${ids(connections)}) and (f.connection_id is not null or b.connection_id is not null)`,
  );
  return new Map(rows.map(({ connectionId, ...reads }) => [connectionId, reads]));
}
