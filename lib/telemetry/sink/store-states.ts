import type { TransactionSql } from "postgres";
import { CLOCK_STEP_MS } from "@/lib/domain/equipment/derive-intervals";
import { EQUIPMENT_STATES, type ReportedState } from "@/lib/domain/equipment/equipment-state";
import { lineChanges } from "@/lib/domain/equipment/line-down";
import { silences } from "@/lib/domain/equipment/silence";
import type { StateInterval, StateSample } from "@/lib/domain/equipment/state-interval";
import { cameAfter } from "@/lib/telemetry/message";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { Interval } from "@/lib/domain/shared/interval";
import { type Between, type Loads, loadLoads } from "./loads";
import type { PlacedLoss, PlacedState, SignOfLife } from "./place";
import { loadReasonClasses, type ReasonClasses } from "./reason-classes";
import { rederive } from "./rederive";
import { intervalsFrom, openIntervals, replaceIntervals, type StoredInterval, unitsWithSilence } from "./stored-interval";
import type { Unit } from "./tags";

/** A work unit went down, runs again, or names the reason for which it is down: what the rest of the house is told. */
export type UnitChange = {
  readonly type: "DOWN" | "NAMED" | "RESTORED";
  readonly unit: Unit;
  readonly at: Date;
  readonly reason: string | null;
  readonly intervalId: string | null;
};

export type StoredStates = { readonly fresh: number; readonly changedUnits: readonly Unit[]; readonly changes: readonly UnitChange[] };

export type StatesInput = {
  readonly states: readonly PlacedState[];
  readonly losses: readonly PlacedLoss[];
  readonly heard: ReadonlyMap<Unit, readonly SignOfLife[]>;
  /** When each unit was last heard before this batch, by unit id. */
  readonly lastHeard: ReadonlyMap<string, number>;
};

type Fresh = { unitNumber: number; atMs: number; state: ReportedState; reason: string | null };

/**
 * Stores state samples and derives the intervals that they touch, late ones included; a unit that was silent or declared lost is UNKNOWN in
 * between (KP-04), a stop with a failure's reason is DOWN (ST-04). Answers which units changed and what went down, got a reason or came back.
 * The caller holds the lock of the units.
 */
export async function storeStates(sql: TransactionSql, input: StatesInput, between: Between, recordedAt: Date): Promise<StoredStates> {
  const fresh = await insertSamples(sql, input.states, recordedAt);
  const units = new Set<Unit>([...input.heard.keys(), ...input.losses.map(({ unit }) => unit)]);
  if (units.size === 0) return { fresh: 0, changedUnits: [], changes: [] };
  const open = await openIntervals(sql, [...units]);
  const late = await unitsWithSilence(
    sql,
    [...input.heard].map(([unit, signs]) => ({ unit, fromMs: least(signs.map(({ atMs }) => atMs)) })),
  );
  const news = groupBy(fresh, ({ unitNumber }) => unitNumber);
  const touched = [...units]
    .sort((a, b) => a.number - b.number)
    .flatMap((unit) => {
      const touch = touchOf(unit, input, news.get(unit.number) ?? [], open.get(unit.id), late.get(unit.id));
      return touch === null ? [] : [{ unit, touch }];
    });
  if (touched.length === 0) return { fresh: fresh.length, changedUnits: [], changes: [] };
  const changedUnits = touched.map(({ unit }) => unit);
  const loads = await loadLoads(sql, changedUnits, between);
  const classes = await loadReasonClasses(sql, changedUnits);
  const changes: UnitChange[] = [];
  for (const { unit, touch } of touched) changes.push(...(await derive(sql, unit, touch, loads, classes, recordedAt)));
  return { fresh: fresh.length, changedUnits, changes };
}

type Touch = { readonly fromMs: number; readonly heardAt: readonly Date[]; readonly newGaps: readonly Interval[] };

/** What in this batch touches the intervals of a unit, and from where on; null when it says nothing new. */
function touchOf(unit: Unit, input: StatesInput, fresh: readonly Fresh[], open: StoredInterval | undefined, silentFromMs: number | undefined): Touch | null {
  const signs = input.heard.get(unit) ?? [];
  const lost = input.losses.filter((loss) => loss.unit === unit).at(-1);
  const news = fresh.filter(
    (sample) => open === undefined || sample.atMs < open.from.getTime() + CLOCK_STEP_MS || sample.state !== open.rawState || sample.reason !== open.reason || open.source !== "PLC",
  );
  const gaps = newSilences(unit, signs, input.lastHeard.get(unit.id));
  const loss = lost === undefined || signs.some(({ message }) => cameAfter(message, lost.message)) ? [] : [{ from: new Date(lost.atMs), to: null }];
  const isLost = open !== undefined && open.source === "DERIVED" && open.state === "UNKNOWN";
  const newGaps = open === undefined || (isLost && signs.length === 0) ? gaps : [...gaps, ...loss];
  const edges = [...news.map(({ atMs }) => atMs), ...newGaps.map(({ from }) => from.getTime()), ...(silentFromMs === undefined ? [] : [silentFromMs])];
  if (edges.length === 0 || (open === undefined && fresh.length === 0)) return null;
  return { fromMs: least(edges), heardAt: signs.map(({ atMs }) => new Date(atMs)), newGaps };
}

