import { setImmediate as turn } from "node:timers/promises";
import type { TransactionSql } from "postgres";
import { faultCode } from "@/lib/platform/fault-code";
import { asArray } from "./as-array";
import type { Runs } from "./loads";
import type { PlacedSample } from "./place";
import { byTag, type RolledSpan, rollUp, type TagSamples } from "./roll-up";
import { addRolled, hourOf, rolledColumns, rolledMinutes, rolledSamples } from "./rolled-columns";

const SIGNATURE = Buffer.from("PGCOPY\n\u00ff\r\n\0", "latin1");
const HEADER = SIGNATURE.length + 8;
/** Length of each field: equipment, tag, at, seq, value, quality, run; and device time and live. */
const FIELDS = 7;
const ROW = 2 + FIELDS * 4 + 4 + 4 + 8 + 4 + 8 + 2 + 4;
const LIVE = 4 + 8 + 4 + 1;
const POSTGRES_EPOCH_MS = 946_684_800_000;
const TWO_32 = 4_294_967_296;

/** Writes rows in PostgreSQL's binary COPY format, which costs a fifth of what arrays of text cost; `withLive` tells also what their clocks said and which are of now. */
function encodeSamples(samples: readonly PlacedSample[], runs: Runs, withLive: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + samples.length * (withLive ? ROW + LIVE : ROW) + 2);
  let at = SIGNATURE.copy(buffer);
  at = buffer.writeInt32BE(0, at);
  at = buffer.writeInt32BE(0, at);
  for (const sample of samples) {
    const run = runs.at(sample.tag.unit, sample.atMs);
    at = buffer.writeInt16BE(withLive ? FIELDS + 2 : FIELDS, at);
    at = writeInt4(buffer, sample.tag.unit.number, at);
    at = writeInt4(buffer, sample.tag.id, at);
    at = writeInstant(buffer, sample.atMs, at);
    at = writeInt4(buffer, sample.seq, at);
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeDoubleBE(sample.value, at);
    at = buffer.writeInt32BE(2, at);
    at = buffer.writeInt16BE(sample.quality, at);
    at = run === null ? buffer.writeInt32BE(-1, at) : writeInt4(buffer, run, at);
    if (!withLive) continue;
    at = sample.deviceMs === null ? buffer.writeInt32BE(-1, at) : writeInstant(buffer, sample.deviceMs, at);
    at = buffer.writeUInt8(sample.live ? 1 : 0, buffer.writeInt32BE(1, at));
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

/** A sample that was taken for new is there. The transaction is lost; with the keys looked at (`Known` by keys) the same batch can be stored. */
export class SampleCollision extends Error {}

/**
 * How it is told which samples are new: "BY_KEYS" looks at what is stored, "BY_LATEST" takes for new what is later than the latest value of its tag, without a look. Only the past
 * that an edge node tells, which moves no latest value, can be there all the same when it comes again: a `SampleCollision`.
 */
export type Known = "BY_KEYS" | "BY_LATEST";

/**
 * Stores samples and what follows from them: rollup per minute and latest value. Where nothing is stored of a tag within the span of its samples, as nearly always, they go
 * into the partitions by COPY; only the rest is held against what is there already, so that a redelivery cannot count twice. `latest`: when each tag was last heard before, by
 * tag id. The caller holds the locks of the machines: nobody else writes of them. Answers how many were new.
 */
export async function storeSamples(sql: TransactionSql, samples: readonly PlacedSample[], runs: Runs, latest: ReadonlyMap<number, number>, by: Known): Promise<number> {
  if (samples.length === 0) return 0;
  const all = byTag(samples);
  const doubtful = by === "BY_KEYS" ? all : all.filter(({ tag, first }) => first.atMs <= (latest.get(tag.id) ?? Number.NEGATIVE_INFINITY));
  const known = await knownWithin(sql, doubtful);
  // What a clock that is ahead said is kept beside the sample, which the short way has no place for.
  for (const { tag, rows } of all) if (rows.some(({ deviceMs }) => deviceMs !== null)) known.add(tag.id);
  const apart = all.filter(({ tag }) => !known.has(tag.id));
  await append(sql, apart, runs);
  return apart.reduce((sum, { rows }) => sum + rows.length, 0) + (await merge(sql, rowsOf(all.filter(({ tag }) => known.has(tag.id))), runs));
}

function rowsOf(all: readonly TagSamples[]): PlacedSample[] {
  return all.flatMap(({ rows }) => rows);
}

/** Tags of which a sample is stored between the first of theirs here and the end of the instant of their last: another of that instant may be the later one. */
async function knownWithin(sql: TransactionSql, all: readonly TagSamples[]): Promise<Set<number>> {
  if (all.length === 0) return new Set();
  const found = await sql<{ tagId: number }[]>`
    select one.tag_id as "tagId"
    from unnest(${asArray(all.map(({ tag }) => tag.unit.number))}::int[], ${asArray(all.map(({ tag }) => tag.id))}::int[], ${asArray(all.map(({ first }) => first.atMs))}::float8[],
      ${asArray(all.map(({ first }) => first.seq))}::int[], ${asArray(all.map(({ last }) => last.atMs))}::float8[]) as one (equipment_number, tag_id, first_ms, first_seq, last_ms)
    where exists (
      select 1 from telemetry.sample s where s.equipment_number = one.equipment_number and s.tag_id = one.tag_id
        and s.at >= to_timestamp(one.first_ms / 1000) and s.at <= to_timestamp(one.last_ms / 1000) and (s.at, s.seq) >= (to_timestamp(one.first_ms / 1000), one.first_seq))`;
  return new Set(found.map(({ tagId }) => tagId));
}

/** Adds rows of which none is there. @throws SampleCollision where one was there all the same. */
async function append(sql: TransactionSql, all: readonly TagSamples[], runs: Runs): Promise<void> {
  if (all.length === 0) return;
  try {
    await send(
      await sql`copy telemetry.sample (equipment_number, tag_id, at, seq, value, quality, run_number) from stdin (format binary)`.writable(),
      encodeSamples(rowsOf(all), runs, false),
    );
    await storeRollups(sql, all);
  } catch (error) {
    if (AGAIN.has(faultCode(error))) throw new SampleCollision("a sample is there that was taken for new", { cause: error });
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

/**
 * Rollups and latest values of samples that are all new. Rows that are there are updated first, and only the others inserted, if there are any: under the lock of the machine
 * nobody inserts meanwhile, and an upsert of a row that is there locks it before it writes it, which costs half as much again.
 */
async function storeRollups(sql: TransactionSql, all: readonly TagSamples[]): Promise<void> {
  const { minutes, hours, latest } = rollUp(all);
  await sql`
    with latest as materialized (
      select tag_id, site_id, to_timestamp(at_ms / 1000) as at, value, quality
      from unnest(${asArray(latest.map(({ tag }) => tag.id))}::int[], ${asArray(latest.map(({ tag }) => tag.unit.siteId))}::uuid[], ${asArray(latest.map(({ atMs }) => atMs))}::float8[],
        ${asArray(latest.map(({ value }) => value))}::float8[], ${asArray(latest.map(({ quality }) => quality))}::int2[]) as one (tag_id, site_id, at_ms, value, quality)
    ), moved as (
      update telemetry.latest_value l set at = n.at, value = n.value, quality = n.quality, stale = false from latest n where l.tag_id = n.tag_id and n.at >= l.at returning 1
    ), met as (
      insert into telemetry.latest_value (tag_id, site_id, at, value, quality, stale)
      select tag_id, site_id, at, value, quality, false from latest n
      where (select count(*) from moved) < (select count(*) from latest) and not exists (select 1 from telemetry.latest_value l where l.tag_id = n.tag_id)
    ), hours as materialized (${spans(sql, "hour", hours)}), ${addSpans(sql, "hour")}, minutes as materialized (${spans(sql, "minute", minutes)}), ${addSpans(sql, "minute")}
    select 1`;
}

/** Adds what `hours` or `minutes` has to the rollup of that name. */
function addSpans(sql: TransactionSql, span: "hour" | "minute") {
  const [table, news] = [sql(`telemetry.rollup_${span}`), sql(`${span}s`)];
  const same = sql`r.equipment_number = n.equipment_number and r.tag_id = n.tag_id and r.${sql(span)} = n.${sql(span)}`;
  return sql`
    ${sql(`added_${span}s`)} as (update ${table} r set ${addRolled(sql, "n")} from ${news} n where ${same} returning 1),
    ${sql(`new_${span}s`)} as (
      insert into ${table} (equipment_number, tag_id, ${sql(span)}, ${rolledColumns(sql)}) select * from ${news} n
      where (select count(*) from ${sql(`added_${span}s`)}) < (select count(*) from ${news}) and not exists (select 1 from ${table} r where ${same}))`;
}

/** Rolled spans as a query. Sums go as text: a statement with a numeric[] of postgres.js never comes back. */
function spans(sql: TransactionSql, span: "hour" | "minute", rolled: readonly RolledSpan[]) {
  return sql`
    select equipment_number, tag_id, to_timestamp(from_ms / 1000) as ${sql(span)}, count, sum::numeric as sum, min, max, last, to_timestamp(last_ms / 1000) as last_at, last_seq
    from unnest(${asArray(rolled.map(({ tag }) => tag.unit.number))}::int[], ${asArray(rolled.map(({ tag }) => tag.id))}::int[], ${asArray(rolled.map(({ fromMs }) => fromMs))}::float8[],
      ${asArray(rolled.map(({ count }) => count))}::int[], ${asArray(rolled.map(({ sum }) => sum.toString()))}::text[], ${asArray(rolled.map(({ min }) => min))}::float8[],
      ${asArray(rolled.map(({ max }) => max))}::float8[], ${asArray(rolled.map(({ last }) => last.value))}::float8[], ${asArray(rolled.map(({ last }) => last.atMs))}::float8[],
      ${asArray(rolled.map(({ last }) => last.seq))}::int[]) as one (equipment_number, tag_id, from_ms, count, sum, min, max, last, last_ms, last_seq)`;
}

/** Samples of which some may be there already: COPY into a table of this session, from there what is new. */
async function merge(sql: TransactionSql, samples: readonly PlacedSample[], runs: Runs): Promise<number> {
  if (samples.length === 0) return 0;
  await sql`create temp table if not exists incoming_sample
    (equipment_number int4, tag_id int4, at timestamptz, seq int4, value float8, quality int2, run_number int4, device_at timestamptz, live bool) on commit delete rows`;
  await send(await sql`copy incoming_sample from stdin (format binary)`.writable(), encodeSamples(samples, runs, true));
  const [row] = await sql<{ fresh: number }[]>`
    with fresh as (
      insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality, run_number, device_at)
      select equipment_number, tag_id, at, seq, value, quality, run_number, device_at from incoming_sample on conflict do nothing
      returning equipment_number, tag_id, at, seq, value, quality
    ), minutes as (
      select equipment_number, tag_id, date_trunc('minute', at) as minute, ${rolledSamples(sql)} from fresh where quality > 0 group by 1, 2, 3
    ), rolled as (
      insert into telemetry.rollup_minute as r (equipment_number, tag_id, minute, ${rolledColumns(sql)}) select * from minutes
      on conflict (equipment_number, tag_id, minute) do update set ${addRolled(sql, "excluded")}
    ), hourly as (
      insert into telemetry.rollup_hour as r (equipment_number, tag_id, hour, ${rolledColumns(sql)})
      select equipment_number, tag_id, ${hourOf(sql, "minute")}, ${rolledMinutes(sql)} from minutes group by 1, 2, 3
      on conflict (equipment_number, tag_id, hour) do update set ${addRolled(sql, "excluded")}
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
