import type { TransactionSql } from "postgres";
import { asArray } from "./as-array";

type SourceTally = {
  readonly siteId: string;
  readings: number;
  refused: number;
  timed: number;
  delaySumMs: number;
  delayMinMs: number | null;
  delayMaxMs: number | null;
  lastReceivedMs: number;
};

/** What sources said in a batch, by their ids. */
export type Tally = Map<string, SourceTally>;

type Told = { readonly id: string; readonly siteId: string };

/** Counts a reading. `delayMs` is the time from when the source says that it was until it came; null for history, and where only we know the time. */
export function tallyReading(tally: Tally, source: Told, receivedAtMs: number, delayMs: number | null): void {
  const before = tallyOf(tally, source, receivedAtMs);
  before.readings += 1;
  if (delayMs !== null) {
    before.timed += 1;
    before.delaySumMs += delayMs;
    before.delayMinMs = Math.min(before.delayMinMs ?? delayMs, delayMs);
    before.delayMaxMs = Math.max(before.delayMaxMs ?? delayMs, delayMs);
  }
}

/** Counts a message that could not be read or placed. */
export function tallyRefused(tally: Tally, source: Told, receivedAtMs: number): void {
  tallyOf(tally, source, receivedAtMs).refused += 1;
}

function tallyOf(tally: Tally, { id, siteId }: Told, receivedAtMs: number): SourceTally {
  const before = tally.get(id) ?? { siteId, readings: 0, refused: 0, timed: 0, delaySumMs: 0, delayMinMs: null, delayMaxMs: null, lastReceivedMs: receivedAtMs };
  before.lastReceivedMs = Math.max(before.lastReceivedMs, receivedAtMs);
  tally.set(id, before);
  return before;
}

/** Adds a batch to the minutes of its sources. At the end of a transaction, before `countBeyond` alone: until its commit, other writers of the same source wait for these rows. */
export async function storeTally(sql: TransactionSql, tally: Tally, recordedAt: Date): Promise<void> {
  if (tally.size === 0) return;
  const rows = [...tally].sort(([one], [other]) => (one < other ? -1 : 1));
  await sql`
    insert into telemetry.source_minute as m (source_id, minute, readings, refused, timed, delay_sum_ms, delay_min_ms, delay_max_ms, last_received_at)
    select s, date_trunc('minute', ${recordedAt.toISOString()}::timestamptz), n, bad, t, d, low, high, to_timestamp(ms / 1000)
    from unnest(${asArray(rows.map(([id]) => id))}::uuid[], ${asArray(rows.map(([, { readings }]) => readings))}::int[], ${asArray(rows.map(([, { refused }]) => refused))}::int[], ${asArray(rows.map(([, { timed }]) => timed))}::int[],
      ${asArray(rows.map(([, one]) => one.delaySumMs))}::float8[], ${asArray(rows.map(([, one]) => one.delayMinMs))}::float8[], ${asArray(rows.map(([, one]) => one.delayMaxMs))}::float8[],
      ${asArray(rows.map(([, one]) => one.lastReceivedMs))}::float8[]) as r(s, n, bad, t, d, low, high, ms)
    on conflict (source_id, minute) do update set readings = m.readings + excluded.readings, refused = m.refused + excluded.refused, timed = m.timed + excluded.timed, delay_sum_ms = m.delay_sum_ms + excluded.delay_sum_ms,
      delay_min_ms = least(m.delay_min_ms, excluded.delay_min_ms), delay_max_ms = greatest(m.delay_max_ms, excluded.delay_max_ms), last_received_at = greatest(m.last_received_at, excluded.last_received_at)`;
}
