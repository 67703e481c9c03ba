import type { TransactionSql } from "postgres";
import type { Tx } from "@/db/client";
import { allowedSilenceMs } from "@/lib/domain/equipment/silence";
import { asArray } from "./as-array";
import { rawSql } from "./raw-sql";
import { UNIT_LOCK } from "./sink";

/** `mayBeQuiet`: some of what is heard of it, or what was heard last, comes over Sparkplug, which tells changes only: until now nothing shows that it is lost. */
type Silent = { unitId: string; siteId: string; number: number; lastMs: number; intervalSeconds: number; mayBeQuiet: boolean };

/**
 * KP-04 for machines that say nothing at all: their state becomes UNKNOWN 3 sample intervals after they were last heard. One of which all comes over Sparkplug says nothing while
 * nothing changes: it is known for as long as its nodes and devices are online and somebody listens, and one of which some comes over it is UNKNOWN from now on and not before. To be called every few seconds by the worker. Answers the units that fell silent. The next sign of
 * life restores the state, see `storeStates`.
 */
export async function markSilent(tx: Tx, now: Date): Promise<readonly { readonly unitId: string; readonly siteId: string }[]> {
  const sql = rawSql(tx);
  const numbers = (await silentUnits(sql, now)).map(({ number }) => number);
  if (numbers.length === 0) return [];
  // What one of them said may be about to be stored, from what stands now: it is waited for, and then looked at again.
  await sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, n) from (select unnest(${asArray(numbers)}::int[]) as n order by 1) as ordered`;
  const marked: Silent[] = [];
  for (const unit of await silentUnits(sql, now, numbers)) {
    const fromMs = unit.mayBeQuiet ? now.getTime() : unit.lastMs + allowedSilenceMs(unit.intervalSeconds * 1000);
    // The open interval ends where the silence begins; one that a person opened after that stays as it is.
    const rows = await sql`
      with ended as (
        update telemetry.state_interval set to_at = to_timestamp(${fromMs}::float8 / 1000), recorded_at = ${now.toISOString()}::timestamptz
        where work_unit_id = ${unit.unitId} and to_at is null and superseded_at is null and source = 'PLC' and from_at < to_timestamp(${fromMs}::float8 / 1000) returning work_unit_id
      ) select work_unit_id from ended`;
    if (rows.length === 0) continue;
    await sql`
      insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, source, from_at, recorded_at)
      values (gen_random_uuid(), ${unit.siteId}, ${unit.unitId}, 'UNKNOWN', 'UNKNOWN', 'DERIVED', to_timestamp(${fromMs}::float8 / 1000), ${now.toISOString()}::timestamptz)`;
    marked.push(unit);
  }
  return marked.map(({ unitId, siteId }) => ({ unitId, siteId }));
}

/** Units that were not heard for longer than they may be silent, and are not known to be; with `numbers` of these alone. */
async function silentUnits(sql: TransactionSql, now: Date, numbers: readonly number[] | null = null): Promise<Silent[]> {
  const units = await sql<(Silent & { watched: boolean | null })[]>`
    select e.id as "unitId", e.site_id as "siteId", e.number, (extract(epoch from max(l.at)) * 1000)::float8 as "lastMs", e.sample_interval_seconds as "intervalSeconds",
      (select bool_and(s.kind = 'SPARKPLUG' and n.online is true and exists (
          select from telemetry.source h where h.kind = 'SPARKPLUG' and h.active and split_part(h.topic_filter, '/', 2) in (n.group_id, '+', '#')))
        from telemetry.tag o join telemetry.source s on s.id = o.source_id left join telemetry.sparkplug_node n on n.site_id = s.site_id
          and n.group_id = split_part(o.address, '/', 1) and n.node_id = split_part(o.address, '/', 2) and n.device_id = split_part(o.address, '/', 3)
        where o.work_unit_id = e.id and o.active) as watched,
      (array_agg(c.kind order by l.at desc))[1] = 'SPARKPLUG'
        or exists (select from telemetry.tag o join telemetry.source s on s.id = o.source_id where o.work_unit_id = e.id and o.active and s.kind = 'SPARKPLUG') as "mayBeQuiet"
    from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id join telemetry.source c on c.id = t.source_id join reference.equipment e on e.id = t.work_unit_id
    join telemetry.state_interval i on i.work_unit_id = e.id and i.to_at is null and i.superseded_at is null and not (i.source = 'DERIVED' and i.state = 'UNKNOWN')
    where ${numbers === null} or e.number = any(${[...(numbers ?? [])]}::int[])
    group by e.id having max(l.at) < to_timestamp(${now.getTime()}::float8 / 1000) - e.sample_interval_seconds * 3 * interval '1 second' order by e.number`;
  return units.filter(({ watched }) => watched !== true);
}
