import type { TransactionSql } from "postgres";
import { type CounterSpec, type CounterStep, counterStep, takenAtItsWord } from "@/lib/domain/equipment/counter-delta";
import { elapsedBetween } from "@/lib/domain/equipment/source-clock";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import { asArray } from "./as-array";
import type { Load, Loads } from "./loads";
import type { PlacedCount } from "./place";
import { sideBySide } from "./side-by-side";
import type { Tag, Unit } from "./tags";

/** A counter step that the ideal rate cannot explain; it counts 0 until a person states the quantity (KP-02). */
export type CounterSuspect = {
  readonly unit: Unit;
  readonly counter: string;
  readonly atMs: number;
  readonly before: number;
  readonly after: number;
  readonly operationId: string | null;
  readonly orderId: string | null;
  /** What it would count there, taken at its word. */
  readonly good: Decimal;
  readonly scrap: Decimal;
};

/** What was counted on an operation by this batch. */
export type Counted = {
  readonly operationId: string;
  readonly orderId: string;
  readonly siteId: string;
  readonly good: Decimal;
  readonly scrap: Decimal;
  readonly fromMs: number;
  readonly toMs: number;
};

/** `late`: of the fresh ones those that came too late to count: a later reading had counted them. */
export type StoredCounts = { readonly fresh: number; readonly late: number; readonly suspects: readonly CounterSuspect[]; readonly counted: readonly Counted[] };

type Standing = { tagId: number; atMs: number; deviceMs: number | null; seq: number; value: number };
/** `before`: the value that it was compared with. */
type Step = PlacedCount & { readonly step: CounterStep; readonly load: Load | null; readonly before: number };
/** What a reading counts after another one of its counter. */
type Judge = (count: PlacedCount, last: Standing | undefined) => Step;

/** Where nobody entered an ideal rate, a machine may run twice as fast as the routing's standard before its count is doubted. */
const OVER_STANDARD = decimal(2);

/** An own largest value for counters that never wrap: the largest that a double holds exactly. */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Stores counter readings and what they count (KP-02). A reading that is not newer than the last one of its counter is kept as it was read
 * and counts nothing (KP-04); the counter's next step has counted it already. Nothing has counted what was read before its first one: such readings, which waited
 * somewhere, count up to that. A redelivery is absorbed by the key of the readings. What is counted while an operation is loaded becomes its proposal.
 * The caller holds the lock of the units.
 */
export async function storeCounts(sql: TransactionSql, counts: readonly PlacedCount[], loads: Loads, recordedAt: Date): Promise<StoredCounts> {
  if (counts.length === 0) return { fresh: 0, late: 0, suspects: [], counted: [] };
  const [standing, rates] = await sideBySide([standings(sql, [...new Set(counts.map(({ tag }) => tag.id))]), idealRates(sql, counts, loads, recordedAt)]);
  const specs = new Map<Tag, Map<Load | null, CounterSpec>>();
  const specOf = (tag: Tag, load: Load | null): CounterSpec => {
    const ofTag = specs.get(tag) ?? new Map<Load | null, CounterSpec>();
    specs.set(tag, ofTag);
    const spec = ofTag.get(load) ?? counterSpec(tag, load === null ? null : (rates.get(`${tag.unit.id} ${load.itemId}`) ?? standardRate(load)));
    ofTag.set(load, spec);
    return spec;
  };
  const judge: Judge = (count, last) => {
    const load = loads.at(count.tag.unit, count.atMs);
    return { ...count, step: stepOf(last, count, specOf(count.tag, load)), load, before: last?.value ?? 0 };
  };
  const ordered = inTurn(counts);
  const early = [...(await firstKnown(sql, ordered, standing)).values()].flatMap((first) => upToFirst(ordered, first, judge) ?? []);
  const counted = new Set(early.map(({ tag, atMs, seq }) => `${tag.id} ${atMs} ${seq}`));
  const steps: Step[] = [];
  for (const count of ordered) {
    if (counted.has(`${count.tag.id} ${count.atMs} ${count.seq}`)) continue;
    const step = judge(count, standing.get(count.tag.id));
    steps.push(step);
    if (step.step.kind !== "OUT_OF_ORDER") standing.set(count.tag.id, standingOf(count));
  }
  const inOrder = steps.filter(({ step }) => step.kind !== "OUT_OF_ORDER");
  const made = countedOf([...early, ...inOrder]);
  // Those that count come first: of one that came twice at once the first is the one that is kept.
  const [inTime, late] = await sideBySide([
    insertReadings(sql, [...early, ...inOrder], recordedAt),
    insertReadings(
      sql,
      steps.filter(({ step }) => step.kind === "OUT_OF_ORDER"),
      recordedAt,
    ),
    moveStandings(sql, inOrder),
    propose(sql, made),
  ]);
  return { fresh: inTime + late, late, suspects: [...early, ...inOrder].filter(({ step }) => step.kind === "SUSPECT").map(suspectOf), counted: made };
}

