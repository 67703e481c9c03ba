import type { TransactionSql } from "postgres";
import type { Tx } from "@/db/client";
import { batchSize, type TelemetryBatch } from "@/lib/telemetry/batch";
import { keptMetric } from "@/lib/telemetry/kept-metric";
import { type Message, type Quarantined, quarantine } from "@/lib/telemetry/message";
import { sparkplugAddress } from "@/lib/telemetry/topics";
import { asArray } from "./as-array";
import { type Known, storeSamples } from "./copy-samples";
import { keepUnmapped, type UnmappedValue } from "./keep-unmapped";
import { clocksOf, type FoundClock, limitToReceipt } from "./limit-to-receipt";
import { type Between, loadLoads, loadRuns } from "./loads";
import { mapForeign } from "./map-foreign";
import { NO_MACHINE, place, type Placed } from "./place";
import { rawSql } from "./raw-sql";
import { sideBySide } from "./side-by-side";
import { type BreachNews, loadLimited, storeBreaches } from "./store-breaches";
import { type Tally, tallyReading } from "./source-tally";
import { loadSources } from "./sources";
import { type Counted, type CounterSuspect, storeCounts } from "./store-counts";
import { type Beyond, storeQuarantine } from "./store-quarantine";
import { storeNodes } from "./store-nodes";
import { distrust, markStale } from "./store-rest";
import { loadStanding, storeStates, type UnitChange } from "./store-states";
import { loadTags, type Tag, type Unit, type Wanted } from "./tags";

export type SinkContext = {
  readonly recordedAt: Date;
  /** Sites that the sender may write for; null for the worker, whose broker already decided that. */
  readonly siteIds: readonly string[] | null;
  /** False for what was kept and is stored now: it is neither kept nor counted again, and what is refused of it is answered, not put aside. True unless told. */
  readonly keeps?: boolean;
  /** False for what lay in quarantine and is replayed: whatever is refused again is put aside again, however much it is (SEC-15 bounds what comes). True unless told. */
  readonly bounded?: boolean;
  /** How it is told which samples are new; by their keys unless told, which never ends in a `SampleCollision`. */
  readonly known?: Known;
};

/** `quarantined`: messages that were put aside; `dropped`: those that are only counted, for of their source more is there than is kept. */
type Stored = { readonly samples: number; readonly counts: number; readonly states: number; readonly quarantined: number; readonly dropped: number };

/** What a batch led to. Rows that were there already are not counted again. */
export type Sunk = {
  readonly stored: Stored;
  /** Values that nobody has mapped and that are kept for whoever does. */
  readonly unmapped: number;
  /** Of the counts those that count nothing, because a later reading had counted them. */
  readonly late: number;
  /** Units that said anything, changed or not: their screens have something new to show. */
  readonly units: readonly Unit[];
  /** Units whose state is another one now, or was another one than was thought. */
  readonly moved: readonly Unit[];
  readonly counted: readonly Counted[];
  readonly suspects: readonly CounterSuspect[];
  readonly changes: readonly UnitChange[];
  /** Parameters out of their limits, and in them again. */
  readonly breaches: readonly BreachNews[];
  /** Clocks that were found to be ahead. */
  readonly fastClocks: readonly FoundClock[];
  /** What was kept and is refused, and why: it is not put aside, for it stays where it is. */
  readonly stillKept: ReadonlyMap<Message, string>;
  /** Sources that said anything. */
  readonly sources: readonly { readonly id: string; readonly siteId: string }[];
  /** What is to be added to the minutes of its sources (`storeTally`), last of all. */
  readonly tally: Tally;
  /** What is to be counted on messages that lie in quarantine (`countBeyond`), after that. */
  readonly beyond: readonly Beyond[];
};

/** Advisory lock class of ours: one writer of a machine's states at a time, in the order of their numbers. */
export const UNIT_LOCK = 1_297_238_003;

