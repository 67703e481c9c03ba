import { setImmediate as turn } from "node:timers/promises";
import type { TransactionSql } from "postgres";
import { faultCode } from "@/lib/platform/fault-code";
import type { Loads } from "./loads";
import type { PlacedSample } from "./place";
import { inOrder, type RolledSpan, rollUp } from "./roll-up";
import { addRolled, hourOf, rolledColumns, rolledMinutes, rolledSamples } from "./rolled-columns";

const SIGNATURE = Buffer.from("PGCOPY\n\u00ff\r\n\0", "latin1");
const HEADER = SIGNATURE.length + 8;
/** Length of each field: equipment, tag, at, seq, value, quality, run; and live. */
const FIELDS = 7;
const ROW = 2 + FIELDS * 4 + 4 + 4 + 8 + 4 + 8 + 2 + 4;
const LIVE = 4 + 1;
const POSTGRES_EPOCH_MS = 946_684_800_000;
const TWO_32 = 4_294_967_296;

/** Writes rows in PostgreSQL's binary COPY format, which costs a fifth of what arrays of text cost; `withLive` tells also which are of now. */
function encodeSamples(samples: readonly PlacedSample[], loads: Loads, withLive: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + samples.length * (withLive ? ROW + LIVE : ROW) + 2);
  let at = SIGNATURE.copy(buffer);
  at = buffer.writeInt32BE(0, at);
  at = buffer.writeInt32BE(0, at);
  for (const sample of samples) {
    const run = loads.runAt(sample.tag.unit, sample.atMs);
    at = buffer.writeInt16BE(withLive ? FIELDS + 1 : FIELDS, at);
    at = writeInt4(buffer, sample.tag.unit.number, at);
    at = writeInt4(buffer, sample.tag.id, at);
    at = writeInstant(buffer, sample.atMs, at);
    at = writeInt4(buffer, sample.seq, at);
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeDoubleBE(sample.value, at);
    at = buffer.writeInt32BE(2, at);
    at = buffer.writeInt16BE(sample.quality, at);
    at = run === null ? buffer.writeInt32BE(-1, at) : writeInt4(buffer, run, at);
    if (withLive) at = buffer.writeUInt8(sample.live ? 1 : 0, buffer.writeInt32BE(1, at));
  }
  at = buffer.writeInt16BE(-1, at);
  return buffer.subarray(0, at);
}

function writeInt4(buffer: Buffer, value: number, at: number): number {
  return buffer.writeInt32BE(value, buffer.writeInt32BE(4, at));
}

/** Microseconds since 2000 as two halves: exact, and faster than a bigint. */
function writeInstant(buffer: Buffer, atMs: number, at: number): number {
  const micros = (atMs - POSTGRES_EPOCH_MS) * 1000;
  const high = Math.floor(micros / TWO_32);
  return buffer.writeUInt32BE(micros - high * TWO_32, buffer.writeInt32BE(high, buffer.writeInt32BE(8, at)));
}

/** SQLSTATE of a row that is there, and of a statement after one that failed. */
const AGAIN: ReadonlySet<string | null> = new Set(["23505", "25P02"]);

/**
 * Stores samples and what follows from them: rollup per minute and latest value. What is later than all that is stored of its tag, as nearly everything is, goes into
 * the partitions by COPY; only the rest is held against what is there already, so that a redelivery cannot count twice. The caller holds the locks of the machines:
 * nobody else writes of them. Answers how many were new.
 */
export async function storeSamples(sql: TransactionSql, samples: readonly PlacedSample[], loads: Loads): Promise<number> {
  if (samples.length === 0) return 0;
  const { ordered, mixed } = inOrder(samples);
  const known = await laterKnown(sql, ordered);
  const later = ordered.filter(({ tag }) => !known.has(tag.id));
  const appended = await append(sql, later, loads);
  if (!appended) return merge(sql, samples, loads);
  return later.length + (await merge(sql, [...ordered.filter(({ tag }) => known.has(tag.id)), ...mixed], loads));
}

/** Tags of which a sample is stored that is as late as their first one here, or later. */
async function laterKnown(sql: TransactionSql, ordered: readonly PlacedSample[]): Promise<ReadonlySet<number>> {
  const firsts = new Map<number, PlacedSample>();
  for (const sample of ordered) if (!firsts.has(sample.tag.id)) firsts.set(sample.tag.id, sample);
  if (firsts.size === 0) return new Set();
  const rows = [...firsts.values()];
  const found = await sql<{ tagId: number }[]>`
    select first.tag_id as "tagId" from unnest(${rows.map(({ tag }) => tag.unit.number)}::int[], ${[...firsts.keys()]}::int[], ${rows.map(({ atMs }) => atMs)}::float8[]) as first (equipment_number, tag_id, at_ms)
    where exists (
      select 1 from telemetry.sample s where s.equipment_number = first.equipment_number and s.tag_id = first.tag_id and s.at >= to_timestamp(first.at_ms / 1000))`;
  return new Set(found.map(({ tagId }) => tagId));
}

/** Adds rows of which none is there. Answers false, with nothing written, where one was there all the same. */
async function append(sql: TransactionSql, samples: readonly PlacedSample[], loads: Loads): Promise<boolean> {
  if (samples.length === 0) return true;
  try {
    await sql.savepoint(async (part) => {
      await send(
        await part`copy telemetry.sample (equipment_number, tag_id, at, seq, value, quality, run_number) from stdin (format binary)`.writable(),
        encodeSamples(samples, loads, false),
      );
      await storeRollups(part, samples);
    });
    return true;
  } catch (error) {
    if (AGAIN.has(faultCode(error))) return false;
    throw error;
  }
}