const standingOf = ({ tag, atMs, deviceMs, seq, value }: PlacedCount): Standing => ({ tagId: tag.id, atMs, deviceMs, seq, value });

function suspectOf({ tag, atMs, value, before, load }: Step): CounterSuspect {
  const made = takenAtItsWord(decimal(before), decimal(value), decimal(tag.maximum ?? NEVER)).times(decimal(tag.scale));
  return {
    ...shareOf(tag, made),
    unit: tag.unit,
    counter: tag.counter ?? "",
    atMs,
    before,
    after: value,
    operationId: load?.operationId ?? null,
    orderId: load?.orderId ?? null,
  };
}

/** Where the counting of each tag began that has older readings here; none where that is not known any more, or nothing is older. */
async function firstKnown(sql: TransactionSql, ordered: readonly PlacedCount[], standing: ReadonlyMap<number, Standing>): Promise<ReadonlyMap<number, Standing>> {
  const behind = new Map(ordered.flatMap(({ tag, atMs }) => (atMs < (standing.get(tag.id)?.atMs ?? Number.NEGATIVE_INFINITY) ? [[tag.id, tag.unit.number] as const] : [])));
  if (behind.size === 0) return new Map();
  const rows = await sql<Standing[]>`
    select first.* from unnest(${asArray([...behind.values()])}::int[], ${asArray([...behind.keys()])}::int[]) as asked (equipment_number, tag_id), lateral (
      select c.tag_id as "tagId", (extract(epoch from c.at) * 1000)::float8 as "atMs", (extract(epoch from c.device_at) * 1000)::float8 as "deviceMs", c.seq::float8 as seq, c.value::float8 as value, c.verdict
      from telemetry.counter_reading c where c.equipment_number = asked.equipment_number and c.tag_id = asked.tag_id order by c.at, c.seq limit 1) as first
    where first.verdict = 'FIRST'`;
  return new Map(rows.map((row) => [row.tagId, row]));
}

/**
 * What is counted by readings that are older than the first known one of their counter: their own steps, and the one from the last of them to that, which nothing has
 * counted either and which goes with the last. Null where the counter did not simply count on in between, for then it may have been another time, or another counter.
 */
function upToFirst(ordered: readonly PlacedCount[], first: Standing, judge: Judge): Step[] | null {
  const steps: Step[] = [];
  for (const count of ordered) {
    if (count.tag.id !== first.tagId || count.atMs >= first.atMs) continue;
    const last = steps.at(-1);
    const step = judge(count, last === undefined ? undefined : standingOf(last));
    // The same instant again: what it counts is told.
    if (step.step.kind !== "OUT_OF_ORDER") steps.push(step);
  }
  const last = steps.at(-1);
  if (last === undefined) return null;
  const bridge = judge({ ...last, atMs: first.atMs, deviceMs: first.deviceMs, seq: first.seq, value: first.value }, standingOf(last)).step;
  if (bridge.kind !== "NORMAL" && bridge.kind !== "ROLLOVER") return null;
  return [...steps.slice(0, -1), { ...last, step: { kind: last.step.kind, delta: last.step.delta.plus(bridge.delta) } }];
}

/**
 * By counters, and of each in the order of time; where its clock was put right between them, in the order in which they came: what the clock said while it was ahead
 * stands when that came, which may be after what was said since, and would count that again.
 */
function inTurn(counts: readonly PlacedCount[]): PlacedCount[] {
  const ahead = new Set(counts.flatMap(({ tag, deviceMs }) => (deviceMs === null ? [] : [tag.id])));
  const putRight = new Set(ahead.size === 0 ? [] : counts.flatMap(({ tag, deviceMs }) => (deviceMs === null && ahead.has(tag.id) ? [tag.id] : [])));
  return counts.toSorted((a, b) => a.tag.id - b.tag.id || (putRight.has(a.tag.id) ? a.receivedAtMs - b.receivedAtMs : byTime(a, b)));
}

function byTime(a: PlacedCount, b: PlacedCount): number {
  return a.atMs - b.atMs || (a.deviceMs ?? a.atMs) - (b.deviceMs ?? b.atMs) || a.seq - b.seq;
}

