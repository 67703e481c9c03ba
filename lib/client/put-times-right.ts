import type { QueueItem } from "./queue-item";
import type { Prove } from "./queue-parts";
import { proven } from "./queue-state";

/** EX-21: what is further ahead of the server is in doubt. */
const AHEAD_MS = 2 * 60_000;
/** EX-21: nothing is older. */
const OLDEST_MS = 7 * 24 * 3_600_000;

/**
 * EX-21: when an entry happened that was tapped before its page had heard the server, and whose device said `deviceMs` then: as far as the device is off now. Where its clock
 * was set in between, that would be later than now, or earlier than what the entry was known to come after: then `claimed` stays, which is no later than that.
 */
function putRight(claimed: string, deviceMs: number, serverMs: number, offsetMs: number): string {
  const [was, is] = [Date.parse(claimed), deviceMs + offsetMs];
  if (is > serverMs + AHEAD_MS || is < serverMs - OLDEST_MS) return claimed;
  return new Date(was > serverMs + AHEAD_MS ? is : Math.max(was, is)).toISOString();
}

/** How the device stands to the server now. */
type Now = { readonly serverMs: number; readonly offsetMs: number };

/**
 * EX-21: what somebody tapped on pages that never heard the server, and that was never sent, with the time at which it happened; in the order of the taps, but after none
 * that a broken clock put ahead of the server.
 */
export function timesPutRight(items: readonly QueueItem[], accountId: string | null, { serverMs, offsetMs }: Now): readonly QueueItem[] {
  let before = 0;
  const passed = (ms: number): number => (ms > serverMs + AHEAD_MS ? before : ms);
  return items.flatMap(({ deviceMs, ...item }) => {
    if (deviceMs === undefined || item.state !== "WAITING" || item.accountId !== accountId) {
      before = passed(Date.parse(item.eventTime));
      return [];
    }
    const at = Math.max(Date.parse(putRight(item.eventTime, deviceMs, serverMs, offsetMs)), before + 1);
    before = passed(at);
    return [{ ...item, eventTime: new Date(at).toISOString(), clockOffsetMs: offsetMs }];
  });
}

type Waiting = {
  /** What the queue has, as it is when it is asked. */
  readonly items: () => readonly QueueItem[];
  /** Whose, and what proves that they tapped it. */
  readonly accountId: string | null;
  readonly prove: Prove;
  readonly change: (item: QueueItem) => Promise<void>;
};

/** EX-21: puts right the times of what was tapped while nobody knew how far the clock was off. Proven anew, for that says when; what was sent meanwhile stays as it was sent (EX-23). */
export async function putTimesRight({ items, accountId, prove, change }: Waiting, now: Now): Promise<void> {
  for (const item of timesPutRight(items(), accountId, now)) {
    const right = await proven(item, prove);
    const kept = items().find(({ sequence }) => sequence === item.sequence);
    if (kept?.state === "WAITING" && kept.deviceMs !== undefined) await change(right);
  }
}
