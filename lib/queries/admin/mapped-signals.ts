import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { REPORTED_STATES } from "@/lib/domain/equipment/equipment-state";
import { ids, likeText, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";
import type { RefusedValues } from "./refused-values";

const Meaning = { kind: z.enum(["STATE", "COUNTER", "PARAMETER"]), counter: z.enum(["GOOD", "TOTAL", "SCRAP"]).nullable() };

/** What a machine calls its states, or its modes. */
const StateWords = z.array(z.object({ value: z.string(), state: z.enum(REPORTED_STATES) }));

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
  timeFrom: z.enum(["MESSAGE", "ARRIVAL"]),
  localTime: z.boolean(),
  modePath: z.string().nullable(),
  modes: StateWords.nullable(),
  workUnit: z.string(),
  ...Meaning,
  name: z.string(),
  uom: z.string().nullable(),
  scale: DecimalColumn,
  counterModulus: z.number().nullable(),
  states: StateWords.nullable(),
  ...Watch,
  /** Work units that have said something by it, and when the last one did. */
  units: z.number(),
  lastAt: InstantColumn.nullable(),
});
/** A mapping of JSON topics, as it is in force. */
export type MappingRow = z.infer<typeof MappingRow> & Refusing;

const MetricRow = z.object({
  tagId: z.number(),
  siteId: z.string(),
  site: z.string(),
  address: z.string(),
  metric: z.string(),
  workUnitId: z.string(),
  workUnit: z.string(),
  ...Meaning,
  uom: z.string().nullable(),
  scale: DecimalColumn,
  counterModulus: z.number().nullable(),
  states: StateWords.nullable(),
  ...Watch,
  lastAt: InstantColumn.nullable(),
});
/** A Sparkplug metric and what it means. */
export type MetricRow = z.infer<typeof MetricRow> & Refusing;

/** What comes of it and it cannot read; null: nothing that is known. */
type Refusing = { readonly refused: RefusedValues | null };

/** A page of what is mapped, JSON topics before Sparkplug metrics; `total` counts what the filter leaves. */
export type MappedSignals = { readonly mappings: readonly MappingRow[]; readonly metrics: readonly MetricRow[]; readonly total: number };

/** Mappings and metrics that a page holds. */
export const MAPPED_ROWS = 50;

/** What is mapped at the actor's sites and holds the text in its topic, address, path, name or work unit; a page of it, the first is 1. What refuses values comes first. */
export async function mappedSignals(
  { db }: Reader,
  actor: Actor,
  filter: { readonly text: string | null; readonly page: number },
  refused: ReadonlyMap<string, RefusedValues>,
): Promise<MappedSignals> {
  const [sites, text] = [ids(sitesWith(actor, "integration.configure")), likeText(filter.text)];
  const mapped = sql`
    from telemetry.signal_mapping m join reference.site s on s.id = m.site_id join telemetry.source k on k.id = m.source_id
    where m.active and m.site_id = any (${sites})
      and (${text}::text is null or m.topic_pattern ilike ${text} or m.value_path ilike ${text} or m.name ilike ${text} or m.work_unit ilike ${text})`;
  const tagged = sql`
    from telemetry.tag t join telemetry.source k on k.id = t.source_id and k.kind = 'SPARKPLUG' join reference.site s on s.id = t.site_id join reference.equipment e on e.id = t.work_unit_id
    where t.active and t.site_id = any (${sites}) and (${text}::text is null or t.address ilike ${text} or t.name ilike ${text} or e.code ilike ${text})`;
  const [count = { mappings: 0, metrics: 0 }] = await readRows(db, Count, sql`select (select count(*) ${mapped})::int as mappings, (select count(*) ${tagged})::int as metrics`);
  const refusing = sql`${`{${[...refused.keys()].join(",")}}`}::text[]`;
  const skipped = (filter.page - 1) * MAPPED_ROWS;
  const mappings = await readRows(
    db,
    MappingRow,
    sql`
    select m.*, l.units, l.last as "lastAt" from (
      select m.id, s.code as site, k.id as "sourceId", k.code as source, m.topic_pattern as "topicPattern", m.value_path as "valuePath", m.time_path as "timePath", m.time_from as "timeFrom",
        m.local_time as "localTime", m.mode_path as "modePath", m.modes, m.work_unit as "workUnit", m.kind, m.counter, m.name, m.uom, m.scale::text, m.counter_modulus::float8 as "counterModulus", m.states,
        ${watchOf(sql`m`)}
      ${mapped} order by (m.id::text = any (${refusing})) desc, s.code, m.topic_pattern, m.value_path limit ${MAPPED_ROWS} offset ${skipped}
    ) m
    cross join lateral (select count(*)::int as units, max(v.at) as last from telemetry.tag t left join telemetry.latest_value v on v.tag_id = t.id where t.mapping_id = m.id and t.active) l
    order by (m.id::text = any (${refusing})) desc, m.site, m."topicPattern", m."valuePath"`,
  );
  const metrics = await readRows(
    db,
    MetricRow,
    sql`
    select t.*, v.at as "lastAt" from (
      select t.id as "tagId", t.site_id as "siteId", s.code as site, t.address, t.name as metric, e.id as "workUnitId", e.code as "workUnit", t.kind, t.counter, t.uom, t.scale::text, t.counter_modulus::float8 as "counterModulus", t.states, ${watchOf(sql`t`)}
      ${tagged} order by (t.id::text = any (${refusing})) desc, s.code, t.address, t.name limit ${MAPPED_ROWS - mappings.length} offset ${Math.max(0, skipped - count.mappings)}
    ) t
    left join telemetry.latest_value v on v.tag_id = t."tagId" order by (t."tagId"::text = any (${refusing})) desc, t.site, t.address, t.metric`,
  );
  return {
    mappings: mappings.map((row) => ({ ...row, refused: refused.get(row.id) ?? null })),
    metrics: metrics.map((row) => ({ ...row, refused: refused.get(String(row.tagId)) ?? null })),
    total: count.mappings + count.metrics,
  };
}

const Count = z.object({ mappings: z.number(), metrics: z.number() });

function watchOf(row: SQL): SQL {
  return sql`trim_scale(${row}.lower_limit)::text as "lowerLimit", trim_scale(${row}.upper_limit)::text as "upperLimit", ${row}.sample_interval_seconds as "sampleIntervalSeconds"`;
}
