import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { nodeName } from "@/lib/domain/equipment/opcua-topic";
import { type SuggestedMeaning, suggestMeaning, type UnmappedHint } from "@/lib/domain/equipment/suggest-meaning";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const Meaning = { kind: z.enum(["STATE", "COUNTER", "PARAMETER"]), counter: z.enum(["GOOD", "TOTAL", "SCRAP"]).nullable() };

/** What a parameter has to keep to, in its unit, and how often it is told at least. */
const Watch = { lowerLimit: DecimalColumn.nullable(), upperLimit: DecimalColumn.nullable(), sampleIntervalSeconds: z.number().nullable() };

const MappingRow = z.object({
  id: z.string(),
  site: z.string(),
  sourceId: z.string(),
  source: z.string(),
  topicPattern: z.string(),
  valuePath: z.string(),
  timePath: z.string().nullable(),
  workUnit: z.string(),
  ...Meaning,
  name: z.string(),
  uom: z.string().nullable(),
  scale: DecimalColumn,
  ...Watch,
  /** Work units that have said something by it, and when the last one did. */
  units: z.number(),
  lastAt: InstantColumn.nullable(),
});
/** A mapping of JSON topics, as it is in force. */
export type MappingRow = z.infer<typeof MappingRow>;

const MetricRow = z.object({
  tagId: z.number(),
  site: z.string(),
  address: z.string(),
  metric: z.string(),
  workUnit: z.string(),
  ...Meaning,
  uom: z.string().nullable(),
  scale: DecimalColumn,
  ...Watch,
  lastAt: InstantColumn.nullable(),
});
/** A Sparkplug metric and what it means. */
export type MetricRow = z.infer<typeof MetricRow>;

const UnmappedRow = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  sourceId: z.string(),
  source: z.string(),
  sparkplug: z.boolean(),
  opcua: z.boolean(),
  address: z.string(),
  path: z.string(),
  lastValue: z.string().nullable(),
  unit: z.string().nullable(),
  count: z.number(),
  firstSeenAt: InstantColumn,
  lastSeenAt: InstantColumn,
  ignored: z.boolean(),
  neighbour: z.string().nullable(),
});
/** A value that nobody has mapped, with what it probably means. */
export type UnmappedRow = z.infer<typeof UnmappedRow> & { readonly suggested: SuggestedMeaning };

const Unit = z.object({ id: z.string(), siteId: z.string(), code: z.string(), name: z.string() });
const Uom = z.object({ code: z.string(), name: z.string(), symbol: z.string() });
/** What a mapping may name. */
export type MappingChoices = { readonly units: readonly z.infer<typeof Unit>[]; readonly uoms: readonly z.infer<typeof Uom>[] };

export type UnmappedFilter = { readonly source: string | null; readonly text: string | null; readonly ignored: boolean };
/** The list as far as it is shown; `total` counts what the filter leaves. */
export type Unmapped = { readonly rows: readonly UnmappedRow[]; readonly total: number };

const ROWS = 50;
const MAPPINGS = 500;

/** Work units of the actor's sites, and units of measure. */
export async function mappingChoices({ db }: Reader, actor: Actor): Promise<MappingChoices> {
  const sites = sitesWith(actor, "integration.configure");
  const [units, uoms] = await Promise.all([
    readRows(
      db,
      Unit,
      sql`select id, site_id as "siteId", code, name from reference.equipment where level = 'WORK_UNIT' and type <> 'STORAGE_UNIT' and site_id = any (${ids(sites)}) order by code limit 5000`,
    ),
    readRows(db, Uom, sql`select code, name, symbol from reference.uom order by code limit 500`),
  ]);
  return { units, uoms };
}

function watchOf(row: SQL): SQL {
  return sql`trim_scale(${row}.lower_limit)::text as "lowerLimit", trim_scale(${row}.upper_limit)::text as "upperLimit", ${row}.sample_interval_seconds as "sampleIntervalSeconds"`;
}

