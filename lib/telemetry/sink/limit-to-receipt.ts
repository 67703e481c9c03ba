import type { TransactionSql } from "postgres";
import { type FastClock, isAhead, limitTimes, seqApart } from "@/lib/domain/equipment/source-clock";
import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import { asArray } from "./as-array";
import type { Placed, PlacedReading, SignOfLife } from "./place";
import type { Unit } from "./tags";

/** A clock that was found to be ahead just now: at which machine, by how much, and where its messages come from: their topic, or the edge node. */
export type FoundClock = { readonly unit: Unit; readonly aheadMs: number; readonly from: string };

/** Clocks that were ahead of late, by the id of their unit. */
type Clocks = ReadonlyMap<string, FastClock>;

type Limit = { readonly placed: Placed; readonly found: readonly FoundClock[] };

/**
 * Gives what a clock that is ahead says the time at which it was at most: when it came. What the clock said stays beside it and is what it is known by when it comes again,
 * whenever that is; what is stored already is left out. `lastHeard`: when each unit was last heard before, by unit id. Answers the very batch where no clock is ahead or was of late. The caller holds the locks of the units.
 */
export async function limitToReceipt(sql: TransactionSql, placed: Placed, clocks: Clocks, lastHeard: ReadonlyMap<string, number>, recordedAt: Date): Promise<Limit> {
  const doubted = new Set([...placed.heard].filter(([unit, signs]) => isDoubted(signs, clocks.get(unit.id) ?? null)).map(([unit]) => unit));
  if (doubted.size === 0) return { placed, found: [] };
  const again = await storedAlready(sql, placed, doubted, clocks);
  const heard = new Map(placed.heard);
  const found: FoundClock[] = [];
  const times = new Map<Unit, ReadonlyMap<number, number>>();
  const learnt: [Unit, FastClock][] = [];
  for (const unit of doubted) {
    const before = clocks.get(unit.id) ?? null;
    const signs = placed.heard.get(unit) ?? [];
    const stored = again.times.get(unit) ?? new Map<number, number>();
    const fresh = signs.filter(({ atMs }) => !stored.has(atMs));
    const ahead = fresh.filter((sign) => isAhead(claimOf(sign))).toSorted((one, other) => one.message.receivedAtMs - other.message.receivedAtMs || one.atMs - other.atMs);
    const right = fresh.filter((sign) => !isAhead(claimOf(sign)));
    const { at, clock } =
      ahead.length === 0 ? { at: new Map<number, number>(), clock: before } : limitTimes(before, ahead.map(claimOf), latest(right, lastHeard.get(unit.id) ?? null, before));
    times.set(unit, new Map([...at, ...stored]));
    heard.set(
      unit,
      signs.map((sign) => ({ ...sign, atMs: stored.get(sign.atMs) ?? (isAhead(claimOf(sign)) ? at.get(sign.atMs) : undefined) ?? sign.atMs })),
    );
    const after = clock !== null && right.some(({ atMs }) => atMs > clock.lastAtMs) ? { ...clock, aheadMs: null } : clock;
    if (after !== null && (ahead.length > 0 || after.aheadMs !== before?.aheadMs)) learnt.push([unit, after]);
    const [first] = ahead;
    if (before === null && clock?.aheadMs != null && first !== undefined) found.push({ unit, aheadMs: clock.aheadMs, from: sourceOf(first) });
  }
  await keepClocks(sql, learnt, recordedAt);
  const limited = <Reading extends PlacedReading>(readings: readonly Reading[]): Reading[] =>
    readings.flatMap((reading) => {
      if (again.readings.has(reading)) return [];
      const atMs = isAhead({ deviceMs: reading.atMs, receivedAtMs: reading.receivedAtMs }) ? times.get(reading.tag.unit)?.get(reading.atMs) : undefined;
      return [atMs === undefined ? reading : { ...reading, atMs, deviceMs: reading.atMs }];
    });
  const distrusted = placed.distrusted.map((one) => ({ ...one, atMs: times.get(one.tag.unit)?.get(one.atMs) ?? one.atMs }));
  const samples = await tellApart(sql, "sample", limited(placed.samples), doubted);
  const counts = await tellApart(sql, "counter_reading", limited(placed.counts), doubted);
  const states = await tellApart(sql, "state_sample", limited(placed.states), doubted);
  return {
    placed: { ...placed, heard, samples, counts, states, distrusted },
    found: found.toSorted((one, other) => one.unit.number - other.unit.number),
  };
}

const claimOf = ({ atMs, message }: SignOfLife) => ({ deviceMs: atMs, receivedAtMs: message.receivedAtMs });

/** Whether something that a unit says is ahead, or may be what it said when it was. */
function isDoubted(signs: readonly SignOfLife[], clock: FastClock | null): boolean {
  return signs.some((sign) => isAhead(claimOf(sign)) || (clock !== null && (clock.aheadMs !== null || sign.atMs <= clock.untilDeviceMs)));
}

