import postgres from "postgres";
import { inTime } from "@/lib/platform/in-time";
import { log } from "@/lib/platform/log";
import type { FanOut } from "./fan-out";
import { LIVE_CHANNEL } from "./notify";
import { WireTopics } from "./topics";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
/** A connection that died without a word is noticed by the next of these. */
const PROBE_MS = 5_000;
const PROBE_PATIENCE_MS = 5_000;

export type Listener = { close(): Promise<void> };

/**
 * Keeps one connection to PostgreSQL that hears what all processes tell, and hands it to the fan-out. Lost connections are made again
 * with growing pauses; after each the fan-out is told to resync, because what was said meanwhile is gone.
 */
export function listen(url: string, fanOut: FanOut): Listener {
  let closed = false;
  let wake: () => void = () => undefined;

  const running = (async () => {
    let pause = FIRST_RETRY_MS;
    let connected = 0;
    while (!closed) {
      try {
        await hold(url, fanOut, {
          onUp: () => {
            pause = FIRST_RETRY_MS;
            fanOut.publish({ type: "source", up: true });
            if (connected++ > 0) fanOut.publish({ type: "resync" });
          },
          stop: (wakeUp) => (wake = wakeUp),
          isClosed: () => closed,
        });
      } catch (error) {
        if (!closed) log.warn({ err: error }, "live: not connected to the database, trying again");
      }
      if (closed) return;
      fanOut.publish({ type: "source", up: false });
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pause).unref();
      });
      pause = Math.min(pause * 2, LAST_RETRY_MS);
    }
  })();

  return {
    async close() {
      closed = true;
      wake();
      await running;
    },
  };
}

type Holding = { onUp(): void; stop(wakeUp: () => void): void; isClosed(): boolean };

/** Opens a connection, listens, and returns when it is lost or `stop` wakes it. */
async function hold(url: string, fanOut: FanOut, holding: Holding): Promise<void> {
  let lost: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (lost = resolve));
  holding.stop(lost);
  // `sql.listen` opens a second connection and hides its loss; `onnotify` is what it is built on.
  const options = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => undefined,
    onclose: () => lost(),
    onnotify: (_channel: string, payload: string) => hear(payload, fanOut),
    connection: { application_name: "millrace live", role: "millrace_app" },
  };
  const sql = postgres(url, options);
  let probe: NodeJS.Timeout | undefined;
  try {
    await sql`listen ${sql(LIVE_CHANNEL)}`;
    if (holding.isClosed()) return;
    holding.onUp();
    probe = setInterval(() => void inTime(sql`select 1`, PROBE_PATIENCE_MS).catch(lost), PROBE_MS).unref();
    await ended;
  } finally {
    clearInterval(probe);
    await sql.end({ timeout: 0 });
  }
}

function hear(payload: string, fanOut: FanOut): void {
  const wire = WireTopics.safeParse(parseJson(payload));
  if (wire.success) fanOut.publish({ type: "changed", topics: wire.data.map(([kind, siteId, id]) => ({ kind, siteId, id })) });
  // A newer version of Millrace may say more than this one understands: refetching is always right.
  else fanOut.publish({ type: "resync" });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
