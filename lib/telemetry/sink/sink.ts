import type { TransactionSql } from "postgres";
import type { Tx } from "@/db/client";
import { batchSize, type TelemetryBatch } from "@/lib/telemetry/batch";
import { type Message, type Quarantined, quarantine } from "@/lib/telemetry/message";
import { storeSamples } from "./copy-samples";
import { keepUnmapped, keptMetric, type UnmappedValue } from "./keep-unmapped";
import { type Between, loadLoads, loadRuns } from "./loads";
import { mapForeign } from "./map-foreign";
import { place, type Placed } from "./place";
import { rawSql } from "./raw-sql";
import { type BreachNews, storeBreaches } from "./store-breaches";
import { type Tally, tallyReading } from "./source-tally";
import { loadSources } from "./sources";
import { type Counted, type CounterSuspect, storeCounts } from "./store-counts";
import { markStale, storeNodes, storeQuarantine } from "./store-rest";
import { storeStates, type UnitChange } from "./store-states";
import { loadTags, type Tag, type Unit, type Wanted } from "./tags";

export type SinkContext = {
  readonly recordedAt: Date;
  /** Sites that the sender may write for; null for the worker, whose broker already decided that. */
  readonly siteIds: readonly string[] | null;
  /** False for what was kept and is stored now: it is neither kept nor counted again. True unless told. */
  readonly keeps?: boolean;
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
  /** Parameters out of their limits, and in them again. */
  readonly breaches: readonly BreachNews[];
  /** Sources that said anything. */
  readonly sources: readonly { readonly id: string; readonly siteId: string }[];
  /** What is to be added to the minutes of its sources (`storeTally`), last of all. */
  readonly tally: Tally;
};

/** Advisory lock class of ours: one writer of a machine's states at a time, in the order of their numbers. */
export const UNIT_LOCK = 1_297_238_003;

/** Writes one batch, everything that follows from it included, in the caller's transaction. */
export async function sink(tx: Tx, batch: TelemetryBatch, { recordedAt, siteIds, keeps = true }: SinkContext): Promise<Sunk> {
  const sql = rawSql(tx);
  // Compiling these statements takes longer than running them.
  await sql`set local jit = off`;
  const mapped = await mapForeign(sql, batch.foreign, siteIds);
  const readings = {
    ...batch,
    metrics: [...batch.metrics, ...mapped.metrics],
    losses: [...batch.losses, ...mapped.losses],
    quarantined: [...batch.quarantined, ...mapped.quarantined],
  };
  const tags = await loadTags(sql, wantedOf(readings), siteIds);
  const placed = place(readings, tags, recordedAt.getTime());
  const refused = [...(await storeNodes(sql, batch.nodes)), ...(await keepWhatNobodyMapped(sql, mapped.unmapped, placed, { recordedAt, siteIds, keeps }))];
  const units = [...new Set([...placed.heard.keys(), ...placed.losses.map(({ unit }) => unit)])];
  await storeQuarantine(sql, [...placed.quarantined, ...refused]);
  const quarantined = placed.quarantined.length + refused.length;
  const tally: Tally = keeps ? placed.tally : new Map();
  const sources = [...placed.tally].map(([id, { siteId }]) => ({ id, siteId }));
  if (units.length === 0) {
    return { stored: { samples: 0, counts: 0, states: 0, quarantined }, units: [], moved: [], counted: [], suspects: [], changes: [], breaches: [], sources, tally };
  }

  await sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, n) from (select unnest(${units.map(({ number }) => number)}::int[]) as n order by 1) as ordered`;
  const lastHeard = await lastHeardOf(tx, units);
  const between = spanOf(placed.heard.values(), recordedAt.getTime());
  const runs = await loadRuns(sql, unitsOf(placed.samples), between);
  const breaches = await storeBreaches(sql, placed.samples, runs, recordedAt);
  const samples = await storeSamples(sql, placed.samples, runs);
  const counts = await storeCounts(sql, placed.counts, await loadLoads(sql, unitsOf(placed.counts), between), recordedAt);
  const states = await storeStates(sql, { ...placed, lastHeard }, between, recordedAt);
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
    breaches,
    sources,
    tally,
  };
}

/** Lists and keeps what is nobody's yet; answers what goes to quarantine. Metrics of an edge node that belongs to no source are quarantined as a whole. */
async function keepWhatNobodyMapped(
  sql: TransactionSql,
  foreign: readonly UnmappedValue[],
  { unmapped, tally }: Placed,
  { recordedAt, siteIds, keeps }: Required<SinkContext>,
): Promise<Quarantined[]> {
  if (!keeps || (foreign.length === 0 && unmapped.length === 0)) return [];
  const sources = unmapped.length === 0 ? null : await loadSources(sql, siteIds);
  const refused = new Map<Message, Quarantined>();
  const values = [...foreign];
  for (const reading of unmapped) {
    const source = sources?.ofAddress(reading.address) ?? null;
    const { address, name, unit, value, message } = reading;
    if (source === null) refused.set(message, quarantine(message, `no machine is configured for ${address}`));
    else values.push({ source, address, path: name, value: value === null ? null : String(value), unit, message, kept: keptMetric(reading) });
  }
  for (const { source, message } of values) tallyReading(tally, source, message.receivedAtMs, null);
  return [...refused.values(), ...(await keepUnmapped(sql, values, recordedAt))];
}

/** True for a batch that has nothing to write. */
export function isEmpty(batch: TelemetryBatch): boolean {
  return batchSize(batch) === 0;
}

function wantedOf(batch: TelemetryBatch): Wanted {
  const addresses = new Set<string>();
  for (const rows of [batch.samples, batch.counts, batch.states, batch.metrics, batch.losses]) for (const { address } of rows) addresses.add(address);
  // A metric may be of any kind, and a loss concerns the machine whatever it says.
  if (batch.metrics.length > 0 || batch.losses.length > 0) return { addresses: [...addresses], kinds: null };
  const kinds = [batch.samples.length > 0 ? "PARAMETER" : null, batch.counts.length > 0 ? "COUNTER" : null, batch.states.length > 0 ? "STATE" : null] as const;
  return { addresses: [...addresses], kinds: kinds.filter((kind) => kind !== null) };
}

function unitsOf(rows: readonly { readonly tag: Tag }[]): Unit[] {
  return [...new Set(rows.map(({ tag }) => tag.unit))];
}

/** When each unit was last heard before this batch: the latest of its latest values. */
async function lastHeardOf(tx: Tx, units: readonly Unit[]): Promise<Map<string, number>> {
  const rows = await rawSql(tx)<{ unitId: string; atMs: number }[]>`
    select t.work_unit_id as "unitId", (extract(epoch from max(l.at)) * 1000)::float8 as "atMs"
    from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.work_unit_id = any(${units.map(({ id }) => id)}::uuid[]) group by 1`;
  return new Map(rows.map(({ unitId, atMs }) => [unitId, atMs]));
}

function spanOf(heard: Iterable<readonly { readonly atMs: number }[]>, nowMs: number): Between {
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
