import type { PendingQuery, Row, TransactionSql } from "postgres";
import { asArray } from "./as-array";
import type { TagSamples } from "./roll-up";
import type { Tag } from "./tags";

/** Samples further away than this are looked for in the minutes, which are not divided by days. */
const NEAR = "2 days";

/** A breach of a parameter's limits (TR-04), in milliseconds since 1970; `toMs` null while it lasts. */
export type BreachRow = { readonly fromMs: number; readonly toMs: number | null };

/** How a parameter stood before a batch: its last value, its last breach, and the last breach that quality was called for. */
export type ParameterStanding = {
  readonly lastMs: number | null;
  readonly value: number | null;
  readonly quality: number | null;
  /** Its source was lost after the last value. */
  readonly stale: boolean;
  readonly window: BreachRow | null;
  /** `toMs` null while the call lasts. */
  readonly alarm: BreachRow | null;
};

type StandingRow = {
  tagId: number;
  lastMs: number | null;
  value: number | null;
  quality: number | null;
  stale: boolean | null;
  fromMs: number | null;
  toMs: number | null;
  alarmFromMs: number | null;
  alarmToMs: number | null;
};

/** How these parameters stand, by tag; those are left out that have ended, moved or lost their limits since they were read, for nobody would end their breaches. The caller holds the locks of their machines. */
export async function parameterStandings(sql: TransactionSql, tags: readonly Tag[]): Promise<ReadonlyMap<number, ParameterStanding>> {
  const rows = await sql<StandingRow[]>`
    select t.id as "tagId", ${ms(sql, "l.at")} as "lastMs", l.value, l.quality, l.stale, ${ms(sql, "w.from_at")} as "fromMs", ${ms(sql, "w.to_at")} as "toMs",
      ${ms(sql, "a.from_at")} as "alarmFromMs", ${ms(sql, "a.to_at")} as "alarmToMs"
    from unnest(${asArray(tags.map(({ id }) => id))}::int[], ${asArray(tags.map(({ unit }) => unit.number))}::int[]) as t(id, number)
    join telemetry.tag g on g.id = t.id and g.equipment_number = t.number and g.active and (g.lower_limit is not null or g.upper_limit is not null)
    left join telemetry.latest_value l on l.tag_id = t.id
    left join telemetry.parameter_alarm a on a.tag_id = t.id
    left join lateral (select b.from_at, b.to_at from telemetry.breach_window b where b.equipment_number = t.number and b.tag_id = t.id order by b.from_at desc limit 1) w on true`;
  return new Map(
    rows.map(({ tagId, lastMs, value, quality, stale, fromMs, toMs, alarmFromMs, alarmToMs }) => [
      tagId,
      {
        lastMs,
        value,
        quality,
        stale: stale === true,
        window: fromMs === null ? null : { fromMs, toMs },
        alarm: alarmFromMs === null ? null : { fromMs: alarmFromMs, toMs: alarmToMs },
      },
    ]),
  );
}

/** A stretch of time of a tag. */
type Stretch = { readonly tag: Tag; readonly fromMs: number; readonly toMs: number };

/** Of some stretches of tags in which a batch says nothing those in which something is stored all the same: history of a source that tells it apart. */
export async function heardWithin(sql: TransactionSql, stretches: readonly Stretch[]): Promise<ReadonlySet<number>> {
  if (stretches.length === 0) return new Set();
  const found = await sql<{ tagId: number }[]>`
    select one.tag_id as "tagId" from ${stretchRows(sql, stretches)}
    where exists (
      select 1 from telemetry.sample s where s.equipment_number = one.equipment_number and s.tag_id = one.tag_id
        and s.at > to_timestamp(one.from_ms / 1000) and s.at < to_timestamp(one.to_ms / 1000))`;
  return new Set(found.map(({ tagId }) => tagId));
}

/**
 * Of some stretches those within what is known already: a sample is stored at their beginning or in the two days before it, and no breach reaches into them. What keeps its limits there changes nothing,
 * where something later is stored too.
 */
