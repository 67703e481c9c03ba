import type { TransactionSql } from "postgres";
import { allowedSilenceMs } from "@/lib/domain/equipment/silence";
import type { StateWord } from "@/lib/domain/equipment/state-words";
import { asArray } from "./as-array";

/** Which signal belongs to which machine, and what it means: a row of the tag table. */
export type Tag = {
  readonly id: number;
  readonly address: string;
  readonly name: string;
  readonly kind: "STATE" | "COUNTER" | "PARAMETER";
  readonly counter: "GOOD" | "TOTAL" | "SCRAP" | null;
  /** Highest value that a counter shows before it wraps; null: it does not. */
  readonly maximum: number | null;
  /** Units of the item per step of the counter, or of the parameter's unit per raw value; decimal text. */
  readonly scale: string;
  readonly uom: string | null;
  /** What the machine calls its states; null: as we or PackML do. */
  readonly states: readonly StateWord[] | null;
  /** TR-04: limits of a parameter, inclusive; null is no limit on that side. */
  readonly low: number | null;
  readonly high: number | null;
  /** KP-04: a longer time between two of its values is missing data; infinite where its source tells changes only. */
  readonly maxGapMs: number;
  readonly sourceId: string;
  readonly unit: Unit;
};

/** A work unit with what the rules need of it. */
export type Unit = {
  readonly id: string;
  readonly number: number;
  readonly code: string;
  readonly siteId: string;
  readonly siteCode: string;
  readonly workCentreId: string | null;
  readonly workCentre: string | null;
  /** ST-06: its state is the line's. */
  readonly isConstraint: boolean;
  readonly sampleIntervalMs: number;
  readonly microStopSeconds: number;
  /** Some of what is heard of it are Sparkplug metrics, which tell changes only: that it said nothing may mean that nothing changed. */
  readonly tellsChanges: boolean;
  /** How much faster than the clock its site works; decimal text. */
  readonly timeFactor: string;
  /** Which counters it has, wherever they are told: what one of them counts depends on the others. */
  readonly counters: ReadonlySet<string>;
};

/** The tags of some addresses. */
export type TagMap = {
  /** False for a machine that nobody configured. */
  knows(address: string): boolean;
  find(address: string, kind: Tag["kind"], name: string): Tag | undefined;
  /** A Sparkplug metric: its tag decides on the kind. */
  findMetric(address: string, name: string): Tag | undefined;
  units(address: string): readonly Unit[];
};

type TagRow = Omit<Tag, "unit" | "maxGapMs"> & { readonly unitId: string; readonly intervalSeconds: number | null; readonly tellsChanges: boolean };
type UnitRow = Omit<Unit, "isConstraint" | "sampleIntervalMs" | "counters"> & {
  readonly isConstraint: boolean | null;
  readonly sampleIntervalSeconds: number;
  readonly counters: readonly string[];
};

/** Addresses whose tags a batch needs, and which kinds of them; null: all. */
export type Wanted = { readonly addresses: readonly string[]; readonly kinds: readonly Tag["kind"][] | null };

/** Reads the active tags of these addresses; with `siteIds` those of these sites only, so that a key of one site cannot write for another. */
export async function loadTags(sql: TransactionSql, { addresses, kinds }: Wanted, siteIds: readonly string[] | null): Promise<TagMap> {
  const within = sql`t.active and (${siteIds === null} or t.site_id = any(${[...(siteIds ?? [])]}::uuid[]))`;
  const tags = await sql<TagRow[]>`
    select t.id, t.address, t.name, t.kind, t.counter, t.counter_modulus::float8 as maximum, t.scale::text, t.uom, t.states,
      t.lower_limit::float8 as low, t.upper_limit::float8 as high, t.sample_interval_seconds as "intervalSeconds", s.kind in ('SPARKPLUG', 'OPC_UA') as "tellsChanges",
      t.source_id as "sourceId", t.work_unit_id as "unitId"
    from telemetry.tag t join telemetry.source s on s.id = t.source_id where t.address = any(${[...addresses]}::text[]) and ${within} and (${kinds === null} or t.kind = any(${[...(kinds ?? [])]}::text[]))`;
  const found = new Set(tags.map(({ address }) => address));
  const others = addresses.filter((address) => !found.has(address));
  // Whether a machine is unknown or has only tags of other kinds decides what is said of its messages.
  const known =
    others.length === 0 || kinds === null
      ? []
      : await sql<{ address: string }[]>`select distinct t.address from telemetry.tag t where t.address = any(${others}::text[]) and ${within}`;
  return toTagMap(tags, await loadUnits(sql, [...new Set(tags.map(({ unitId }) => unitId))]), known);
}

