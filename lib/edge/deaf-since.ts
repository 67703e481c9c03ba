import "server-only";
import { composition } from "@/lib/composition";

/** A worker that has not said anything for this long is gone. */
const WORKER_MS = 20_000;
/** One look serves all streams of this process that beat meanwhile. */
const LOOK_MS = 4_000;

let looked: { readonly at: number; readonly answer: Promise<string | undefined> } | undefined;

/** Since when no worker has listened to the machines, as ISO text; undefined while one is at work, and where none ever was. Nothing of the machines is news from then on, not even their silence. */
export function deafSince(now: Date): Promise<string | undefined> {
  const at = now.getTime();
  if (looked === undefined || Math.abs(at - looked.at) >= LOOK_MS) looked = { at, answer: look(at) };
  return looked.answer;
}

async function look(now: number): Promise<string | undefined> {
  const [heard] = await composition().connection.sql<
    { at: number | null }[]
  >`select floor(extract(epoch from max(seen_at)) * 1000)::float8 as at from integration.worker_heartbeat`;
  const last = heard?.at ?? null;
  return last === null || now - last < WORKER_MS ? undefined : new Date(last).toISOString();
}
