import type { TransactionSql } from "postgres";
import { FLAPPING, KEPT_BIRTHS } from "@/lib/domain/equipment/flapping";
import { newId } from "@/lib/platform/ids";
import type { NodeChange } from "@/lib/telemetry/batch";
import { type Quarantined, quarantine } from "@/lib/telemetry/message";
import { asArray } from "./as-array";

/** A node or device, and what the batch says of it, in the order in which it came. */
type Changed = { readonly siteId: string; readonly group: string; readonly node: string; readonly device: string; readonly changes: readonly NodeChange[] };
/** How it stood before. */
type Stood = { readonly online: boolean; readonly bdSeq: number | null };
/** What is written of it. */
type Row = Omit<Changed, "changes"> & {
  readonly online: boolean;
  readonly bdSeq: number | null;
  /** As JSON; `null` leaves those that there are. */
  readonly metrics: string;
  readonly atMs: number;
  readonly birthRefused: boolean;
  /** When it began anew, the newest first. */
  readonly births: string;
  /** Births that are only counted, and when that was told; null: none. */
  readonly passedOver: number;
  readonly passedOverAtMs: number | null;
};

/** Keeps what is known of Sparkplug nodes and devices: each is written once, however often it changed. Answers those that belong to no configured group, for quarantine. */
export async function storeNodes(sql: TransactionSql, nodes: readonly NodeChange[]): Promise<Quarantined[]> {
  if (nodes.length === 0) return [];
  const groups = await sql<{ group: string; siteId: string }[]>`
    select distinct split_part(topic_filter, '/', 2) as group, site_id as "siteId" from telemetry.source where kind = 'SPARKPLUG' and active`;
  const unknown: Quarantined[] = [];
  const changed = new Map<string, Changed & { readonly changes: NodeChange[] }>();
  for (const change of nodes) {
    const { group, node, device } = change;
    const siteId = groups.find((one) => one.group === group || one.group === "+" || one.group === "#")?.siteId;
    if (siteId === undefined) {
      unknown.push(quarantine(change.message, `no source is configured for the Sparkplug group ${group}`));
      continue;
    }
    const key = keyOf(siteId, change);
    const known = changed.get(key);
    if (known === undefined) changed.set(key, { siteId, group, node, device, changes: [change] });
    else known.changes.push(change);
  }
  if (changed.size === 0) return unknown;
  const inOrder = [...changed].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
  const stood = await stoodOf(sql, inOrder);
  await upsert(
    sql,
    inOrder.map((one) => outcomeOf(one, stood.get(keyOf(one.siteId, one)))),
  );
  return unknown;
}

function keyOf(siteId: string, { group, node, device }: Pick<Changed, "group" | "node" | "device">): string {
  return [siteId, group, node, device].join("/");
}

async function stoodOf(sql: TransactionSql, changed: readonly Changed[]): Promise<ReadonlyMap<string, Stood>> {
  const rows = await sql<(Stood & Omit<Changed, "changes">)[]>`
    select n.site_id as "siteId", n.group_id as group, n.node_id as node, n.device_id as device, n.online, n.bd_seq as "bdSeq"
    from unnest(${asArray(changed.map(({ siteId }) => siteId))}::uuid[], ${changed.map(({ group }) => group)}::text[], ${changed.map(({ node }) => node)}::text[],
      ${changed.map(({ device }) => device)}::text[]) as said(site, g, n, d)
    join telemetry.sparkplug_node n on n.site_id = said.site and n.group_id = said.g and n.node_id = said.n and n.device_id = said.d
    order by n.site_id, n.group_id, n.node_id, n.device_id for update of n`;
  return new Map(rows.map(({ online, bdSeq, ...one }) => [keyOf(one.siteId, one), { online, bdSeq }]));
}

/** What a node or device is after all that was said of it. By our clock: that of the node may be wrong. A device that is there again because its node is has done nothing by itself. */
function outcomeOf({ changes, ...one }: Changed, before: Stood | undefined): Row {
  let stood = before;
  let declared: NodeChange["declared"] | null = before === undefined ? [] : null;
  const births: string[] = [];
  for (const { online, bdSeq, message, ...change } of changes) {
    const isAnew = stood === undefined || (bdSeq === stood.bdSeq ? !stood.online : one.device === "");
    if (online && isAnew) births.unshift(new Date(message.receivedAtMs).toISOString());
    if (online) declared = change.declared;
    stood = { online, bdSeq: online || stood === undefined ? bdSeq : stood.bdSeq };
  }
  const last = changes.at(-1);
  return {
    ...one,
    online: last?.online ?? false,
    bdSeq: stood?.bdSeq ?? null,
    metrics: JSON.stringify(declared),
    atMs: last?.atMs ?? 0,
    birthRefused: last?.birthRefused ?? false,
    births: asArray(births.slice(0, KEPT_BIRTHS)),
    passedOver: changes.reduce((sum, { passedOver = 0 }) => sum + passedOver, 0),
    passedOverAtMs: changes.findLast(({ passedOver = 0 }) => passedOver > 0)?.message.receivedAtMs ?? null,
  };
}

/** Metrics that are the same as before are not written again. */
async function upsert(sql: TransactionSql, rows: readonly Row[]): Promise<void> {
  // What is counted now and before is of one time, unless it was calm in between.
  const goesOn = sql`(excluded.passed_over = 0 or n.passed_over_at > excluded.passed_over_at - ${FLAPPING.minutes}::int * interval '1 minute')`;
  await sql`
    insert into telemetry.sparkplug_node as n (id, site_id, group_id, node_id, device_id, online, bd_seq, metrics, changed_at, birth_refused, births, passed_over, passed_over_since, passed_over_at)
    select id, site, g, n, d, online, bd_seq, metrics::jsonb, to_timestamp(ms / 1000), refused, births::timestamptz[], passed, to_timestamp(over_ms / 1000), to_timestamp(over_ms / 1000)
    from unnest(${asArray(rows.map(() => newId()))}::uuid[], ${asArray(rows.map(({ siteId }) => siteId))}::uuid[], ${rows.map(({ group }) => group)}::text[], ${rows.map(({ node }) => node)}::text[],
      ${rows.map(({ device }) => device)}::text[], ${asArray(rows.map(({ online }) => String(online)))}::bool[], ${asArray(rows.map(({ bdSeq }) => bdSeq))}::int[], ${rows.map(({ metrics }) => metrics)}::text[],
      ${asArray(rows.map(({ atMs }) => atMs))}::float8[], ${asArray(rows.map(({ birthRefused }) => String(birthRefused)))}::bool[], ${rows.map(({ births }) => births)}::text[],
      ${asArray(rows.map(({ passedOver }) => passedOver))}::bigint[], ${asArray(rows.map(({ passedOverAtMs }) => passedOverAtMs))}::float8[])
      as r(id, site, g, n, d, online, bd_seq, metrics, ms, refused, births, passed, over_ms)
    on conflict (site_id, group_id, node_id, device_id) do update set online = excluded.online, bd_seq = excluded.bd_seq, changed_at = excluded.changed_at, birth_refused = excluded.birth_refused,
      metrics = case when excluded.metrics in ('null'::jsonb, n.metrics) then n.metrics else excluded.metrics end,
      births = (excluded.births || n.births)[1:${KEPT_BIRTHS}::int],
      passed_over = case when ${goesOn} then n.passed_over else 0 end + excluded.passed_over,
      passed_over_since = case when ${goesOn} then n.passed_over_since else excluded.passed_over_since end, passed_over_at = coalesce(excluded.passed_over_at, n.passed_over_at)`;
}
