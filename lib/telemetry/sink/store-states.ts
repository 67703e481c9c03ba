import type { TransactionSql } from "postgres";
import { CLOCK_STEP_MS } from "@/lib/domain/equipment/derive-intervals";
import { EQUIPMENT_STATES, type ReportedState } from "@/lib/domain/equipment/equipment-state";
import { lineChanges } from "@/lib/domain/equipment/line-down";
import { allowedSilenceMs, silences } from "@/lib/domain/equipment/silence";
import { lossTime } from "@/lib/domain/equipment/source-clock";
import type { StateInterval, StateSample } from "@/lib/domain/equipment/state-interval";
import { cameAfter } from "@/lib/telemetry/message";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { Interval } from "@/lib/domain/shared/interval";
import { asArray } from "./as-array";
import { type Between, type Loads, loadLoads } from "./loads";
import type { PlacedBirth, PlacedLoss, PlacedState, SignOfLife } from "./place";
import { loadReasonClasses, type ReasonClasses } from "./reason-classes";
import { rederive } from "./rederive";
import { sideBySide } from "./side-by-side";
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
  readonly births: readonly PlacedBirth[];
  readonly heard: ReadonlyMap<Unit, readonly SignOfLife[]>;
  /** When each unit was last heard before this batch, by unit id. */
  readonly lastHeard: ReadonlyMap<string, number>;
  /** Ids of units that were heard last over Sparkplug: that they said nothing since is no silence. */
  readonly mayBeQuiet: ReadonlySet<string>;
  readonly standing: Standing;
};

/** What is known of units before a batch: their open intervals, and from when on a silence reaches into what the batch says of them. */
type Standing = { readonly open: ReadonlyMap<string, StoredInterval>; readonly silentFrom: ReadonlyMap<string, number> };

/** Reads what stands before a batch is stored. */
export async function loadStanding(sql: TransactionSql, input: Pick<StatesInput, "heard" | "births">, units: readonly Unit[]): Promise<Standing> {
  const since = unitsHeard(input).map((unit) => ({ unit, fromMs: least(signsOf(unit, input).map(({ atMs }) => atMs)) }));
  const [open, silentFrom] = await sideBySide([openIntervals(sql, units), unitsWithSilence(sql, since)]);
  return { open, silentFrom };
}

/** Units that said anything, and that were born. */
function unitsHeard({ heard, births }: Pick<StatesInput, "heard" | "births">): Unit[] {
  return [...new Set([...heard.keys(), ...births.map(({ unit }) => unit)])];
}

/**
 * The signs of life of a unit. What a birth tells may have changed last long before; that the unit lives it says when it comes, by the clock by which a loss is told, and after
 * the loss that is known, `lostMs`: they may have come in one millisecond, or to two workers whose clocks differ.
 */
function signsOf(unit: Unit, { heard, births }: Pick<StatesInput, "heard" | "births">, lostMs = Number.NEGATIVE_INFINITY): readonly SignOfLife[] {
  const born = births.filter((birth) => birth.unit === unit).map(({ message }) => ({ atMs: Math.max(message.receivedAtMs, lostMs + 1), message }));
  return [...(heard.get(unit) ?? []), ...born];
}

type Fresh = { unitNumber: number; atMs: number; state: ReportedState; reason: string | null };

/**
 * Stores state samples and derives the intervals that they touch, late ones included; a unit that was silent or declared lost is UNKNOWN in
 * between (KP-04), a stop with a failure's reason is DOWN (ST-04). Answers which units changed and what went down, got a reason or came back.
 * The caller holds the lock of the units.
 */
