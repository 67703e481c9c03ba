import type { TransactionSql } from "postgres";

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
  /** How much faster than the clock its site works; decimal text. */
  readonly timeFactor: string;
  readonly counters: Set<string>;
};

/** The tags of some addresses. */
export type TagMap = {
  /** False for a machine that nobody configured. */
  knows(address: string): boolean;
  find(address: string, kind: Tag["kind"], name: string): Tag | undefined;
  /** A Sparkplug metric: its tag decides on the kind. */
  findMetric(address: string, name: string): Tag | undefined;
  units(address: string): readonly Unit[];
  readonly all: readonly Unit[];
};

type Row = {
  id: number;
  address: string;
  name: string;
  kind: Tag["kind"];
  counter: Tag["counter"];
  maximum: number | null;
  scale: string;
  sourceId: string;
  unitId: string;
  number: number;
  code: string;
  siteId: string;
  siteCode: string;
  workCentreId: string | null;
  workCentre: string | null;
  isConstraint: boolean | null;
  sampleIntervalSeconds: number;
  microStopSeconds: number;
  timeFactor: string;
};

/** Reads the active tags of these addresses; with `siteIds` those of these sites only, so that a key of one site cannot write for another. */
export async function loadTags(sql: TransactionSql, addresses: readonly string[], siteIds: readonly string[] | null): Promise<TagMap> {
  const rows = await sql<Row[]>`
    select t.id, t.address, t.name, t.kind, t.counter, t.counter_modulus::float8 as maximum, t.scale::text, t.source_id as "sourceId", e.id as "unitId", e.number, e.code, e.site_id as "siteId", s.code as "siteCode", s.time_factor::text as "timeFactor",
      c.id as "workCentreId", c.code as "workCentre", c.constraint_unit_id = e.id as "isConstraint", e.sample_interval_seconds as "sampleIntervalSeconds", e.micro_stop_seconds as "microStopSeconds"
    from telemetry.tag t join reference.equipment e on e.id = t.work_unit_id join reference.site s on s.id = e.site_id left join reference.equipment c on c.id = e.parent_id
    where t.active and t.address = any(${[...addresses]}::text[]) and (${siteIds === null} or t.site_id = any(${[...(siteIds ?? [])]}::uuid[]))`;
  return toTagMap(rows);
}

function toTagMap(rows: readonly Row[]): TagMap {
  const units = new Map<number, Unit>();
  const byAddress = new Map<string, { tags: Map<string, Tag>; metrics: Map<string, Tag>; units: Map<number, Unit> }>();
  for (const row of rows) {
    const unit = units.get(row.number) ?? toUnit(row);
    units.set(row.number, unit);
    if (row.counter !== null) unit.counters.add(row.counter);
    const tag: Tag = {
      id: row.id,
      address: row.address,
      name: row.name,
      kind: row.kind,
      counter: row.counter,
      maximum: row.maximum,
      scale: row.scale,
      sourceId: row.sourceId,
      unit,
    };
    const at = byAddress.get(row.address) ?? { tags: new Map<string, Tag>(), metrics: new Map<string, Tag>(), units: new Map<number, Unit>() };
    byAddress.set(row.address, at);
    at.tags.set(`${row.kind} ${row.name}`, tag);
    at.metrics.set(row.name, tag);
    at.units.set(unit.number, unit);
  }
  return {
    knows: (address) => byAddress.has(address),
    find: (address, kind, name) => byAddress.get(address)?.tags.get(`${kind} ${name}`),
    findMetric: (address, name) => byAddress.get(address)?.metrics.get(name),
    units: (address) => [...(byAddress.get(address)?.units.values() ?? [])],
    all: [...units.values()],
  };
}

function toUnit(row: Row): Unit {
  return {
    id: row.unitId,
    number: row.number,
    code: row.code,
    siteId: row.siteId,
    siteCode: row.siteCode,
    workCentreId: row.workCentreId,
    workCentre: row.workCentre,
    isConstraint: row.isConstraint === true,
    sampleIntervalMs: row.sampleIntervalSeconds * 1000,
    microStopSeconds: row.microStopSeconds,
    timeFactor: row.timeFactor,
    counters: new Set(),
  };
}