/** When a unit was last heard by a clock that was right, before or in this batch; null where that lies before what was said by the one that is ahead. */
function latest(right: readonly SignOfLife[], heardMs: number | null, clock: FastClock | null): number | null {
  const before = clock === null || clock.aheadMs === null ? heardMs : null;
  return right.reduce<number | null>((last, { atMs }) => (last === null || atMs > last ? atMs : last), before);
}

function sourceOf({ message }: SignOfLife): string {
  return message.topic.startsWith(`${SPARKPLUG}/`) ? message.topic.split("/").toSpliced(0, 1).toSpliced(1, 1).join("/") : message.topic;
}

/** Readings that are stored already, and for each unit when what its clock said was. */
type Again = { readonly readings: ReadonlySet<PlacedReading>; readonly times: ReadonlyMap<Unit, ReadonlyMap<number, number>> };

/** Finds what is stored already by what its clock said. */
async function storedAlready(sql: TransactionSql, placed: Placed, doubted: ReadonlySet<Unit>, clocks: Clocks): Promise<Again> {
  const found = new Set<PlacedReading>();
  const times = new Map<Unit, Map<number, number>>();
  const asked = (readings: readonly PlacedReading[]): PlacedReading[] =>
    readings.filter(({ tag, atMs, receivedAtMs }) => doubted.has(tag.unit) && mayBeAgain(atMs, receivedAtMs, clocks.get(tag.unit.id) ?? null));
  /** From when on a reading is looked for: days from before its clock was ahead have no index for it. */
  const fromMs = ({ tag, atMs }: PlacedReading): number => Math.max(atMs - AGAIN_MS, clocks.get(tag.unit.id)?.firstAtMs ?? Number.NEGATIVE_INFINITY);
  const mark = (readings: readonly PlacedReading[], rows: readonly Stored[], idOf: (reading: PlacedReading) => number): void => {
    const stored = new Map(rows.map(({ id, deviceMs, seq, atMs }) => [`${id} ${deviceMs} ${seq}`, atMs]));
    for (const reading of readings) {
      const said = `${idOf(reading)} ${reading.atMs}`;
      const atMs = stored.get(`${said} ${reading.seq}`) ?? stored.get(`${said} ${seqApart(reading.seq, reading.atMs)}`);
      if (atMs === undefined) continue;
      found.add(reading);
      const ofUnit = times.get(reading.tag.unit) ?? new Map<number, number>();
      times.set(reading.tag.unit, ofUnit.set(reading.atMs, atMs));
    }
  };
  for (const [table, readings] of [
    ["sample", asked(placed.samples)],
    ["counter_reading", asked(placed.counts)],
  ] as const) {
    if (readings.length > 0) mark(readings, await storedOfTags(sql, table, readings, fromMs), ({ tag }) => tag.id);
  }
  const states = asked(placed.states);
  if (states.length > 0) mark(states, await storedStates(sql, states, fromMs), ({ tag }) => tag.unit.number);
  return { readings: found, times };
}

/** Whether a reading may be one that was ahead when it came first. */
function mayBeAgain(deviceMs: number, receivedAtMs: number, clock: FastClock | null): boolean {
  return clock !== null && deviceMs <= clock.untilDeviceMs && deviceMs > receivedAtMs - AGAIN_MS;
}

/** Nothing is taken that is ahead by more than a day, and a broker keeps what it delivers again for the seven days of our sessions; the clocks are known for as long (`trimUnmapped`). */
const AGAIN_MS = 9 * 86_400_000;

type Stored = { id: number; deviceMs: number; seq: number; atMs: number };

type From = (reading: PlacedReading) => number;

async function storedOfTags(sql: TransactionSql, table: "sample" | "counter_reading", readings: readonly PlacedReading[], fromMs: From): Promise<readonly Stored[]> {
  return sql<Stored[]>`
    select s.tag_id as id, (extract(epoch from s.device_at) * 1000)::float8 as "deviceMs", s.seq::float8 as seq, (extract(epoch from s.at) * 1000)::float8 as "atMs"
    from unnest(${asArray(readings.map(({ tag }) => tag.unit.number))}::int[], ${asArray(readings.map(({ tag }) => tag.id))}::int[], ${asArray(readings.map(({ atMs }) => atMs))}::float8[],
      ${asArray(readings.map(fromMs))}::float8[]) as one (n, t, ms, least)
    join ${sql(`telemetry.${table}`)} s on s.equipment_number = one.n and s.tag_id = one.t and s.device_at = to_timestamp(one.ms / 1000)
      and s.at <= to_timestamp(one.ms / 1000) and s.at >= to_timestamp(one.least / 1000)`;
}

