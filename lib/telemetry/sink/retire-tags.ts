import type { TransactionSql } from "postgres";

/**
 * Ends tags for good: what they stored keeps its unit, scale and machine, and where their counters stood is compared with nothing any more. Their
 * addresses are free for tags of another meaning: `#` stands in no topic, so nobody says the address that is left to them.
 */
export async function retireTags(sql: TransactionSql, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update telemetry.tag set active = false, address = address || '#' || id where id = any(${[...ids]}::int[])`;
}

/** A tag that ended, and the one that takes its place. */
export type Succession = { readonly from: number; readonly to: number };

/** KP-02: lets counters go on where those before them stood, that the next reading counts what was made since the last: it is the same counter, whose steps mean something else from now on. */
export async function succeedCounters(sql: TransactionSql, successions: readonly Succession[]): Promise<void> {
  if (successions.length === 0) return;
  await sql`
    insert into telemetry.counter_state (tag_id, site_id, last_at, last_seq, last_value)
    select s.to_id, c.site_id, c.last_at, c.last_seq, c.last_value
    from unnest(${successions.map(({ from }) => from)}::int[], ${successions.map(({ to }) => to)}::int[]) as s(from_id, to_id) join telemetry.counter_state c on c.tag_id = s.from_id
    on conflict (tag_id) do update set last_at = excluded.last_at, last_seq = excluded.last_seq, last_value = excluded.last_value`;
}
