import type { TransactionSql } from "postgres";
import type { NodeChange } from "@/lib/telemetry/batch";
import { type Quarantined, quarantine } from "@/lib/telemetry/message";
import { KEPT_BIRTHS } from "@/lib/domain/equipment/flapping";
import { newId } from "@/lib/platform/ids";
import { asArray } from "./as-array";
import { type Distrusted, QUALITY } from "./place";

/** Everything that the addresses said last is stale from now on (Sparkplug: all metrics of a dead node or device). */
export async function markStale(sql: TransactionSql, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await sql`update telemetry.latest_value set stale = true where not stale and tag_id in (select id from telemetry.tag where address = any(${[...addresses]}::text[]))`;
}

/** What these signals said last is stale from then on, and of bad quality; what they said after that is not. The caller holds the lock of their units. */
export async function distrust(sql: TransactionSql, distrusted: readonly Distrusted[]): Promise<void> {
  if (distrusted.length === 0) return;
  await sql`
    update telemetry.latest_value l set at = said.at, quality = ${QUALITY.BAD}, stale = true
    from (select tag_id, to_timestamp(max(ms) / 1000) as at from unnest(${asArray(distrusted.map(({ tag }) => tag.id))}::int[], ${asArray(distrusted.map(({ atMs }) => atMs))}::float8[]) as r(tag_id, ms) group by 1) said
    where l.tag_id = said.tag_id and l.at <= said.at`;
}

/** Keeps what is known of Sparkplug nodes and devices. Answers those that belong to no configured group, for quarantine. */
export async function storeNodes(sql: TransactionSql, nodes: readonly NodeChange[]): Promise<Quarantined[]> {
  if (nodes.length === 0) return [];
  const groups = await sql<{ group: string; siteId: string }[]>`
    select distinct split_part(topic_filter, '/', 2) as group, site_id as "siteId" from telemetry.source where kind = 'SPARKPLUG' and active`;
  const unknown: Quarantined[] = [];
  for (const change of nodes) {
    const site = groups.find(({ group }) => group === change.group || group === "+" || group === "#")?.siteId;
    if (site === undefined) unknown.push(quarantine(change.message, `no source is configured for the Sparkplug group ${change.group}`));
    else await upsertNode(sql, site, change);
  }
  return unknown;
}

async function upsertNode(sql: TransactionSql, siteId: string, { group, node, device, online, bdSeq, declared, atMs, birthRefused = false, message }: NodeChange): Promise<void> {
  const metrics = JSON.stringify(declared);
  // By our clock: that of the node may be wrong. A device that is there again because its node is has done nothing by itself.
  await sql`
    insert into telemetry.sparkplug_node as n (id, site_id, group_id, node_id, device_id, online, bd_seq, metrics, changed_at, birth_refused, births)
    values (${newId()}, ${siteId}, ${group}, ${node}, ${device}, ${online}, ${bdSeq}, ${metrics}::text::jsonb, to_timestamp(${atMs}::float8 / 1000), ${birthRefused},
      case when ${online} then array[to_timestamp(${message.receivedAtMs}::float8 / 1000)] else '{}' end)
    on conflict (site_id, group_id, node_id, device_id) do update set online = excluded.online, changed_at = excluded.changed_at, birth_refused = excluded.birth_refused,
      bd_seq = case when excluded.online then excluded.bd_seq else n.bd_seq end, metrics = case when excluded.online then excluded.metrics else n.metrics end,
      births = case when case when excluded.bd_seq is not distinct from n.bd_seq then not n.online else n.device_id = '' end
        then (excluded.births || n.births)[1:${KEPT_BIRTHS}::int] else n.births end`;
}