export async function calmWithin(sql: TransactionSql, stretches: readonly Stretch[]): Promise<ReadonlySet<number>> {
  if (stretches.length === 0) return new Set();
  const found = await sql<{ tagId: number }[]>`
    select one.tag_id as "tagId" from ${stretchRows(sql, stretches)}
    where exists (
      select 1 from telemetry.sample s where s.equipment_number = one.equipment_number and s.tag_id = one.tag_id
        and s.at <= to_timestamp(one.from_ms / 1000) and s.at >= to_timestamp(one.from_ms / 1000) - ${NEAR}::interval)
      and not exists (
        select 1 from telemetry.breach_window w where w.equipment_number = one.equipment_number and w.tag_id = one.tag_id
          and w.from_at <= to_timestamp(one.to_ms / 1000) and (w.to_at is null or w.to_at >= to_timestamp(one.from_ms / 1000)))`;
  return new Set(found.map(({ tagId }) => tagId));
}

/**
 * What is stored around samples that came late: all samples from the instant of the one before them, or the first of them, to the instant of the one after, and the breaches that touch this stretch,
 * which may have begun long before it and end long after it; `toMs` null: nothing follows.
 */
export type Surroundings = BreachRow & {
  readonly windows: readonly BreachRow[];
  readonly samples: readonly { readonly atMs: number; readonly seq: number; readonly value: number; readonly quality: number }[];
};

/** Reads what the breaches around some samples of a tag follow from: no more than what lies between their neighbours, however long a breach has lasted. */
export async function surroundings(sql: TransactionSql, { tag, first, last }: TagSamples): Promise<Surroundings> {
  const own = ownRows(sql, tag);
  const [from, to] = [instant(sql, first.atMs), instant(sql, last.atMs)];
  const [near] = await sql<{ beforeMs: number | null; afterMs: number | null }[]>`
    select ${ms(sql, before(sql, own, from))} as "beforeMs", ${ms(
      sql,
      sql`coalesce((select min(at) from telemetry.sample where ${own} and at > ${to} and at <= ${to} + ${NEAR}::interval),
        (select min(s.at) from (select minute from telemetry.rollup_minute where ${own} and minute > ${to} order by minute limit 1) m
          join telemetry.sample s on s.at >= m.minute and s.at < m.minute + interval '1 minute' where ${own}))`,
    )} as "afterMs"`;
  const fromMs = near?.beforeMs ?? first.atMs;
  const toMs = near?.afterMs ?? null;
  const untilMs = toMs ?? last.atMs;
  const windows = await sql<BreachRow[]>`
    select ${ms(sql, "from_at")} as "fromMs", ${ms(sql, "to_at")} as "toMs" from telemetry.breach_window
    where ${own} and from_at <= ${instant(sql, untilMs)} and (to_at is null or to_at >= ${instant(sql, fromMs)}) order by from_at`;
  const samples = await sql<Surroundings["samples"][number][]>`
    select ${ms(sql, "at")} as "atMs", seq, value, quality from telemetry.sample where ${own} and at >= ${instant(sql, fromMs)} and at <= ${instant(sql, untilMs)}`;
  return { fromMs, toMs, windows, samples };
}

/** When the last sample of a tag that is stored was told, up to an instant; null where there is none. */
export async function lastStoredMs(sql: TransactionSql, tag: Tag, atMs: number): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`select ${ms(sql, before(sql, ownRows(sql, tag), instant(sql, atMs + 1)))} as at`;
  return row?.at ?? null;
}

/** Breaches of one tag that take the place of others. */
export type BreachChange = { readonly tag: Tag; readonly removed: readonly BreachRow[]; readonly added: readonly BreachRow[] };

