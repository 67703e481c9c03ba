import type { Tx } from "@/db/client";
import { batchSize, type TelemetryBatch } from "@/lib/telemetry/batch";
import { storeSamples } from "./copy-samples";
import { loadLoads } from "./loads";
import { mapForeign } from "./map-foreign";
import { place } from "./place";
import { rawSql } from "./raw-sql";
import { type Counted, type CounterSuspect, storeCounts } from "./store-counts";
import { markStale, storeNodes, storeQuarantine } from "./store-rest";
import { storeStates, type UnitChange } from "./store-states";
import { loadTags, type Unit } from "./tags";

export type SinkContext = {
  readonly recordedAt: Date;
  /** Sites that the sender may write for; null for the worker, whose broker already decided that. */
  readonly siteIds: readonly string[] | null;
};

/** What a batch led to. Rows that were there already are not counted again. */
export type Sunk = {
  readonly stored: { readonly samples: number; readonly counts: number; readonly states: number; readonly quarantined: number };
  /** Units that said anything, changed or not: their screens have something new to show. */
  readonly units: readonly Unit[];
  /** Units whose state is another one now, or was another one than was thought. */
  readonly moved: readonly Unit[];
  readonly counted: readonly Counted[];
  readonly suspects: readonly CounterSuspect[];
  readonly changes: readonly UnitChange[];
};

/** Advisory lock class of ours: one writer of a machine's states at a time, in the order of their numbers. */
export const UNIT_LOCK = 1_297_238_003;

/** Writes one batch, everything that follows from it included, in the caller's transaction. */
export async function sink(tx: Tx, batch: TelemetryBatch, { recordedAt, siteIds }: SinkContext): Promise<Sunk> {
  const sql = rawSql(tx);
  // Compiling these statements takes longer than running them.
  await sql`set local jit = off`;
  const mapped = await mapForeign(sql, batch.foreign, siteIds);
  const readings = { ...batch, metrics: [...batch.metrics, ...mapped.metrics], quarantined: [...batch.quarantined, ...mapped.quarantined] };
  const tags = await loadTags(sql, addressesOf(readings), siteIds);
  const placed = place(readings, tags, recordedAt.getTime());
  const refused = await storeNodes(sql, batch.nodes);
  const units = [...new Set([...placed.heard.keys(), ...placed.losses.map(({ unit }) => unit)])];
  await storeQuarantine(sql, [...placed.quarantined, ...refused]);
  const quarantined = placed.quarantined.length + refused.length;
  if (units.length === 0) return { stored: { samples: 0, counts: 0, states: 0, quarantined }, units: [], moved: [], counted: [], suspects: [], changes: [] };

  await sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, n) from (select unnest(${units.map(({ number }) => number)}::int[]) as n order by 1) as ordered`;
  const lastHeard = await lastHeardOf(tx, units);
  const { fromMs, toMs } = spanOf(placed.heard.values(), recordedAt.getTime());
  const loads = await loadLoads(sql, units, fromMs, toMs);
  const samples = await storeSamples(sql, placed.samples, loads);
  const counts = await storeCounts(sql, placed.counts, loads, recordedAt);
  const states = await storeStates(sql, { ...placed, lastHeard }, loads, recordedAt);
  await markStale(
    sql,
    placed.losses.map(({ address }) => address),
  );
  return {
    stored: { samples, counts: counts.fresh, states: states.fresh, quarantined },
    units,
    moved: states.changedUnits,
    counted: counts.counted,
    suspects: counts.suspects,
    changes: states.changes,
  };
}

/** True for a batch that has nothing to write. */
export function isEmpty(batch: TelemetryBatch): boolean {
  return batchSize(batch) === 0;
}

function addressesOf(batch: TelemetryBatch): string[] {
  const addresses = new Set<string>();
  for (const rows of [batch.samples, batch.counts, batch.states, batch.metrics, batch.losses]) for (const { address } of rows) addresses.add(address);
  return [...addresses];
}

/** When each unit was last heard before this batch: the latest of its latest values. */
async function lastHeardOf(tx: Tx, units: readonly Unit[]): Promise<Map<string, number>> {
  const rows = await rawSql(tx)<{ unitId: string; atMs: number }[]>`
    select t.work_unit_id as "unitId", (extract(epoch from max(l.at)) * 1000)::float8 as "atMs"
    from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.work_unit_id = any(${units.map(({ id }) => id)}::uuid[]) group by 1`;
  return new Map(rows.map(({ unitId, atMs }) => [unitId, atMs]));
}

function spanOf(heard: Iterable<readonly { readonly atMs: number }[]>, nowMs: number): { fromMs: number; toMs: number } {
  let fromMs = nowMs;
  let toMs = nowMs;
  for (const signs of heard) {
    for (const { atMs } of signs) {
      if (atMs < fromMs) fromMs = atMs;
      if (atMs > toMs) toMs = atMs;
    }
  }
  return { fromMs, toMs };
}
