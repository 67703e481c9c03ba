import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

const AHEAD_DAYS = 7;
/** Late samples up to this old find a partition of their day, which TimescaleDB has not compressed yet. */
const BACK_DAYS = 7;

/**
 * Makes telemetry partitions ahead, so that no sample waits for one. What came for a day that had none, and lies in the default partition,
 * moves into a partition of its day. Where TimescaleDB holds the samples it makes days by itself, and one older day is compressed a call.
 */
export async function keepPartitions(db: Database, now: Date): Promise<void> {
  await db.execute(sql`select telemetry.ensure_partitions(${day(now, -BACK_DAYS)}::date, ${day(now, AHEAD_DAYS)}::date)`);
  await db.execute(sql`select telemetry.compress_day_before(${day(now, -BACK_DAYS)}::date)`);
}

/** Drops the raw telemetry of days that are older than `keptDays` (90 at least); what was derived from it stays. Answers how many partitions went. */
export async function dropOldTelemetry(db: Database, now: Date, keptDays: number): Promise<number> {
  const [row] = await db.execute<{ dropped: number }>(sql`select telemetry.drop_partitions_before(${day(now, -keptDays)}::date) as dropped`);
  await db.execute(sql`delete from telemetry.late_count where at < ${day(now, -keptDays)}::date::timestamp at time zone 'UTC'`);
  return row?.dropped ?? 0;
}

function day(now: Date, offset: number): string {
  return new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
}
