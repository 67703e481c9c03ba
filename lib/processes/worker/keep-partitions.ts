import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

const AHEAD_DAYS = 7;
/** Late samples up to this old find a partition of their day. */
const BACK_DAYS = 7;

/** Makes telemetry partitions ahead, so that no sample waits for one and none lands in the default partition. */
export async function keepPartitions(db: Database, now: Date): Promise<void> {
  const day = (offset: number): string => new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
  await db.execute(sql`select telemetry.ensure_partitions(${day(-BACK_DAYS)}::date, ${day(AHEAD_DAYS)}::date)`);
}