/** Hands rows to COPY. What the database says against them nobody hears before the next statement of the transaction, which fails for it (25P02). */
async function send(stream: Awaited<ReturnType<ReturnType<TransactionSql>["writable"]>>, rows: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.once("error", reject);
    stream.write(rows, () => resolve());
  });
  stream.end();
  // The end goes out within this turn; before it the connection takes no other statement.
  await turn();
}

/** Rollups and latest values of samples that are all new. */
async function storeRollups(sql: TransactionSql, samples: readonly PlacedSample[]): Promise<void> {
  const { minutes, hours, latest } = rollUp(samples);
  await sql`
    with latest as (
      insert into telemetry.latest_value as l (tag_id, site_id, at, value, quality, stale)
      select tag_id, site_id, to_timestamp(at_ms / 1000), value, quality, false
      from unnest(${latest.map(({ tag }) => tag.id)}::int[], ${latest.map(({ tag }) => tag.unit.siteId)}::uuid[], ${latest.map(({ atMs }) => atMs)}::float8[],
        ${latest.map(({ value }) => value)}::float8[], ${latest.map(({ quality }) => quality)}::int2[]) as one (tag_id, site_id, at_ms, value, quality)
      on conflict (tag_id) do update set at = excluded.at, value = excluded.value, quality = excluded.quality, stale = false where excluded.at >= l.at
    ), hourly as (
      insert into telemetry.rollup_hour as r (equipment_number, tag_id, hour, ${rolledColumns(sql)}) select * from ${spans(sql, hours)}
      on conflict (equipment_number, tag_id, hour) do update set ${addRolled(sql)}
    )
    insert into telemetry.rollup_minute as r (equipment_number, tag_id, minute, ${rolledColumns(sql)}) select * from ${spans(sql, minutes)}
    on conflict (equipment_number, tag_id, minute) do update set ${addRolled(sql)}`;
}

/** Rolled spans as a table. Sums go as text: a statement with a numeric[] of postgres.js never comes back. */
function spans(sql: TransactionSql, rolled: readonly RolledSpan[]) {
  return sql`(
    select equipment_number, tag_id, to_timestamp(from_ms / 1000), count, sum::numeric, min, max, last, to_timestamp(last_ms / 1000), last_seq
    from unnest(${rolled.map(({ tag }) => tag.unit.number)}::int[], ${rolled.map(({ tag }) => tag.id)}::int[], ${rolled.map(({ fromMs }) => fromMs)}::float8[],
      ${rolled.map(({ count }) => count)}::int[], ${rolled.map(({ sum }) => sum.toString())}::text[], ${rolled.map(({ min }) => min)}::float8[], ${rolled.map(({ max }) => max)}::float8[],
      ${rolled.map(({ last }) => last.value)}::float8[], ${rolled.map(({ last }) => last.atMs)}::float8[], ${rolled.map(({ last }) => last.seq)}::int[])
      as one (equipment_number, tag_id, from_ms, count, sum, min, max, last, last_ms, last_seq)) as spans`;
}

/** Samples of which some may be there already: COPY into a table of this session, from there what is new. */
async function merge(sql: TransactionSql, samples: readonly PlacedSample[], loads: Loads): Promise<number> {
  if (samples.length === 0) return 0;
  await sql`create temp table if not exists incoming_sample
    (equipment_number int4, tag_id int4, at timestamptz, seq int4, value float8, quality int2, run_number int4, live bool) on commit delete rows`;
  await send(await sql`copy incoming_sample from stdin (format binary)`.writable(), encodeSamples(samples, loads, true));
  const [row] = await sql<{ fresh: number }[]>`
    with fresh as (
      insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality, run_number)
      select equipment_number, tag_id, at, seq, value, quality, run_number from incoming_sample on conflict do nothing
      returning equipment_number, tag_id, at, seq, value, quality
    ), minutes as (
      select equipment_number, tag_id, date_trunc('minute', at) as minute, ${rolledSamples(sql)} from fresh where quality > 0 group by 1, 2, 3
    ), rolled as (
      insert into telemetry.rollup_minute as r (equipment_number, tag_id, minute, ${rolledColumns(sql)}) select * from minutes
      on conflict (equipment_number, tag_id, minute) do update set ${addRolled(sql)}
    ), hourly as (
      insert into telemetry.rollup_hour as r (equipment_number, tag_id, hour, ${rolledColumns(sql)})
      select equipment_number, tag_id, ${hourOf(sql, "minute")}, ${rolledMinutes(sql)} from minutes group by 1, 2, 3
      on conflict (equipment_number, tag_id, hour) do update set ${addRolled(sql)}
    ), latest as (
      insert into telemetry.latest_value as l (tag_id, site_id, at, value, quality, stale)
      select i.tag_id, t.site_id, i.at, i.value, i.quality, false
      from (select distinct on (tag_id) * from incoming_sample where live order by tag_id, at desc, seq desc) i join telemetry.tag t on t.id = i.tag_id
      where not exists (select 1 from telemetry.sample s where s.equipment_number = i.equipment_number and s.tag_id = i.tag_id and s.at = i.at and s.seq > i.seq)
      on conflict (tag_id) do update set at = excluded.at, value = excluded.value, quality = excluded.quality, stale = false where excluded.at >= l.at
    )
    select count(*)::int as fresh from fresh`;
  return row?.fresh ?? 0;
}