/** KP-04: silences between what was heard before and in this batch. Nothing is said about the time after it: the rest may be on its way. */
function newSilences(unit: Unit, signs: readonly SignOfLife[], lastHeardMs: number | undefined): Interval[] {
  if (lastHeardMs === undefined || signs.length === 0) return [];
  const heard = [lastHeardMs, ...signs.map(({ atMs }) => atMs).filter((atMs) => atMs > lastHeardMs)];
  return silences(
    heard.map((atMs) => new Date(atMs)),
    unit.sampleIntervalMs,
    new Date(lastHeardMs),
  );
}

async function derive(sql: TransactionSql, unit: Unit, touch: Touch, loads: Loads, classes: ReasonClasses, recordedAt: Date): Promise<UnitChange[]> {
  const stored = await intervalsFrom(sql, unit, touch.fromMs - CLOCK_STEP_MS - unit.microStopSeconds * 1000);
  const samples = await samplesFrom(sql, unit, touch.fromMs - CLOCK_STEP_MS);
  const { sampleIntervalMs, microStopSeconds } = unit;
  const derived = rederive({ ...touch, stored, samples, sampleIntervalMs, microStopSeconds, classOf: (reason) => classes(unit, reason) });
  const ids = await replaceIntervals(sql, unit, stored, derived, (from) => loads.at(unit, from.getTime()), recordedAt);
  return [...edgesOf(stored, derived), ...namedOf(derived)].map((change) => ({ ...change, unit, intervalId: ids.get(change.at.getTime()) ?? null }));
}

/** The reason of the failure that lasts, if it has one; whoever knew it already is told nothing new. */
function namedOf(derived: readonly StateInterval[]): { type: "NAMED"; at: Date; reason: string }[] {
  const last = derived.at(-1);
  return last?.state === "DOWN" && last.reason !== null ? [{ type: "NAMED", at: last.from, reason: last.reason }] : [];
}

/** Failures and recoveries after the instant up to which they were told before: the beginning of the last interval that was no silence. */
function edgesOf(stored: readonly StateInterval[], derived: readonly StateInterval[]): { type: "DOWN" | "RESTORED"; at: Date; reason: string | null }[] {
  const last = stored.findLast(({ state }) => state !== "UNKNOWN");
  const toldUntil = last?.from.getTime() ?? Number.NEGATIVE_INFINITY;
  return lineChanges(
    last?.state ?? "STANDBY",
    derived.filter(({ from }) => from.getTime() > toldUntil),
  );
}

async function insertSamples(sql: TransactionSql, states: readonly PlacedState[], recordedAt: Date): Promise<Fresh[]> {
  if (states.length === 0) return [];
  const rows = await sql<Fresh[]>`
    insert into telemetry.state_sample (equipment_number, at, seq, site_id, work_unit_id, state, reason_code, recorded_at)
    select n, to_timestamp(ms / 1000), s, site, unit, state, reason, ${recordedAt.toISOString()}::timestamptz
    from unnest(${states.map(({ tag }) => tag.unit.number)}::int[], ${states.map(({ atMs }) => atMs)}::float8[], ${states.map(({ seq }) => seq)}::bigint[], ${states.map(({ tag }) => tag.unit.siteId)}::uuid[],
      ${states.map(({ tag }) => tag.unit.id)}::uuid[], ${states.map(({ state }) => state)}::text[], ${states.map(({ reason }) => reason)}::text[]) as r(n, ms, s, site, unit, state, reason)
    on conflict do nothing
    returning equipment_number as "unitNumber", (extract(epoch from at) * 1000)::float8 as "atMs", state, reason_code as reason`;
  const live = states.filter((state) => state.live);
  if (live.length === 0) return rows;
  await sql`
    insert into telemetry.latest_value as l (tag_id, site_id, at, value, quality, stale)
    select distinct on (t) t, site, to_timestamp(ms / 1000), v, 192, false
    from unnest(${live.map(({ tag }) => tag.id)}::int[], ${live.map(({ tag }) => tag.unit.siteId)}::uuid[], ${live.map(({ atMs }) => atMs)}::float8[], ${live.map(({ state }) => EQUIPMENT_STATES.indexOf(state))}::float8[]) as r(t, site, ms, v)
    order by t, ms desc
    on conflict (tag_id) do update set at = excluded.at, value = excluded.value, quality = excluded.quality, stale = false where excluded.at >= l.at`;
  return rows;
}

async function samplesFrom(sql: TransactionSql, unit: Unit, fromMs: number): Promise<StateSample[]> {
  const rows = await sql<{ atMs: number; seq: number; state: ReportedState; reason: string | null }[]>`
    select (extract(epoch from at) * 1000)::float8 as "atMs", seq::float8 as seq, state, reason_code as reason
    from telemetry.state_sample where equipment_number = ${unit.number} and at >= to_timestamp(${fromMs}::float8 / 1000) order by at`;
  return rows.map(({ atMs, seq, state, reason }) => ({ at: new Date(atMs), seq, state, reason }));
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
