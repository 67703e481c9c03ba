import { sql } from "drizzle-orm";
import { vi } from "vitest";
import type { Database } from "@/db/client";

/** Answers once so many locks of this database are waited for. */
export async function untilWaiting(db: Database, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const waits = await db.execute(sql`select from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`);
      if (waits.length !== count) throw new Error(`${waits.length} locks are waited for, not ${count}`);
    },
    { timeout: 20_000, interval: 50 },
  );
}
