import type { TransactionSql } from "postgres";
import { groupBy } from "@/lib/domain/shared/group-by";
import { newId } from "@/lib/platform/ids";
import type { Kept } from "@/lib/telemetry/kept-metric";
import { type Message, type Quarantined, quarantine } from "@/lib/telemetry/message";
import { storableText } from "@/lib/platform/storable-text";
import { asArray } from "./as-array";
import { piecesOf } from "./pieces-of";
import type { Source } from "./sources";

/** As many values that nobody has mapped does a source get listed. More are no machine's: somebody makes names of what are values. */
export const MAX_UNMAPPED = 1_000;
/** Of these, what comes by `POST /api/telemetry` for a source that a broker brings: a key that makes names up must not keep what its machines say out of the list. */
export const MAX_UNMAPPED_BY_CALL = MAX_UNMAPPED / 2;
/** Of a source that says more, one message in this time goes to quarantine, so that IT sees what it is. */
const SPECIMEN_SECONDS = 3_600;
/** The list shows what came last, not all of a long text. */
const LONGEST_VALUE = 200;

/** A value that nobody has mapped, and the message that is kept for whoever maps it. */
export type UnmappedValue = {
  readonly source: Source;
  readonly address: string;
  readonly path: string;
  /** Null: it is declared, and has no value. */
  readonly value: string | null;
  readonly unit: string | null;
  readonly message: Message;
  /** What is kept: all values of a JSON message share one. Null: nothing. */
  readonly kept: Kept | null;
};

type Listed = { readonly value: UnmappedValue; count: number };

/** When values came, and whether a machine key brought them by HTTP, and no broker. */
type Came = { readonly recordedAt: Date; readonly byCall: boolean };

/**
 * Lists values that nobody has mapped, once for each of an address, and keeps what came of those that nobody has put aside. A source that says
 * more names than may be listed is told of by a count, and by a message in quarantine; answers those, and how many values are kept.
 */
export async function keepUnmapped(
  sql: TransactionSql,
  values: readonly UnmappedValue[],
  { recordedAt, byCall }: Came,
): Promise<{ readonly specimens: readonly Quarantined[]; readonly kept: number }> {
  if (values.length === 0) return { specimens: [], kept: 0 };
  const listed = new Map<string, Listed>();
  for (const value of values) {
    const key = keyOf(value.source.id, value.address, value.path);
    listed.set(key, { value, count: (listed.get(key)?.count ?? 0) + 1 });
  }
  const mostOf = (source: Source): number => (byCall && source.kind !== "HTTP" ? MAX_UNMAPPED_BY_CALL : MAX_UNMAPPED);
  const kept = await list(sql, [...listed.values()].sort(byKey), mostOf, recordedAt);
  const isKept = (value: UnmappedValue) => kept.get(keyOf(value.source.id, value.address, value.path)) === true;
  await keep(sql, values, isKept);
  const beyond = values.filter((value) => !kept.has(keyOf(value.source.id, value.address, value.path)));
  return { specimens: await tellOverflow(sql, beyond, mostOf, recordedAt), kept: values.filter((value) => value.kept !== null && isKept(value)).length };
}

/** Lists what is listed already, and as many new ones as there is room for. Answers by key whether it is kept; those without room are left out. */
async function list(sql: TransactionSql, came: readonly Listed[], mostOf: (source: Source) => number, recordedAt: Date): Promise<ReadonlyMap<string, boolean>> {
  const listed = await withRoom(sql, came, mostOf);
  if (listed.length === 0) return new Map();
  const rows = await sql<{ sourceId: string; address: string; path: string; keeps: boolean }[]>`
    insert into telemetry.unmapped_metric as m (id, site_id, source_id, address, path, last_value, unit, count, first_seen_at, last_seen_at)
    select id, site, source, address, path, value, unit, n, ${recordedAt.toISOString()}::timestamptz, ${recordedAt.toISOString()}::timestamptz
    from unnest(${listed.map(() => newId())}::uuid[], ${listed.map(({ value }) => value.source.siteId)}::uuid[], ${listed.map(({ value }) => value.source.id)}::uuid[], ${listed.map(({ value }) => storableText(value.address))}::text[],
      ${listed.map(({ value }) => storableText(value.path))}::text[], ${listed.map(({ value }) => (value.value === null ? null : storableText(value.value.slice(0, LONGEST_VALUE))))}::text[],
      ${listed.map(({ value }) => (value.unit === null ? null : storableText(value.unit)))}::text[], ${listed.map(({ count }) => count)}::bigint[]) as r(id, site, source, address, path, value, unit, n)
    order by source, address, path
    on conflict (source_id, address, path) do update set last_value = coalesce(excluded.last_value, m.last_value), unit = coalesce(excluded.unit, m.unit), count = m.count + excluded.count, last_seen_at = excluded.last_seen_at
    returning m.source_id as "sourceId", m.address, m.path, m.ignored_at is null as keeps`;
  return new Map(rows.map(({ sourceId, address, path, keeps }) => [keyOf(sourceId, address, path), keeps]));
}

