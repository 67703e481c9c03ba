import type { TransactionSql } from "postgres";
import { type CounterStep, counterStep, takenAtItsWord } from "@/lib/domain/equipment/counter-delta";
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

export type StoredCounts = { readonly fresh: number; readonly suspects: readonly CounterSuspect[]; readonly counted: readonly Counted[] };

type Standing = { tagId: number; atMs: number; deviceMs: number | null; seq: number; value: number };
type Step = PlacedCount & { readonly step: CounterStep; readonly load: Load | null };

/** Where nobody entered an ideal rate, a machine may run twice as fast as the routing's standard before its count is doubted. */
const OVER_STANDARD = decimal(2);

/** An own largest value for counters that never wrap: the largest that a double holds exactly. */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Stores counter readings and what they count (KP-02). A reading that is not newer than the last one of its counter is kept as it was read
 * and counts nothing (KP-04); the counter's next step has counted it already. A redelivery is absorbed by the key of the readings. What is
 * counted while an operation is loaded becomes its proposal.
 * The caller holds the lock of the units.
 */
export async function storeCounts(sql: TransactionSql, counts: readonly PlacedCount[], loads: Loads, recordedAt: Date): Promise<StoredCounts> {
  if (counts.length === 0) return { fresh: 0, suspects: [], counted: [] };
  const [standing, rates] = await sideBySide([standings(sql, [...new Set(counts.map(({ tag }) => tag.id))]), idealRates(sql, counts, loads)]);
  const suspects: CounterSuspect[] = [];
  const steps: Step[] = [];
  for (const count of [...counts].sort(byTime)) {
    const last = standing.get(count.tag.id);
    const load = loads.at(count.tag.unit, count.atMs);
    const step = stepOf(last, count, load === null ? null : (rates.get(`${count.tag.unit.id} ${load.itemId}`) ?? standardRate(load)));
    steps.push({ ...count, step, load });
    if (step.kind === "OUT_OF_ORDER") continue;
    if (step.kind === "SUSPECT") {
      const made = takenAtItsWord(decimal(last?.value ?? 0), decimal(count.value), decimal(count.tag.maximum ?? NEVER)).times(decimal(count.tag.scale));
      suspects.push({
        ...shareOf(count.tag, made),
        unit: count.tag.unit,
        counter: count.tag.counter ?? "",
        atMs: count.atMs,
        before: last?.value ?? 0,
        after: count.value,
        operationId: load?.operationId ?? null,
        orderId: load?.orderId ?? null,
      });
    }
    standing.set(count.tag.id, { tagId: count.tag.id, atMs: count.atMs, deviceMs: count.deviceMs, seq: count.seq, value: count.value });
  }
  const inOrder = steps.filter(({ step }) => step.kind !== "OUT_OF_ORDER");
  const counted = countedOf(inOrder);
  const [fresh] = await sideBySide([insertReadings(sql, steps, recordedAt), moveStandings(sql, inOrder), propose(sql, counted)]);
  return { fresh, suspects, counted };
}

function byTime(a: PlacedCount, b: PlacedCount): number {
  return a.tag.id - b.tag.id || a.atMs - b.atMs || (a.deviceMs ?? a.atMs) - (b.deviceMs ?? b.atMs) || a.seq - b.seq;
}

function stepOf(last: Standing | undefined, next: PlacedCount, unitsPerHour: Decimal | null): CounterStep {
  const perMinute = unitsPerHour === null ? null : unitsPerHour.div(60).div(decimal(next.tag.scale)).times(decimal(next.tag.unit.timeFactor));
  const previous = last === undefined ? null : { at: new Date(next.atMs - elapsedBetween(last, next)), value: decimal(last.value) };
  return counterStep(previous, { at: new Date(next.atMs), value: decimal(next.value) }, { idealPerMinute: perMinute, maximum: decimal(next.tag.maximum ?? NEVER) });
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

async function idealRates(sql: TransactionSql, counts: readonly PlacedCount[], loads: Loads): Promise<Map<string, Decimal>> {
  const items = new Set(counts.flatMap(({ tag, atMs }) => loads.at(tag.unit, atMs)?.itemId ?? []));
  if (items.size === 0) return new Map();
  const rows = await sql<{ unitId: string; itemId: string; rate: string }[]>`
    select work_unit_id as "unitId", item_id as "itemId", units_per_hour::text as rate from reference.equipment_ideal_rate
    where item_id = any(${asArray([...items])}::uuid[]) and work_unit_id = any(${asArray([...new Set(counts.map(({ tag }) => tag.unit.id))])}::uuid[])`;
  return new Map(rows.map(({ unitId, itemId, rate }) => [`${unitId} ${itemId}`, decimal(rate)]));
}

/** Answers how many of them were new. */
async function insertReadings(sql: TransactionSql, steps: readonly Step[], recordedAt: Date): Promise<number> {
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
      return { good: has("GOOD") ? ZERO : made.negated(), scrap: made };
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