/** What is known of a counter while something is loaded that is made so quickly, by the clock of its site. */
function counterSpec({ scale, maximum, unit }: Tag, unitsPerHour: Decimal | null): CounterSpec {
  const idealPerMinute = unitsPerHour === null ? null : unitsPerHour.div(60).div(decimal(scale)).times(decimal(unit.timeFactor));
  return { idealPerMinute, maximum: decimal(maximum ?? NEVER) };
}

function stepOf(last: Standing | undefined, next: PlacedCount, spec: CounterSpec): CounterStep {
  const previous = last === undefined ? null : { at: new Date(next.atMs - elapsedBetween(last, next)), value: decimal(last.value) };
  return counterStep(previous, { at: new Date(next.atMs), value: decimal(next.value) }, spec);
}

/** Units an hour by the routing's standard, with its allowance; null where the routing has no machine time. */
function standardRate({ runHours }: Load): Decimal | null {
  const hours = decimal(runHours);
  return hours.isZero() ? null : OVER_STANDARD.div(hours);
}

async function standings(sql: TransactionSql, tagIds: readonly number[]): Promise<Map<number, Standing>> {
  const rows = await sql<({ active: boolean; tagId: number } & (Standing | { value: null }))[]>`
    select t.id as "tagId", t.active, (extract(epoch from c.last_at) * 1000)::float8 as "atMs", (extract(epoch from c.last_device_at) * 1000)::float8 as "deviceMs", c.last_seq::float8 as seq, c.last_value::float8 as value
    from telemetry.tag t left join telemetry.counter_state c on c.tag_id = t.id where t.id = any(${asArray(tagIds)}::int[])`;
  // Somebody gave a counter another meaning after it was looked up and before its unit was held: the batch is read anew, or what it counts would be counted by its successor again.
  if (rows.some(({ active }) => !active)) await sql`do $$ begin raise serialization_failure using message = 'a counter was given another meaning meanwhile'; end $$`;
  return new Map(rows.flatMap((row) => (row.value === null ? [] : [[row.tagId, row]])));
}

/** The rates in force, by unit and item. */
async function idealRates(sql: TransactionSql, counts: readonly PlacedCount[], loads: Loads, recordedAt: Date): Promise<Map<string, Decimal>> {
  const items = new Set(counts.flatMap(({ tag, atMs }) => loads.at(tag.unit, atMs)?.itemId ?? []));
  if (items.size === 0) return new Map();
  const rows = await sql<{ unitId: string; itemId: string; rate: string | null }[]>`
    select distinct on (work_unit_id, item_id) work_unit_id as "unitId", item_id as "itemId", units_per_hour::text as rate from reference.equipment_ideal_rate
    where item_id = any(${asArray([...items])}::uuid[]) and work_unit_id = any(${asArray([...new Set(counts.map(({ tag }) => tag.unit.id))])}::uuid[])
      and valid_from <= ${recordedAt.toISOString()}::timestamptz
    order by work_unit_id, item_id, valid_from desc`;
  return new Map(rows.flatMap(({ unitId, itemId, rate }) => (rate === null ? [] : [[`${unitId} ${itemId}`, decimal(rate)]])));
}

/** Answers how many of them were new. */
async function insertReadings(sql: TransactionSql, steps: readonly Step[], recordedAt: Date): Promise<number> {
  if (steps.length === 0) return 0;
  const { count } = await sql`
    insert into telemetry.counter_reading (equipment_number, tag_id, at, seq, site_id, value, delta, verdict, operation_id, recorded_at, device_at)
    select n, t, to_timestamp(ms / 1000), s, site, v, d, verdict, operation, ${recordedAt.toISOString()}::timestamptz, to_timestamp(device / 1000)
    from unnest(${asArray(steps.map(({ tag }) => tag.unit.number))}::int[], ${asArray(steps.map(({ tag }) => tag.id))}::int[], ${asArray(steps.map(({ atMs }) => atMs))}::float8[], ${asArray(steps.map(({ seq }) => seq))}::bigint[],
      ${asArray(steps.map(({ tag }) => tag.unit.siteId))}::uuid[], ${asArray(steps.map(({ value }) => value))}::bigint[], ${asArray(steps.map(({ step }) => step.delta.toFixed()))}::bigint[],
      ${asArray(steps.map(({ step }) => step.kind))}::text[], ${asArray(steps.map(({ load }) => load?.operationId ?? null))}::uuid[], ${asArray(steps.map(({ deviceMs }) => deviceMs))}::float8[])
      as r(n, t, ms, s, site, v, d, verdict, operation, device)
    on conflict do nothing`;
  return count;
}

