import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { connectAsync } from "mqtt";
import type { WorkerProcess } from "@/lib/processes/testing/worker-process";
import type { Installation } from "./installation";
import { until } from "./until";

/** What every machine of the workshop says. */
export const WORKSHOP_TOPICS = "site-w/#";

/** Messages a second that a bare subscriber receives of `count`, from the first to the last. */
export async function received(url: string, publish: () => Promise<void>, count: number, filter = WORKSHOP_TOPICS): Promise<number> {
  const client = await connectAsync(url, { clientId: "bare", clean: true });
  const arrival = arrivals(client);
  await client.subscribeAsync(filter, { qos: 1 });
  await publish();
  await until("all messages are received", () => Promise.resolve(arrival.count() >= count));
  await client.endAsync();
  return arrival.rate();
}

/** Counts what a client receives from now on, and says at which rate, from the first to the last. */
export function arrivals(client: { on(event: "message", heard: () => void): unknown }): { count(): number; rate(): number } {
  let count = 0;
  let first = 0;
  let last = 0;
  client.on("message", () => {
    count += 1;
    last = performance.now();
    if (count === 1) first = last;
  });
  return { count: () => count, rate: () => ((count - 1) * 1000) / (last - first) };
}

type Seen = { readonly at: number; readonly rows: number };

/** Rows a second that become visible to others, from the first to the last; waits for all of them. */
export async function stored(plant: Installation, publish: () => Promise<void>, count: number): Promise<number> {
  const { at, rows: all, first } = await lastStored(plant, publish, count);
  return ((all - first.rows) * 1000) / (at - first.at);
}

/** When the last of as many rows became visible to others, and how many the first were, and when. */
export async function lastStored(plant: Installation, publish: () => Promise<void>, count: number): Promise<Seen & { readonly first: Seen }> {
  const before = await rows(plant);
  let first: Seen | null = null;
  const publishing = publish();
  for (;;) {
    const now = await rows(plant);
    const at = performance.now();
    if (first === null && now > before) first = { at, rows: now - before };
    if (first !== null && now >= before + count) {
      await publishing;
      return { at, rows: now - before, first };
    }
    await pause(20);
  }
}

/** Samples so far: the rollup has one row per tag and minute, so asking costs the worker next to nothing. */
async function rows({ owner }: Installation): Promise<number> {
  const [row] = await owner.sql<{ rows: number }[]>`select coalesce(sum(count), 0)::int as rows from telemetry.rollup_minute`;
  return row?.rows ?? 0;
}

/** Waits until a worker is connected to the broker. */
export function hearsMachines({ owner }: Installation): Promise<void> {
  return until("the worker hears the broker", async () => {
    const [row] = await owner.sql<
      { sources: number }[]
    >`select count(*)::int as sources from integration.worker_heartbeat w, jsonb_array_elements(w.detail->'sources') s where (s->>'connected')::bool`;
    return (row?.sources ?? 0) > 0;
  });
}

/** Ends a worker, and what it said of itself. */
export async function endWorker(plant: Installation, worker: WorkerProcess): Promise<void> {
  await worker.stop();
  await plant.connection.sql`delete from integration.worker_heartbeat`;
}

/** What a process has in memory, in MB. */
export function memoryMb({ pid }: { readonly pid: number }): number {
  return Number(spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim()) / 1024;
}
