import { lt } from "drizzle-orm";
import type { Database } from "@/db/client";
import { workerHeartbeat } from "@/db/schema/integration";

/** Forgotten after a day: a worker that was replaced is no news any more. */
const FORGET_MS = 86_400_000;

/** Says that this worker is alive and how it stands with its dependencies. */
export async function beat(db: Database, worker: string, startedAt: Date, now: Date, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await db
    .insert(workerHeartbeat)
    .values({ worker, startedAt, seenAt: now, detail })
    .onConflictDoUpdate({ target: workerHeartbeat.worker, set: { startedAt, seenAt: now, detail } });
  await db.delete(workerHeartbeat).where(lt(workerHeartbeat.seenAt, new Date(now.getTime() - FORGET_MS)));
}