async function moveStandings(sql: TransactionSql, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const last = [...new Map(steps.map((step) => [step.tag.id, step])).values()];
  const columns = [last.map(({ tag }) => tag.id), last.map(({ tag }) => tag.unit.siteId), last.map(({ atMs }) => atMs), last.map(({ value }) => value)] as const;
  const counters = sql`
    insert into telemetry.counter_state (tag_id, site_id, last_at, last_device_at, last_seq, last_value)
    select t, site, to_timestamp(ms / 1000), to_timestamp(device / 1000), s, v from unnest(${asArray(columns[0])}::int[], ${asArray(columns[1])}::uuid[], ${asArray(columns[2])}::float8[], ${asArray(last.map(({ seq }) => seq))}::bigint[], ${asArray(columns[3])}::bigint[],
      ${asArray(last.map(({ deviceMs }) => deviceMs))}::float8[]) as r(t, site, ms, s, v, device)
    on conflict (tag_id) do update set last_at = excluded.last_at, last_device_at = excluded.last_device_at, last_seq = excluded.last_seq, last_value = excluded.last_value`;
  const live = [...new Map(steps.filter((step) => step.live).map((step) => [step.tag.id, step])).values()];
  const shown = sql`
    insert into telemetry.latest_value as l (tag_id, site_id, at, value, quality, stale)
    select t, site, to_timestamp(ms / 1000), v, 192, false from unnest(${asArray(live.map(({ tag }) => tag.id))}::int[], ${asArray(live.map(({ tag }) => tag.unit.siteId))}::uuid[], ${asArray(live.map(({ atMs }) => atMs))}::float8[],
      ${asArray(live.map(({ value }) => value))}::float8[]) as r(t, site, ms, v)
    on conflict (tag_id) do update set at = excluded.at, value = excluded.value, quality = excluded.quality, stale = false where excluded.at >= l.at`;
  await sideBySide([counters, live.length === 0 ? null : shown]);
}

/** Good and scrap by operation. A unit that counts only its total makes good = total − scrap; one without a scrap counter scraps total − good. */
function countedOf(steps: readonly Step[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const { tag, step, load, atMs } of steps) {
    if (load === null || step.delta.isZero()) continue;
    const made = step.delta.times(decimal(tag.scale));
    const before = sums.get(load.operationId) ?? {
      operationId: load.operationId,
      orderId: load.orderId,
      siteId: tag.unit.siteId,
      good: ZERO,
      scrap: ZERO,
      fromMs: atMs,
      toMs: atMs,
    };
    const { good, scrap } = shareOf(tag, made);
    sums.set(load.operationId, {
      ...before,
      good: before.good.plus(good),
      scrap: before.scrap.plus(scrap),
      fromMs: Math.min(before.fromMs, atMs),
      toMs: Math.max(before.toMs, atMs),
    });
  }
  return [...sums.values()];
}

/** What a step of a counter is, good or scrap, on a unit that has such counters. */
export function shareOf(
  { counter, unit }: { readonly counter: Tag["counter"]; readonly unit: { readonly counters: ReadonlySet<string> } },
  made: Decimal,
): { good: Decimal; scrap: Decimal } {
  const has = (name: string): boolean => unit.counters.has(name);
  switch (counter) {
    case "GOOD":
      return { good: made, scrap: has("TOTAL") && !has("SCRAP") ? made.negated() : ZERO };
    case "SCRAP":
      return { good: has("TOTAL") && !has("GOOD") ? made.negated() : ZERO, scrap: made };
    case "TOTAL":
      if (!has("GOOD")) return { good: made, scrap: ZERO };
      return { good: ZERO, scrap: has("SCRAP") ? ZERO : made };
    case null:
      return { good: ZERO, scrap: ZERO };
  }
}

async function propose(sql: TransactionSql, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  const rows = [...counted].sort((a, b) => (a.operationId < b.operationId ? -1 : 1));
  await sql`
    insert into execution.count_proposal as p (operation_id, site_id, good, scrap, counted_since, counted_to)
    select o, site, g::numeric, s::numeric, to_timestamp(f / 1000), to_timestamp(t / 1000)
    from unnest(${asArray(rows.map(({ operationId }) => operationId))}::uuid[], ${asArray(rows.map(({ siteId }) => siteId))}::uuid[], ${asArray(rows.map(({ good }) => good.toFixed()))}::text[],
      ${asArray(rows.map(({ scrap }) => scrap.toFixed()))}::text[], ${asArray(rows.map(({ fromMs }) => fromMs))}::float8[], ${asArray(rows.map(({ toMs }) => toMs))}::float8[]) as r(o, site, g, s, f, t)
    on conflict (operation_id) do update set good = p.good + excluded.good, scrap = p.scrap + excluded.scrap, counted_to = greatest(p.counted_to, excluded.counted_to)`;
}
