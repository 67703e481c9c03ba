import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** Until when a Sparkplug host of this installation is known to have listened: as a worker said last, or as the last that was heard over Sparkplug tells. Null when nothing tells it. */
export async function listenedUntil(db: Database): Promise<Date | null> {
  const [row] = await db.execute<{ atMs: number | null }>(sql`
    select (extract(epoch from greatest(
      (select max(w.seen_at) from integration.worker_heartbeat w
        where exists (select from jsonb_array_elements(w.detail -> 'sources') s where s ->> 'key' = 'sparkplug' and (s ->> 'connected')::boolean)),
      (select max(l.at) from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id join telemetry.source s on s.id = t.source_id where s.kind = 'SPARKPLUG')
    )) * 1000)::float8 as "atMs"`);
  return row === undefined || row.atMs === null ? null : new Date(row.atMs);
}