/** The mappings of JSON topics at the actor's sites. */
export async function signalMappings({ db }: Reader, actor: Actor): Promise<MappingRow[]> {
  return readRows(
    db,
    MappingRow,
    sql`
    select m.id, s.code as site, k.id as "sourceId", k.code as source, m.topic_pattern as "topicPattern", m.value_path as "valuePath", m.time_path as "timePath", m.work_unit as "workUnit", m.kind, m.counter, m.name, m.uom,
      m.scale::text, ${watchOf(sql`m`)}, l.units, l.last as "lastAt"
    from telemetry.signal_mapping m join reference.site s on s.id = m.site_id join telemetry.source k on k.id = m.source_id
    cross join lateral (select count(*)::int as units, max(v.at) as last from telemetry.tag t left join telemetry.latest_value v on v.tag_id = t.id where t.mapping_id = m.id and t.active) l
    where m.active and m.site_id = any (${ids(sitesWith(actor, "integration.configure"))}) order by s.code, m.topic_pattern, m.value_path limit ${MAPPINGS}`,
  );
}

/** The Sparkplug metrics at the actor's sites that mean something. */
export async function mappedMetrics({ db }: Reader, actor: Actor): Promise<MetricRow[]> {
  return readRows(
    db,
    MetricRow,
    sql`
    select t.id as "tagId", s.code as site, t.address, t.name as metric, e.code as "workUnit", t.kind, t.counter, t.uom, t.scale::text, ${watchOf(sql`t`)}, v.at as "lastAt"
    from telemetry.tag t join telemetry.source k on k.id = t.source_id and k.kind = 'SPARKPLUG' join reference.site s on s.id = t.site_id join reference.equipment e on e.id = t.work_unit_id
    left join telemetry.latest_value v on v.tag_id = t.id
    where t.active and t.site_id = any (${ids(sitesWith(actor, "integration.configure"))}) order by s.code, t.address, t.name limit ${MAPPINGS}`,
  );
}

/** What arrives at the actor's sites and nobody has mapped, by source and address; the filter narrows it. */
export async function unmappedValues({ db }: Reader, actor: Actor, filter: UnmappedFilter, { units, uoms }: MappingChoices): Promise<Unmapped> {
  const sites = sitesWith(actor, "integration.configure");
  const text = filter.text === null ? null : `%${filter.text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const where = sql`u.site_id = any (${ids(sites)}) and (u.ignored_at is not null) = ${filter.ignored} and (${filter.source}::text is null or k.code = ${filter.source})
    and (${text}::text is null or u.address ilike ${text} or u.path ilike ${text})`;
  const [rows, [count]] = await Promise.all([
    readRows(
      db,
      UnmappedRow,
      sql`
      select u.id, u.site_id as "siteId", s.code as site, k.id as "sourceId", k.code as source, k.kind = 'SPARKPLUG' as sparkplug, k.kind = 'OPC_UA' as opcua, u.address, u.path, u.last_value as "lastValue", u.unit, u.count::float8 as count,
        u.first_seen_at as "firstSeenAt", u.last_seen_at as "lastSeenAt", u.ignored_at is not null as ignored,
        (select e.code from telemetry.tag t join reference.equipment e on e.id = t.work_unit_id where t.active and t.address = u.address and t.site_id = u.site_id order by t.id limit 1) as neighbour
      from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id join reference.site s on s.id = u.site_id
      where ${where} order by s.code, k.code, u.address, u.path limit ${ROWS}`,
    ),
    readRows(db, z.object({ total: z.number() }), sql`select count(*)::int as total from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id where ${where}`),
  ]);
  const codes = new Map<string, string[]>();
  for (const { siteId, code } of units) codes.set(siteId, [...(codes.get(siteId) ?? []), code]);
  return { rows: rows.map((row) => ({ ...row, suggested: suggestMeaning(hintOf(row), codes.get(row.siteId) ?? [], uoms) })), total: count?.total ?? 0 };
}

/** A value of an OPC UA server is called as its node is. */
function hintOf(row: z.infer<typeof UnmappedRow>): UnmappedHint {
  return row.opcua && row.path === "value" ? { ...row, path: nodeName(row.address) } : row;
}
