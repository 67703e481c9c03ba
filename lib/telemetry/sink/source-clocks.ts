import type { TransactionSql } from "postgres";
import { isAhead, setBackBy } from "@/lib/domain/equipment/source-clock";
import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import type { TelemetryBatch } from "@/lib/telemetry/batch";
import type { Message } from "@/lib/telemetry/message";
import type { Unit } from "./tags";

type Reading = { readonly address: string; readonly atMs: number; readonly message: Message };

/** A clock that was found to be ahead just now: at which machine, by how much, and where its messages come from: their topic, or the edge node. */
export type FastClock = { readonly unit: Unit; readonly aheadMs: number; readonly from: string };

/** What a clock that is ahead is set back by: as was known, and as this batch has it. `seen`: where something of it was placed. */
type Known = { readonly before: number | null; readonly now: number; seen: Pick<FastClock, "unit" | "from"> | null };

/**
 * The clocks of the addresses of a batch. Of a clock that is ahead nothing can be believed but the distances: a counter would count nothing until its time had come,
 * and a state would be told of hours that have not been. Its readings are set back, all of a batch by the same, and by the same as before as long as that fits.
 */
export class SourceClocks {
  constructor(private readonly known: ReadonlyMap<string, Known>) {}

  /** When a reading was said, in milliseconds, as far as that can be believed. */
  timeOf({ address, atMs, message }: Reading, unit: Unit): number {
    const clock = isAhead(atMs, message.receivedAtMs) ? this.known.get(address) : undefined;
    if (clock === undefined) return atMs;
    clock.seen = { unit, from: message.topic.startsWith(`${SPARKPLUG}/`) ? address : message.topic };
    return atMs - setBackBy(clock.now, atMs - message.receivedAtMs);
  }

  /** Keeps what was learnt for the next batch; answers the clocks of which nothing was known before. */
  async store(sql: TransactionSql, recordedAt: Date): Promise<readonly FastClock[]> {
    const learnt = [...this.known]
      .flatMap(([address, { before, now, seen }]) => (seen === null || now === before ? [] : [{ address, before, aheadMs: now, ...seen }]))
      .sort((one, other) => (one.address < other.address ? -1 : 1));
    if (learnt.length === 0) return [];
    await sql`
      insert into telemetry.fast_clock as c (address, ahead_ms, seen_at)
      select address, ahead, ${recordedAt.toISOString()}::timestamptz
      from unnest(${learnt.map(({ address }) => address)}::text[], ${learnt.map(({ aheadMs }) => aheadMs)}::bigint[]) as r(address, ahead)
      on conflict (address) do update set ahead_ms = excluded.ahead_ms, seen_at = excluded.seen_at`;
    return learnt.filter(({ before }) => before === null).map(({ unit, aheadMs, from }) => ({ unit, aheadMs, from }));
  }
}

/** What is known of the clocks of a batch, with what it says of them itself. Nothing is read as long as none of them is ahead. */
export async function loadClocks(sql: TransactionSql, batch: Pick<TelemetryBatch, "samples" | "counts" | "states" | "metrics">): Promise<SourceClocks> {
  const ahead: Reading[] = [];
  for (const readings of [batch.samples, batch.counts, batch.states, batch.metrics] as const) {
    for (const reading of readings) if (isAhead(reading.atMs, reading.message.receivedAtMs)) ahead.push(reading);
  }
  if (ahead.length === 0) return new SourceClocks(new Map());
  const rows = await sql<{ address: string; aheadMs: number }[]>`
    select address, ahead_ms::float8 as "aheadMs" from telemetry.fast_clock where address = any(${[...new Set(ahead.map(({ address }) => address))]}::text[]) order by address for update`;
  const standing = new Map(rows.map(({ address, aheadMs }) => [address, aheadMs]));
  const known = new Map<string, Known>();
  for (const { address, atMs, message } of ahead) {
    const before = standing.get(address) ?? null;
    known.set(address, { before, now: setBackBy(known.get(address)?.now ?? before, atMs - message.receivedAtMs), seen: null });
  }
  return new SourceClocks(known);
}
