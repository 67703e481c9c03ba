import "server-only";
import type { TransactionSql } from "postgres";
import type { Tx } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { writeJsonPath } from "@/lib/domain/equipment/json-path";
import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import type { ToTell } from "@/lib/commands/services";
import { batchSize, emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { readKeptMetric } from "@/lib/telemetry/kept-metric";
import type { Message } from "@/lib/telemetry/message";
import { loadRules } from "@/lib/telemetry/sink/map-foreign";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { isEmpty } from "@/lib/telemetry/sink/sink";
import { ingestWithin } from "./ingest-batch";

type Metric = { readonly id: string; readonly sourceId: string; readonly address: string; readonly path: string; readonly sparkplug: boolean };
/** What is kept of an owner, by its ids, and what each of its metrics is told of it. */
type KeptOf = { readonly ids: readonly string[]; readonly told: readonly { readonly id: string; readonly metricId: string; readonly message: Message }[] };
type Owner = { readonly sourceId: string; readonly address: string; readonly metric: string; readonly metrics: readonly Metric[] };

/** Values and messages that one transaction takes in; the next call takes the rest. */
const MOST = 20_000;

/** How many values left the list, and who is to be told of what came of them after commit. */
export type StoredKept = ToTell & { readonly left: number };

/**
 * Stores what was kept of values that are mapped by now, with the times at which it was said, and takes them off the list; in the transaction of the
 * command that maps them, before anything newer of theirs is stored, so that counters count what they counted meanwhile. Whatever another writer
 * kept at the same instant is found by the worker's next call. Nothing counts twice. What a mapping refuses, such as a state whose words nobody told, stays kept, and its value listed, until the
 * mapping is set anew (`tryAgain`): a mistake in a mapping loses nothing.
 */
export async function storeKept(tx: Tx, actor: Actor, recordedAt: Date, siteIds: readonly string[] | null): Promise<StoredKept> {
  const sql = rawSql(tx);
  // Rows of the list first, machines after them: the order in which everybody takes them. All machines at once, for one batch locks them in their order.
  const mapped = await lockMapped(sql, siteIds);
  const batch = emptyBatch();
  const done: { readonly owner: Owner; readonly kept: KeptOf }[] = [];
  for (const owner of ownersOf(mapped)) {
    if (batchSize(batch) >= MOST) break;
    done.push({ owner, kept: await readKept(sql, owner, batch) });
  }
  const stored = isEmpty(batch) ? null : await ingestWithin(tx, actor, batch, { recordedAt, siteIds: null, keeps: false });
  let left = 0;
  for (const { owner, kept } of done) {
    const refused = kept.told.flatMap(({ id, metricId, message }) => {
      const reason = stored?.sunk.stillKept.get(message);
      return reason === undefined ? [] : [{ id, metricId, reason }];
    });
    // Of each the latest reason: it is told beside the latest value.
    const misread = new Map(refused.map(({ metricId, reason }) => [metricId, reason]));
    const settled = owner.metrics.filter(({ id }) => !misread.has(id));
    left += settled.length;
    await sql`delete from telemetry.unmapped_metric where id = any(${settled.map(({ id }) => id)}::uuid[])`;
    await sql`
      update telemetry.unmapped_metric u set refused_at = ${recordedAt.toISOString()}::timestamptz, refused_reason = r.reason
      from unnest(${[...misread.keys()]}::uuid[], ${[...misread.values()]}::text[]) as r(id, reason) where u.id = r.id`;
    const staying = new Set(refused.map(({ id }) => id));
    if (!(await isWanted(sql, owner, misread.keys()))) await sql`delete from telemetry.unmapped_message where id = any(${kept.ids.filter((id) => !staying.has(id))}::uuid[])`;
  }
  return { left, changed: stored?.changed ?? [], outbox: stored?.outbox ?? false };
}

/** Values of the list, or all those of a source at a path. */
type Listed = { readonly ids: readonly string[] } | { readonly sourceId: string; readonly path: string };

/**
 * Lets what a mapping refused of these values be tried again, for it is another mapping now. Holds them and all that is mapped by now, as `lockKept` does: one after the other,
 * whoever holds one of the others would wait for these.
 */
export async function tryAgain(tx: Tx, siteIds: readonly string[] | null, those: Listed): Promise<void> {
  const sql = rawSql(tx);
  await lockMapped(sql, siteIds, those);
  await sql`update telemetry.unmapped_metric set refused_at = null, refused_reason = null where refused_at is not null and ${areThose(sql, those)}`;
}

/** Holds the listed values that are mapped by now, in the order in which everybody takes them: before machines, for a command that holds those too. */
export async function lockKept(tx: Tx, siteIds: readonly string[] | null): Promise<void> {
  await lockMapped(rawSql(tx), siteIds);
}

const areThose = (sql: TransactionSql, those: Listed) => ("ids" in those ? sql`id = any(${[...those.ids]}::uuid[])` : sql`source_id = ${those.sourceId} and path = ${those.path}`);

/** Holds the listed values that a tag or a mapping names by now, and some others with them; answers the former, without those that it could not read all of, while any of that is there. */
async function lockMapped(sql: TransactionSql, siteIds: readonly string[] | null, others: Listed | null = null): Promise<Metric[]> {
  const listed = await sql<Metric[]>`
    select u.id, u.source_id as "sourceId", u.address, u.path, k.kind = 'SPARKPLUG' as sparkplug
    from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id
    where (${siteIds === null} or u.site_id = any(${[...(siteIds ?? [])]}::uuid[]))
      and (k.kind <> 'SPARKPLUG' or exists (select from telemetry.tag t where t.active and t.site_id = u.site_id and t.address = u.address and t.name = u.path))
      and (u.refused_at is null or not exists (
        select from telemetry.unmapped_message m where m.source_id = u.source_id and m.address = u.address and m.metric = case when k.kind = 'SPARKPLUG' then u.path else '' end))`;
  const rules = listed.some(({ sparkplug }) => !sparkplug) ? (await loadRules(sql, siteIds)).map((rule) => ({ pattern: rule.pattern, path: writeJsonPath(rule.valuePath) })) : [];
  const mapped = listed.filter(({ sparkplug, address, path }) => sparkplug || rules.some((rule) => rule.path === path && rule.pattern.match(address) !== null));
  if (mapped.length === 0 && others === null) return [];
  const locked = await sql<{ id: string }[]>`
    select id from telemetry.unmapped_metric where id = any(${mapped.map(({ id }) => id)}::uuid[]) ${others === null ? sql`` : sql`or (${areThose(sql, others)})`}
    order by source_id, address, path for update`;
  const ids = new Set(locked.map(({ id }) => id));
  return mapped.filter(({ id }) => ids.has(id));
}

/** What is kept together: the messages of a topic, the values of a metric. */
function ownersOf(metrics: readonly Metric[]): Owner[] {
  const owners = new Map<string, Owner>();
  for (const one of metrics) {
    const metric = one.sparkplug ? one.path : "";
    const key = `${one.sourceId}\n${one.address}\n${metric}`;
    owners.set(key, { sourceId: one.sourceId, address: one.address, metric, metrics: [...(owners.get(key)?.metrics ?? []), one] });
  }
  return [...owners.values()];
}

/** Adds what is kept to the batch, by itself for each of its values: one of them may be refused. */
async function readKept(sql: TransactionSql, { sourceId, address, metric, metrics }: Owner, batch: TelemetryBatch): Promise<KeptOf> {
  const rows = await sql<{ id: string; bytes: Buffer; receivedMs: number }[]>`
    select id, bytes, (extract(epoch from received_at) * 1000)::float8 as "receivedMs" from telemetry.unmapped_message
    where source_id = ${sourceId} and address = ${address} and metric = ${metric} order by id`;
  const told: { id: string; metricId: string; message: Message }[] = [];
  for (const { id, bytes, receivedMs } of rows) {
    const tell = (metricId: string, topic: string): Message => {
      const message = { topic, payload: bytes, receivedAtMs: receivedMs };
      told.push({ id, metricId, message });
      return message;
    };
    if (metric !== "") {
      for (const one of metrics) batch.metrics.push(readKeptMetric(address, metric, tell(one.id, `${SPARKPLUG}/${address}`)));
      continue;
    }
    // A message may be older than the list's row of a value: then somebody else had mapped it, and it was told when it came. Ids grow with time.
    for (const one of metrics) if (one.id < id) batch.foreign.push({ message: tell(one.id, address), reason: "nobody has mapped it", shaped: false, paths: new Set([one.path]) });
  }
  return { ids: rows.map(({ id }) => id), told };
}

/** True while somebody may still map something else of these messages than what was just told of them. */
async function isWanted(sql: TransactionSql, { sourceId, address, metric }: Owner, told: Iterable<string>): Promise<boolean> {
  if (metric !== "") return false;
  const rows =
    await sql`select from telemetry.unmapped_metric where source_id = ${sourceId} and address = ${address} and ignored_at is null and id <> all(${[...told]}::uuid[]) limit 1`;
  return rows.length > 0;
}
