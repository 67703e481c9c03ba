import type { event } from "@/db/schema/eventlog";
import type { ChainedEvent } from "./chain";

/** A row of the log as its hash covers it. */
export function chained(row: typeof event.$inferSelect): ChainedEvent {
  const { position: _, ...rest } = row;
  return { ...rest, eventTime: row.eventTime.toISOString(), recordTime: row.recordTime.toISOString() };
}