export async function storeStates(sql: TransactionSql, input: StatesInput, between: Between, recordedAt: Date): Promise<StoredStates> {
  const fresh = await insertSamples(sql, input.states, recordedAt);
  const units = new Set<Unit>([...unitsHeard(input), ...input.losses.map(({ unit }) => unit)]);
  if (units.size === 0) return { fresh: 0, changedUnits: [], changes: [] };
  const { open, silentFrom } = input.standing;
  const news = groupBy(fresh, ({ unitNumber }) => unitNumber);
  const touched = [...units]
    .sort((a, b) => a.number - b.number)
    .flatMap((unit) => {
      const touch = touchOf(unit, input, news.get(unit.number) ?? [], open.get(unit.id), silentFrom.get(unit.id));
      return touch === null ? [] : [{ unit, touch }];
    });
  if (touched.length === 0) return { fresh: fresh.length, changedUnits: [], changes: [] };
  const changedUnits = touched.map(({ unit }) => unit);
  const [loads, classes] = await sideBySide([loadLoads(sql, changedUnits, between), loadReasonClasses(sql, changedUnits)]);
  const changes = await sideBySide(touched.map(({ unit, touch }) => derive(sql, unit, touch, loads, classes, recordedAt)));
  return { fresh: fresh.length, changedUnits, changes: changes.flat() };
}

type Touch = { readonly fromMs: number; readonly heardAt: readonly Date[]; readonly lastHeard: Date | null; readonly newGaps: readonly Interval[] };

/** What in this batch touches the intervals of a unit, and from where on; null when it says nothing new. */
function touchOf(unit: Unit, input: StatesInput, fresh: readonly Fresh[], open: StoredInterval | undefined, silentFromMs: number | undefined): Touch | null {
  const isLost = open !== undefined && open.source === "DERIVED" && open.state === "UNKNOWN";
  const signs = signsOf(unit, input, isLost ? open.from.getTime() : undefined);
  const lost = input.losses.filter((loss) => loss.unit === unit).at(-1);
  const news = fresh.filter(
    (sample) => open === undefined || sample.atMs < open.from.getTime() + CLOCK_STEP_MS || sample.state !== open.rawState || sample.reason !== open.reason || open.source !== "PLC",
  );
  const before = input.lastHeard.get(unit.id);
  const gaps = unit.tellsChanges || input.mayBeQuiet.has(unit.id) ? [] : newSilences(unit, signs, before);
  const lastHeardMs = signs.reduce<number | undefined>((last, { atMs }) => (last === undefined || atMs > last ? atMs : last), before);
  const loss = lost === undefined ? [] : lossOf(unit, lost, signs, before, lastHeardMs);
  const newGaps = open === undefined || (isLost && signs.length === 0) ? gaps : [...gaps, ...loss];
  const edges = [...news.map(({ atMs }) => atMs), ...newGaps.map(({ from }) => from.getTime()), ...(silentFromMs === undefined ? [] : [silentFromMs])];
  if (edges.length === 0 || (open === undefined && fresh.length === 0)) return null;
  const repeats = input.births.some((birth) => birth.unit === unit);
  return { fromMs: least(edges), heardAt: signs.map(({ atMs }) => new Date(atMs)), lastHeard: before === undefined || repeats ? null : new Date(before), newGaps };
}

/** A signal that is lost until it is heard again. Of one that is heard again within the batch the time in between, where that was longer than a machine may be silent. */
function lossOf(
  { sampleIntervalMs, tellsChanges }: Unit,
  { atMs, message }: PlacedLoss,
  signs: readonly SignOfLife[],
  before: number | undefined,
  lastHeardMs: number | undefined,
): Interval[] {
  const since = signs.filter((sign) => cameAfter(sign.message, message));
  if (since.length === 0) return [{ from: new Date(lossTime(atMs, message.receivedAtMs, lastHeardMs)), to: null }];
  const fromMs = lossTime(atMs, message.receivedAtMs, before);
  const toMs = tellsChanges ? least(since.map((sign) => sign.atMs).filter((sinceMs) => sinceMs >= fromMs)) : least(since.map((sign) => sign.atMs));
  if (toMs === Number.POSITIVE_INFINITY) return [{ from: new Date(fromMs), to: null }];
  return toMs - fromMs > allowedSilenceMs(sampleIntervalMs) ? [{ from: new Date(fromMs), to: new Date(toMs) }] : [];
}

/** KP-04: silences between what was heard before and in this batch. Nothing is said about the time after it: the rest may be on its way. */
function newSilences(unit: Unit, signs: readonly SignOfLife[], lastHeardMs: number | undefined): Interval[] {
  if (lastHeardMs === undefined || signs.every(({ atMs }) => atMs - lastHeardMs <= allowedSilenceMs(unit.sampleIntervalMs))) return [];
  const heard = [lastHeardMs, ...signs.map(({ atMs }) => atMs).filter((atMs) => atMs > lastHeardMs)];
  return silences(
    heard.map((atMs) => new Date(atMs)),
    unit.sampleIntervalMs,
    new Date(lastHeardMs),
  );
}

