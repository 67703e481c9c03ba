import type { Http } from "@/lib/erp/http/request";
import type { AdapterMemory, Delivery, ErpAdapter, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { OutboundMessage } from "@/lib/messages/outbound";

/** An outbox row of a test: it keeps what the adapter remembers. */
export function row(original: Delivery["original"] = null): Delivery & { memory: AdapterMemory | null } {
  const store = { memory: null as AdapterMemory | null, original, remember: async (next: AdapterMemory) => void (store.memory = next) };
  return store;
}

/** Delivers as the dispatcher does until the message is settled: a new adapter for each attempt, and a look-up before any second post. */
export async function dispatch(open: (http: Http) => ErpAdapter, http: Http, message: OutboundMessage, store = row(), attempts = 60): Promise<PostOutcome | FindOutcome> {
  let outcome: PostOutcome | FindOutcome = await open(http).post(message, store);
  for (let attempt = 1; attempt < attempts && ["unknown", "retry", "absent"].includes(outcome.kind); attempt++) {
    outcome = outcome.kind === "absent" ? await open(http).post(message, store) : await open(http).findByKey(message, store);
  }
  return outcome;
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