/** Those that are listed, and the first new ones of each source up to its limit. The list of a source is short, what a source makes up is not: it never gets into the statement. */
async function withRoom(sql: TransactionSql, came: readonly Listed[], mostOf: (source: Source) => number): Promise<Listed[]> {
  const sourceIds = [...new Set(came.map(({ value }) => value.source.id))];
  const standing = await sql<{ sourceId: string; address: string; path: string; ignored: boolean }[]>`
    select source_id as "sourceId", address, path, ignored_at is not null as ignored from telemetry.unmapped_metric where source_id = any(${sourceIds}::uuid[])`;
  const known = new Set(standing.map(({ sourceId, address, path }) => keyOf(sourceId, address, path)));
  const room = new Map(came.map(({ value: { source } }) => [source.id, mostOf(source)]));
  // What somebody has put aside takes no room: otherwise nothing new could ever be listed.
  for (const { sourceId, ignored } of standing) if (!ignored) room.set(sourceId, (room.get(sourceId) ?? 0) - 1);
  return came.filter(({ value }) => {
    const { id } = value.source;
    if (known.has(keyOf(id, value.address, value.path))) return true;
    const left = room.get(id) ?? 0;
    room.set(id, left - 1);
    return left > 0;
  });
}

/** The values of a topic that are listed and kept, those that are put aside, and whether its source may have more. */
export async function listedOf(
  sql: TransactionSql,
  source: Source,
  topic: string,
): Promise<{ readonly paths: ReadonlySet<string>; readonly ignored: ReadonlySet<string>; readonly hasRoom: boolean }> {
  const rows = await sql<
    { address: string; path: string; ignored: boolean }[]
  >`select address, path, ignored_at is not null as ignored from telemetry.unmapped_metric where source_id = ${source.id}`;
  // What is put aside is counted, and nothing of it is kept.
  const kept = rows.filter(({ ignored }) => !ignored);
  const paths = (listed: readonly { readonly address: string; readonly path: string }[]) =>
    new Set(listed.flatMap(({ address, path }) => (address === storableText(topic) ? [path] : [])));
  return { paths: paths(kept), ignored: paths(rows.filter(({ ignored }) => ignored)), hasRoom: kept.length < MAX_UNMAPPED };
}

async function keep(sql: TransactionSql, values: readonly UnmappedValue[], isKept: (value: UnmappedValue) => boolean): Promise<void> {
  const whole = new Set<Message>();
  const rows = values.flatMap((value) => {
    const { source, address, message, kept } = value;
    if (kept === null || !isKept(value)) return [];
    if (kept.metric === "") {
      if (whole.has(message)) return [];
      whole.add(message);
    }
    return [{ sourceId: source.id, address, metric: kept.metric, bytes: kept.bytes, receivedAtMs: message.receivedAtMs }];
  });
  for (const piece of piecesOf(rows)) {
    // A parameter for each value would cost more than to write it: there are thousands, of few names.
    const named = [...groupBy(piece, ({ sourceId, address, metric }) => keyOf(sourceId, address, metric)).values()];
    await sql`
      insert into telemetry.unmapped_message (id, source_id, address, metric, bytes, received_at)
      select said.id::uuid, name.source, name.address, name.metric, decode(said.hex, 'hex'), to_timestamp(said.ms::float8 / 1000)
      from unnest(${asArray(named.map(([first]) => first?.sourceId ?? null))}::uuid[], ${named.map(([first]) => storableText(first?.address ?? ""))}::text[], ${named.map(([first]) => storableText(first?.metric ?? ""))}::text[],
        ${named.map((all) => all.map(() => newId()).join(","))}::text[], ${named.map((all) => all.map(({ bytes }) => Buffer.from(bytes).toString("hex")).join(","))}::text[],
        ${named.map((all) => all.map(({ receivedAtMs }) => receivedAtMs).join(","))}::text[]) as name(source, address, metric, ids, hexes, times)
      cross join lateral unnest(string_to_array(name.ids, ','), string_to_array(name.hexes, ','), string_to_array(name.times, ',')) as said(id, hex, ms)`;
  }
}

