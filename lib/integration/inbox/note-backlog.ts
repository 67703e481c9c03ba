import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { cursor } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";

/** The stream of what lies between the two sides among the cursors of a connection. */
export const BACKLOG = "backlog";

/** Keeps how much lies between Millrace and an ERP in a place that both watch, as of an instant; nothing of an ERP that has no such place. */
export async function noteBacklog(db: Database, connectionId: string, adapter: ErpAdapter, at: Date): Promise<void> {
  const backlog = (await adapter.backlog?.()) ?? null;
  if (backlog === null) return;
  const kept = { value: sql`${JSON.stringify(backlog)}::text::jsonb`, movedAt: at };
  await db
    .insert(cursor)
    .values({ connectionId, stream: BACKLOG, ...kept })
    .onConflictDoUpdate({ target: [cursor.connectionId, cursor.stream], set: kept });
}