async function derive(sql: TransactionSql, unit: Unit, touch: Touch, loads: Loads, classes: ReasonClasses, recordedAt: Date): Promise<UnitChange[]> {
  const [stored, samples] = await sideBySide([
    intervalsFrom(sql, unit, touch.fromMs - CLOCK_STEP_MS - unit.microStopSeconds * 1000),
    samplesFrom(sql, unit, touch.fromMs - CLOCK_STEP_MS),
  ]);
  const { sampleIntervalMs, tellsChanges, microStopSeconds } = unit;
  const derived = rederive({ ...touch, stored, samples, sampleIntervalMs, tellsChanges, microStopSeconds, classOf: (reason) => classes(unit, reason) });
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
  const samples = sql<Fresh[]>`
    insert into telemetry.state_sample (equipment_number, at, seq, arrival, site_id, work_unit_id, state, reason_code, recorded_at, device_at)
    select n, to_timestamp(ms / 1000), s,
      case numbered when 0 then place + coalesce((select max(arrival) from telemetry.state_sample before where before.equipment_number = n and before.at = to_timestamp(ms / 1000)), 0) end,
      site, unit, state, reason, ${recordedAt.toISOString()}::timestamptz, to_timestamp(device / 1000)
    from unnest(${asArray(states.map(({ tag }) => tag.unit.number))}::int[], ${asArray(states.map(({ atMs }) => atMs))}::float8[], ${asArray(states.map(({ seq }) => seq))}::bigint[],
      ${asArray(states.map(({ tag }) => tag.unit.siteId))}::uuid[], ${asArray(states.map(({ tag }) => tag.unit.id))}::uuid[], ${asArray(states.map(({ state }) => state))}::text[],
      ${reasonsOf(states)}::text[], ${asArray(states.map(({ numbered }) => Number(numbered)))}::int[],
      ${asArray(states.map(({ deviceMs }) => deviceMs))}::float8[]) with ordinality as r(n, ms, s, site, unit, state, reason, numbered, device, place)
    on conflict do nothing
    returning equipment_number as "unitNumber", (extract(epoch from at) * 1000)::float8 as "atMs", state, reason_code as reason`;
  const live = states.filter((state) => state.live);
  const shown = sql`
    insert into telemetry.latest_value as l (tag_id, site_id, at, value, quality, stale)
    select distinct on (t) t, site, to_timestamp(ms / 1000), v, 192, false
    from unnest(${asArray(live.map(({ tag }) => tag.id))}::int[], ${asArray(live.map(({ tag }) => tag.unit.siteId))}::uuid[], ${asArray(live.map(({ atMs }) => atMs))}::float8[],
      ${asArray(live.map(({ state }) => EQUIPMENT_STATES.indexOf(state)))}::float8[]) with ordinality as r(t, site, ms, v, place)
    order by t, ms desc, place desc
    on conflict (tag_id) do update set at = excluded.at, value = excluded.value, quality = excluded.quality, stale = false where excluded.at >= l.at`;
  const [rows] = await sideBySide([samples, live.length === 0 ? null : shown]);
  return rows;
}

/** What people and machines call their reasons may hold anything: where one is named, the driver writes them. */
function reasonsOf(states: readonly PlacedState[]): string | (string | null)[] {
  return states.every(({ reason }) => reason === null) ? asArray(states.map(() => null)) : states.map(({ reason }) => reason);
}

async function samplesFrom(sql: TransactionSql, unit: Unit, fromMs: number): Promise<StateSample[]> {
  const rows = await sql<{ atMs: number; seq: number | null; state: ReportedState; reason: string | null }[]>`
    select (extract(epoch from at) * 1000)::float8 as "atMs", case when arrival is null then seq::float8 end as seq, state, reason_code as reason
    from telemetry.state_sample where equipment_number = ${unit.number} and at >= to_timestamp(${fromMs}::float8 / 1000) order by at, arrival nulls first`;
  return rows.map(({ atMs, seq, state, reason }) => ({ at: new Date(atMs), seq, state, reason }));
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