/** Writes breaches, and what quality has been called for. */
export async function writeBreaches(sql: TransactionSql, changes: readonly BreachChange[], alarms: readonly { readonly tag: Tag; readonly alarm: BreachRow }[]): Promise<void> {
  const removed = changes.flatMap(({ tag, removed: rows }) => rows.map((row) => ({ tag, row })));
  if (removed.length > 0) {
    await sql`
      delete from telemetry.breach_window w using unnest(${asArray(removed.map(({ tag }) => tag.unit.number))}::int[], ${asArray(removed.map(({ tag }) => tag.id))}::int[],
        ${asArray(removed.map(({ row }) => row.fromMs))}::float8[]) as old (number, tag_id, from_ms)
      where w.equipment_number = old.number and w.tag_id = old.tag_id and w.from_at = to_timestamp(old.from_ms / 1000)`;
  }
  const added = changes.flatMap(({ tag, added: rows }) => rows.map((row) => ({ tag, row })));
  if (added.length > 0) {
    await sql`
      insert into telemetry.breach_window (equipment_number, tag_id, from_at, to_at)
      select number, tag_id, to_timestamp(from_ms / 1000), to_timestamp(to_ms / 1000) from unnest(${asArray(added.map(({ tag }) => tag.unit.number))}::int[],
        ${asArray(added.map(({ tag }) => tag.id))}::int[], ${asArray(added.map(({ row }) => row.fromMs))}::float8[], ${added.map(({ row }) => row.toMs)}::float8[]) as new (number, tag_id, from_ms, to_ms)`;
  }
  if (alarms.length > 0) {
    await sql`
      insert into telemetry.parameter_alarm (tag_id, site_id, from_at, to_at)
      select tag_id, site_id, to_timestamp(from_ms / 1000), to_timestamp(to_ms / 1000) from unnest(${asArray(alarms.map(({ tag }) => tag.id))}::int[], ${asArray(alarms.map(({ tag }) => tag.unit.siteId))}::uuid[],
        ${asArray(alarms.map(({ alarm }) => alarm.fromMs))}::float8[], ${alarms.map(({ alarm }) => alarm.toMs)}::float8[]) as new (tag_id, site_id, from_ms, to_ms)
      on conflict (tag_id) do update set from_at = excluded.from_at, to_at = excluded.to_at`;
  }
}

/** Ends what is open of these tags, whose samples nobody judges any more. Answers those that quality is being called for, with the beginning of their breach. */
export async function closeBreaches(sql: TransactionSql, tagIds: readonly number[], at: Date): Promise<readonly { readonly tagId: number; readonly fromMs: number }[]> {
  const now = sql`${at.toISOString()}::timestamptz`;
  await sql`update telemetry.breach_window set to_at = greatest(${now}, from_at + interval '1 millisecond') where to_at is null and tag_id = any(${asArray(tagIds)}::int[])`;
  return sql<{ tagId: number; fromMs: number }[]>`
    update telemetry.parameter_alarm set to_at = greatest(${now}, from_at + interval '1 millisecond') where to_at is null and tag_id = any(${asArray(tagIds)}::int[])
    returning tag_id as "tagId", ${ms(sql, "from_at")} as "fromMs"`;
}

type Fragment = PendingQuery<Row[]>;

function stretchRows(sql: TransactionSql, stretches: readonly Stretch[]) {
  return sql`unnest(${asArray(stretches.map(({ tag }) => tag.unit.number))}::int[], ${asArray(stretches.map(({ tag }) => tag.id))}::int[],
    ${asArray(stretches.map(({ fromMs }) => fromMs))}::float8[], ${asArray(stretches.map(({ toMs }) => toMs))}::float8[]) as one (equipment_number, tag_id, from_ms, to_ms)`;
}

function ownRows(sql: TransactionSql, { id, unit }: Tag) {
  return sql`equipment_number = ${unit.number}::int and tag_id = ${id}::int`;
}

function before(sql: TransactionSql, own: Fragment, at: Fragment) {
  return sql`coalesce((select max(at) from telemetry.sample where ${own} and at < ${at} and at >= ${at} - ${NEAR}::interval),
    (select last_at from telemetry.rollup_minute where ${own} and minute < date_trunc('minute', ${at}) order by minute desc limit 1))`;
}

function ms(sql: TransactionSql, value: string | Fragment) {
  return sql`(extract(epoch from ${typeof value === "string" ? sql.unsafe(value) : value}) * 1000)::float8`;
}

function instant(sql: TransactionSql, atMs: number) {
  return sql`to_timestamp(${atMs}::float8 / 1000)`;
}
