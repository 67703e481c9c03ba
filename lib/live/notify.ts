import type { Sql } from "@/db/client";
import { log } from "@/lib/platform/log";
import { type LiveChange, type Topic, topicKey, topicsOf } from "./topics";

/** Channel of NOTIFY and LISTEN. */
export const LIVE_CHANNEL = "millrace_live";

/** The first change leaves at once, those within this time after it together: one NOTIFY for what a burst of commands touched. */
const COALESCE_MS = 25;
/** PostgreSQL takes less than 8,000 bytes a NOTIFY. */
const MAX_BYTES = 7_900;
/** While the database is away, more than this is not remembered: screens refetch when it is back. */
const MAX_PENDING = 20_000;

export type LiveNotifier = {
  /** Tells all processes what changed; call it after commit. It returns at once and never throws. */
  readonly tellLive: (changes: readonly LiveChange[]) => void;
  /** Sends what is pending; part of a clean shutdown. */
  flush(): Promise<void>;
};

/** Coalesces changes for some 25 ms and sends them on one connection, outside the commands' transactions: NOTIFY inside would make commits queue. */
export function createNotifier(sql: Sql): LiveNotifier {
  const pending = new Map<string, Topic>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let sentAt = 0;

  async function send(): Promise<void> {
    timer = undefined;
    sentAt = performance.now();
    const topics = [...pending.values()];
    pending.clear();
    if (topics.length === 0) return;
    try {
      for (const payload of payloadsOf(topics)) await sql`select pg_notify(${LIVE_CHANNEL}, ${payload})`;
    } catch (error) {
      log.warn({ err: error, topics: topics.length }, "live: changes could not be told, trying again");
      for (const topic of topics) if (pending.size < MAX_PENDING) pending.set(topicKey(topic), topic);
      schedule(1_000);
    }
  }

  function schedule(delay: number): void {
    timer ??= setTimeout(() => {
      sending = sending.then(send);
    }, delay).unref();
  }

  return {
    tellLive(changes) {
      for (const change of changes) {
        for (const topic of topicsOf(change)) if (pending.size < MAX_PENDING) pending.set(topicKey(topic), topic);
      }
      // At the earliest with the next turn of the loop: what one command touched stays together.
      if (pending.size > 0) schedule(Math.max(0, sentAt + COALESCE_MS - performance.now()));
    },
    async flush() {
      clearTimeout(timer);
      sending = sending.then(send);
      await sending;
    },
  };
}

/** Cuts topics into payloads that PostgreSQL accepts. */
export function payloadsOf(topics: readonly Topic[]): readonly string[] {
  const payloads: string[] = [];
  let part: string[] = [];
  let bytes = 2;
  for (const topic of topics) {
    const text = JSON.stringify([topic.kind, topic.siteId, topic.id]);
    if (bytes + Buffer.byteLength(text) + 1 > MAX_BYTES && part.length > 0) {
      payloads.push(`[${part.join(",")}]`);
      part = [];
      bytes = 2;
    }
    part.push(text);
    bytes += Buffer.byteLength(text) + 1;
  }
  if (part.length > 0) payloads.push(`[${part.join(",")}]`);
  return payloads;
}