async function storedStates(sql: TransactionSql, readings: readonly PlacedReading[], fromMs: From): Promise<readonly Stored[]> {
  return sql<Stored[]>`
    select s.equipment_number as id, (extract(epoch from s.device_at) * 1000)::float8 as "deviceMs", s.seq::float8 as seq, (extract(epoch from s.at) * 1000)::float8 as "atMs"
    from unnest(${asArray(readings.map(({ tag }) => tag.unit.number))}::int[], ${asArray(readings.map(({ atMs }) => atMs))}::float8[], ${asArray(readings.map(fromMs))}::float8[]) as one (n, ms, least)
    join telemetry.state_sample s on s.equipment_number = one.n and s.device_at = to_timestamp(one.ms / 1000)
      and s.at <= to_timestamp(one.ms / 1000) and s.at >= to_timestamp(one.least / 1000)`;
}

type Held = { id: number; atMs: number; seq: number; deviceMs: number | null };

/** Gives each reading that would fall on the key of another one, of which its clock said another time, a running number of its own: the key would take it for the same again. */
async function tellApart<Reading extends PlacedReading>(
  sql: TransactionSql,
  table: "sample" | "counter_reading" | "state_sample",
  readings: readonly Reading[],
  doubted: ReadonlySet<Unit>,
): Promise<Reading[]> {
  const asked = readings.filter(({ tag }) => doubted.has(tag.unit));
  if (asked.length === 0) return [...readings];
  const idOf = ({ tag }: Reading): number => (table === "state_sample" ? tag.unit.number : tag.id);
  const ofTag = table === "state_sample" ? sql`` : sql`and s.tag_id = one.t`;
  const rows = await sql<Held[]>`
    select one.t as id, one.ms as "atMs", s.seq::float8 as seq, (extract(epoch from s.device_at) * 1000)::float8 as "deviceMs"
    from unnest(${asArray(asked.map(({ tag }) => tag.unit.number))}::int[], ${asArray(asked.map(idOf))}::int[], ${asArray(asked.map(({ atMs }) => atMs))}::float8[],
      ${asArray(asked.map(({ seq }) => seq))}::bigint[]) as one (n, t, ms, seq)
    join ${sql(`telemetry.${table}`)} s on s.equipment_number = one.n ${ofTag} and s.at = to_timestamp(one.ms / 1000) and s.seq = one.seq`;
  const held = new Map(rows.map(({ id, atMs, seq, deviceMs }) => [`${id} ${atMs} ${seq}`, deviceMs]));
  return readings.map((reading) => {
    if (!doubted.has(reading.tag.unit)) return reading;
    const { atMs, seq, deviceMs } = reading;
    const key = `${idOf(reading)} ${atMs} ${seq}`;
    const by = held.get(key);
    if (by === undefined) held.set(key, deviceMs);
    return by === undefined || by === deviceMs ? reading : { ...reading, seq: seqApart(seq, deviceMs ?? atMs) };
  });
}

async function keepClocks(sql: TransactionSql, clocks: readonly (readonly [Unit, FastClock])[], recordedAt: Date): Promise<void> {
  if (clocks.length === 0) return;
  const rows = clocks.map(([, clock]) => clock);
  await sql`
    insert into telemetry.fast_clock (work_unit_id, ahead_ms, last_device_at, last_at, until_device_at, first_at, seen_at)
    select u, ahead::bigint, to_timestamp(device / 1000), to_timestamp(at / 1000), to_timestamp(until / 1000), to_timestamp(first / 1000), ${recordedAt.toISOString()}::timestamptz
    from unnest(${clocks.map(([{ id }]) => id)}::uuid[], ${rows.map(({ aheadMs }) => aheadMs)}::float8[], ${rows.map(({ lastDeviceMs }) => lastDeviceMs)}::float8[],
      ${rows.map(({ lastAtMs }) => lastAtMs)}::float8[], ${rows.map(({ untilDeviceMs }) => untilDeviceMs)}::float8[], ${rows.map(({ firstAtMs }) => firstAtMs)}::float8[]) as r(u, ahead, device, at, until, first)
    on conflict (work_unit_id) do update set ahead_ms = excluded.ahead_ms, last_device_at = excluded.last_device_at, last_at = excluded.last_at,
      until_device_at = excluded.until_device_at, first_at = excluded.first_at, seen_at = excluded.seen_at`;
}

/** The clocks of units that were ahead of late, by unit id: to be read once the locks of the units are held. */
export async function clocksOf(sql: TransactionSql, units: readonly Unit[]): Promise<Clocks> {
  const rows = await sql<(FastClock & { unitId: string })[]>`
    select work_unit_id as "unitId", ahead_ms::float8 as "aheadMs", (extract(epoch from last_device_at) * 1000)::float8 as "lastDeviceMs",
      (extract(epoch from last_at) * 1000)::float8 as "lastAtMs", (extract(epoch from until_device_at) * 1000)::float8 as "untilDeviceMs",
      (extract(epoch from first_at) * 1000)::float8 as "firstAtMs"
    from telemetry.fast_clock where work_unit_id = any(${asArray(units.map(({ id }) => id))}::uuid[])`;
  return new Map(rows.map(({ unitId, ...clock }) => [unitId, clock]));
}
