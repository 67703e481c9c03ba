import { eq, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { source } from "@/db/schema/telemetry-source";
import type { TelemetrySource } from "@/lib/telemetry/subscriber";

/** The sources that workers listen to at the broker, and those that nobody listens to any more whose session there is to be ended. */
export async function listenedSources(db: Database): Promise<TelemetrySource[]> {
  const rows = await db
    .select()
    .from(source)
    .where(or(eq(source.active, true), sql`cardinality(${source.subscribed}) > 0`));
  return rows.flatMap(({ id, kind, topicFilter, active, subscribed }) => {
    if (kind === "HTTP") return subscribed.length === 0 ? [] : [{ id, kind: "PLAIN_JSON" as const, topicFilter: null, subscribed }];
    return [{ id, kind, topicFilter: active ? topicFilter : null, subscribed }];
  });
}

/** Remembers to which filters the session of a source may be subscribed. */
export async function rememberSubscribed(db: Database, sourceId: string, subscribed: readonly string[]): Promise<void> {
  await db
    .update(source)
    .set({ subscribed: [...subscribed] })
    .where(eq(source.id, sourceId));
}