/** Writes one batch, everything that follows from it included, in the caller's transaction. */
export async function sink(tx: Tx, batch: TelemetryBatch, { recordedAt, siteIds, keeps = true, bounded = true, known = "BY_KEYS" }: SinkContext): Promise<Sunk> {
  const sql = rawSql(tx);
  // Compiling these statements takes longer than running them.
  void sql`set local jit = off`.execute();
  const mapped = await mapForeign(sql, batch.foreign, siteIds);
  const readings = {
    ...batch,
    metrics: [...batch.metrics, ...mapped.metrics],
    losses: [...batch.losses, ...mapped.losses],
    quarantined: [...batch.quarantined, ...mapped.quarantined],
  };
  const tags = await loadTags(sql, wantedOf(readings), siteIds);
  const told = place(readings, tags, recordedAt.getTime());
  const unreadable = await storeNodes(sql, batch.nodes);
  const { refused: nobodys, kept: unmapped } = await keepWhatNobodyMapped(sql, mapped.unmapped, told, { recordedAt, siteIds, keeps, bounded });
  const refused = [...unreadable, ...nobodys];
  const units = [...new Set([...told.heard.keys(), ...[...told.losses, ...told.births].map(({ unit }) => unit)])];
  const aside = [...told.quarantined, ...refused];
  const { kept: quarantined, beyond } = keeps ? await storeQuarantine(sql, aside, { siteIds, tally: told.tally, recordedAt, bounded }) : { kept: 0, beyond: [] };
  const dropped = keeps ? aside.length - quarantined : 0;
  const stillKept = new Map(keeps ? [] : aside.map(({ message, reason }) => [message, reason]));
  const tally: Tally = keeps ? told.tally : new Map();
  const sources = [...told.tally].map(([id, { siteId }]) => ({ id, siteId }));
  if (units.length === 0) {
    return {
      stored: { samples: 0, counts: 0, states: 0, quarantined, dropped },
      unmapped,
      late: 0,
      units: [],
      moved: [],
      counted: [],
      suspects: [],
      changes: [],
      breaches: [],
      fastClocks: [],
      stillKept,
      sources,
      tally,
      beyond,
    };
  }

  // At once on its way, before what follows is asked: all of it goes to the database in one piece, and is answered under the lock.
  void sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, n) from (select unnest(${asArray(units.map(({ number }) => number))}::int[]) as n order by 1) as ordered`.execute();
  const [latest, clocks, asTold] = await sideBySide([latestOf(sql, units), clocksOf(sql, units), contextOf(sql, told, units, recordedAt)]);
  const { placed, found } = await limitToReceipt(sql, told, clocks, latest.byUnit, recordedAt);
  const { between, runs, loads, standing, limited } = placed === told ? asTold : await contextOf(sql, placed, units, recordedAt);
  const breaches = await storeBreaches(sql, limited, runs, recordedAt);
  const samples = await storeSamples(sql, placed.samples, runs, latest.byTag, known);
  const [counts, states] = await sideBySide([
    storeCounts(sql, placed.counts, loads, recordedAt),
    storeStates(sql, { ...placed, lastHeard: latest.byUnit, mayBeQuiet: latest.mayBeQuiet, standing }, between, recordedAt),
  ]);
  await distrust(sql, placed.distrusted);
  await markStale(
    sql,
    placed.losses.map(({ address }) => address),
  );
  return {
    stored: { samples, counts: counts.fresh, states: states.fresh, quarantined, dropped },
    unmapped,
    late: counts.late,
    units,
    moved: states.changedUnits,
    counted: counts.counted,
    suspects: counts.suspects,
    changes: states.changes,
    breaches,
    fastClocks: found,
    stillKept,
    sources,
    tally,
    beyond,
  };
}

/** What the readings of a batch meet: what was loaded and ran when they were said, how their machines stand, and what is watched. */
async function contextOf(sql: TransactionSql, placed: Placed, units: readonly Unit[], recordedAt: Date) {
  const between = spanOf(placed.heard.values(), recordedAt.getTime());
  const [runs, loads, standing, limited] = await sideBySide([
    loadRuns(sql, unitsOf(placed.samples), between),
    loadLoads(sql, unitsOf(placed.counts), between),
    loadStanding(sql, placed, units),
    loadLimited(sql, placed.samples),
  ]);
  return { between, runs, loads, standing, limited };
}

/** Lists and keeps what is nobody's yet; answers what goes to quarantine, and how many values are kept. Metrics of an edge node that belongs to no source are quarantined as a whole. */
async function keepWhatNobodyMapped(
  sql: TransactionSql,
  foreign: readonly UnmappedValue[],
  { unmapped, tally }: Placed,
  { recordedAt, siteIds, keeps, bounded }: Required<Omit<SinkContext, "known">>,
): Promise<{ readonly refused: readonly Quarantined[]; readonly kept: number }> {
  if (!keeps || (foreign.length === 0 && unmapped.length === 0)) return { refused: [], kept: 0 };
  const sources = unmapped.length === 0 ? null : await loadSources(sql, siteIds);
  const refused = new Map<Message, Quarantined>();
  const values = [...foreign];
  for (const reading of unmapped) {
    const source = sources?.ofAddress(reading.address) ?? null;
    const { address, name, unit, value, message } = reading;
    if (source === null) refused.set(message, quarantine(message, NO_MACHINE));
    else values.push({ source, address, path: name, value: value === null ? null : String(value), unit, message, kept: keptMetric(reading) });
  }
  for (const { source, message } of values) tallyReading(tally, source, message.receivedAtMs, null);
  const { specimens, kept } = await keepUnmapped(sql, values, { recordedAt, byCall: siteIds !== null && bounded });
  return { refused: [...refused.values(), ...specimens], kept };
}

/** True for a batch that has nothing to write. */
export function isEmpty(batch: TelemetryBatch): boolean {
  return batchSize(batch) === 0;
}

function wantedOf(batch: TelemetryBatch): Wanted {
  const addresses = new Set<string>();
  for (const rows of [batch.samples, batch.counts, batch.states, batch.metrics, batch.losses]) for (const { address } of rows) addresses.add(address);
  for (const { group, node, device } of batch.nodes) addresses.add(sparkplugAddress(group, node, device));
  // A metric may be of any kind, and a loss concerns the machine whatever it says.
  if (batch.metrics.length > 0 || batch.losses.length > 0 || batch.nodes.length > 0) return { addresses: [...addresses], kinds: null };
  const kinds = [batch.samples.length > 0 ? "PARAMETER" : null, batch.counts.length > 0 ? "COUNTER" : null, batch.states.length > 0 ? "STATE" : null] as const;
  return { addresses: [...addresses], kinds: kinds.filter((kind) => kind !== null) };
}

function unitsOf(rows: readonly { readonly tag: Tag }[]): Unit[] {
  return [...new Set(rows.map(({ tag }) => tag.unit))];
}

/** `mayBeQuiet`: the ids of units that were heard last over Sparkplug, which tells changes only. */
type Latest = { readonly byTag: ReadonlyMap<number, number>; readonly byUnit: ReadonlyMap<string, number>; readonly mayBeQuiet: ReadonlySet<string> };

/** When each tag of these units was last heard before this batch, and with it each unit: by tag id and by unit id. */
async function latestOf(sql: TransactionSql, units: readonly Unit[]): Promise<Latest> {
  const rows = await sql<{ tagId: number; unitId: string; atMs: number; tellsChanges: boolean }[]>`
    select l.tag_id as "tagId", t.work_unit_id as "unitId", (extract(epoch from l.at) * 1000)::float8 as "atMs", s.kind = 'SPARKPLUG' as "tellsChanges"
    from telemetry.tag t join telemetry.latest_value l on l.tag_id = t.id join telemetry.source s on s.id = t.source_id where t.work_unit_id = any(${asArray(units.map(({ id }) => id))}::uuid[])`;
  const byTag = new Map<number, number>();
  const byUnit = new Map<string, number>();
  const mayBeQuiet = new Set<string>();
  for (const { tagId, unitId, atMs, tellsChanges } of rows) {
    byTag.set(tagId, atMs);
    if (atMs < (byUnit.get(unitId) ?? Number.NEGATIVE_INFINITY)) continue;
    byUnit.set(unitId, atMs);
    if (tellsChanges) mayBeQuiet.add(unitId);
    else mayBeQuiet.delete(unitId);
  }
  return { byTag, byUnit, mayBeQuiet };
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