async function loadUnits(sql: TransactionSql, ids: readonly string[]): Promise<UnitRow[]> {
  if (ids.length === 0) return [];
  return sql<UnitRow[]>`
    select e.id, e.number, e.code, e.site_id as "siteId", s.code as "siteCode", s.time_factor::text as "timeFactor", c.id as "workCentreId", c.code as "workCentre",
      c.constraint_unit_id = e.id as "isConstraint", e.sample_interval_seconds as "sampleIntervalSeconds", e.micro_stop_seconds as "microStopSeconds",
      exists (select from telemetry.tag t join telemetry.source o on o.id = t.source_id where t.work_unit_id = e.id and t.active and o.kind = 'SPARKPLUG') as "tellsChanges",
      array(select distinct t.counter from telemetry.tag t where t.work_unit_id = e.id and t.active and t.kind = 'COUNTER') as counters
    from unnest(${asArray(ids)}::uuid[]) as unit(id) join reference.equipment e on e.id = unit.id join reference.site s on s.id = e.site_id left join reference.equipment c on c.id = e.parent_id`;
}

function toTagMap(tags: readonly TagRow[], rows: readonly UnitRow[], known: readonly { readonly address: string }[]): TagMap {
  const units = new Map(rows.map((row) => [row.id, toUnit(row)]));
  const nothing = () => ({
    tags: { STATE: new Map<string, Tag>(), COUNTER: new Map<string, Tag>(), PARAMETER: new Map<string, Tag>() },
    metrics: new Map<string, Tag>(),
    units: new Set<Unit>(),
  });
  const byAddress = new Map(known.map(({ address }) => [address, nothing()]));
  for (const { unitId, intervalSeconds, tellsChanges, ...row } of tags) {
    const unit = units.get(unitId);
    // Its unit went between the two statements.
    if (unit === undefined) continue;
    const tag: Tag = { ...row, maxGapMs: maxGapMs(intervalSeconds, tellsChanges, unit), unit };
    const at = byAddress.get(row.address) ?? nothing();
    byAddress.set(row.address, at);
    at.tags[row.kind].set(row.name, tag);
    at.metrics.set(row.name, tag);
    at.units.add(unit);
  }
  return {
    knows: (address) => byAddress.has(address),
    find: (address, kind, name) => byAddress.get(address)?.tags[kind].get(name),
    findMetric: (address, name) => byAddress.get(address)?.metrics.get(name),
    units: (address) => [...(byAddress.get(address)?.units ?? [])],
  };
}

function toUnit({ isConstraint, sampleIntervalSeconds, counters, ...row }: UnitRow): Unit {
  return { ...row, isConstraint: isConstraint === true, sampleIntervalMs: sampleIntervalSeconds * 1000, counters: new Set(counters) };
}

function maxGapMs(intervalSeconds: number | null, tellsChanges: boolean, unit: Unit): number {
  if (intervalSeconds !== null) return allowedSilenceMs(intervalSeconds * 1000);
  return tellsChanges ? Number.POSITIVE_INFINITY : allowedSilenceMs(unit.sampleIntervalMs);
}