async function tellOverflow(sql: TransactionSql, beyond: readonly UnmappedValue[], mostOf: (source: Source) => number, recordedAt: Date): Promise<Quarantined[]> {
  const bySource = new Map<string, { readonly first: UnmappedValue; count: number }>();
  for (const value of beyond) bySource.set(value.source.id, { first: bySource.get(value.source.id)?.first ?? value, count: (bySource.get(value.source.id)?.count ?? 0) + 1 });
  const specimens: Quarantined[] = [];
  for (const [sourceId, { first, count }] of [...bySource].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const at = recordedAt.toISOString();
    const [row] = await sql<{ specimen: boolean }[]>`
      insert into telemetry.source_state as s (source_id, unlisted, unlisted_example, unlisted_at, quarantined_at)
      values (${sourceId}, ${count}, ${storableText(`${first.address} ${first.path}`.slice(0, 600))}, ${at}::timestamptz, ${at}::timestamptz)
      on conflict (source_id) do update set unlisted = s.unlisted + excluded.unlisted, unlisted_example = excluded.unlisted_example, unlisted_at = excluded.unlisted_at,
        quarantined_at = case when s.quarantined_at <= excluded.unlisted_at - ${SPECIMEN_SECONDS} * interval '1 second' then excluded.unlisted_at else s.quarantined_at end
      returning quarantined_at = ${at}::timestamptz as specimen`;
    if (row?.specimen === true)
      specimens.push(quarantine(first.message, `source ${first.source.code} says more than ${mostOf(first.source)} values that nobody has mapped; further ones are only counted`));
  }
  return specimens;
}

/** How long something is kept for whoever maps it: the newest of each, in number and size, and for so many days. */
const KEPT = { messages: 10_000, bytes: 1_048_576, days: 7 } as const;
/** What has not been said for so long is no longer listed. */
const FORGOTTEN_DAYS = 30;
const MINUTES_DAYS = 2;
/** What a clock said when it was ahead may come again for so long (`limitToReceipt`): the seven days of our sessions at a broker, and the day by which it may be ahead. */
const CLOCK_DAYS = 9;

/**
 * Lets go of what has been kept long enough or is too much, and of what somebody put aside. To be called by each worker every minute; one of them does it,
 * what the others find taken is done.
 */
export async function trimUnmapped(sql: TransactionSql, now: Date): Promise<void> {
  const before = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
  const [lock] = await sql<{ held: boolean }[]>`select pg_try_advisory_xact_lock(hashtextextended('trim-unmapped', 0)) as held`;
  if (lock?.held !== true) return;
  await sql`delete from telemetry.unmapped_message where received_at < ${before(KEPT.days)}::timestamptz`;
  // Counting needs no order; only what is too much is put into one, by its index.
  const full = await sql<{ sourceId: string; address: string; metric: string }[]>`
    select source_id as "sourceId", address, metric from telemetry.unmapped_message
    group by source_id, address, metric having count(*) > ${KEPT.messages} or (sum(octet_length(bytes)) > ${KEPT.bytes} and count(*) > 1)`;
  for (const { sourceId, address, metric } of full)
    await sql`
      with ranked as (
        select id, row_number() over newest as place, sum(octet_length(bytes)) over newest as size from telemetry.unmapped_message
        where source_id = ${sourceId} and address = ${address} and metric = ${metric} window newest as (order by id desc)
      )
      delete from telemetry.unmapped_message m using ranked r where r.id = m.id and (r.place > ${KEPT.messages} or (r.size > ${KEPT.bytes} and r.place > 1))`;
  await sql`delete from telemetry.unmapped_metric where last_seen_at < ${before(FORGOTTEN_DAYS)}::timestamptz`;
  // Two statements, for each can look up by equality: whole messages are wanted by any value of their address, single values by their own name.
  await sql`
    delete from telemetry.unmapped_message m where m.metric = '' and not exists (
      select from telemetry.unmapped_metric u where u.source_id = m.source_id and u.address = m.address and u.ignored_at is null)`;
  await sql`
    delete from telemetry.unmapped_message m where m.metric <> '' and not exists (
      select from telemetry.unmapped_metric u where u.source_id = m.source_id and u.address = m.address and u.path = m.metric and u.ignored_at is null)`;
  await sql`delete from telemetry.source_state where unlisted_at < ${before(KEPT.days)}::timestamptz`;
  await sql`delete from telemetry.source_minute where minute < ${before(MINUTES_DAYS)}::timestamptz`;
  await sql`delete from telemetry.fast_clock where seen_at < ${before(CLOCK_DAYS)}::timestamptz`;
}

function byKey({ value: one }: Listed, { value: other }: Listed): number {
  const [a, b] = [keyOf(one.source.id, one.address, one.path), keyOf(other.source.id, other.address, other.path)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(sourceId: string, address: string, path: string): string {
  return `${sourceId}\n${storableText(address)}\n${storableText(path)}`;
}
