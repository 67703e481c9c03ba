import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { REPORTED_STATES, type ReportedState } from "@/lib/domain/equipment/equipment-state";
import { nodeName } from "@/lib/domain/equipment/opcua-topic";
import { fromPackml, PACKML_STATES } from "@/lib/domain/equipment/packml";
import type { StateWord } from "@/lib/domain/equipment/state-words";
import { type SuggestedMeaning, suggestMeaning, type UnmappedHint } from "@/lib/domain/equipment/suggest-meaning";
import { ids, likeText, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

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
  /** It is mapped, and its mapping cannot read what is kept of it. */
  refused: z.boolean(),
  neighbour: z.string().nullable(),
  /** Path of a time that stands beside it in its message, as each element of a list may have one; null where none does. */
  timeBeside: z.string().nullable(),
});
/** A value that nobody has mapped, with what it probably means. */
export type UnmappedRow = z.infer<typeof UnmappedRow> & { readonly suggested: SuggestedMeaning };

const Unit = z.object({ id: z.string(), siteId: z.string(), code: z.string(), name: z.string() });
const Uom = z.object({ code: z.string(), name: z.string(), symbol: z.string() });
/** What a mapping may name; `packml`: PackML's states by number and by name, and which of ours they are. */
export type MappingChoices = {
  readonly units: readonly z.infer<typeof Unit>[];
  readonly uoms: readonly z.infer<typeof Uom>[];
  readonly states: readonly ReportedState[];
  readonly packml: { readonly numbers: readonly StateWord[]; readonly names: readonly StateWord[] };
};

/** `newest`: what was first seen last comes first. */
export type UnmappedFilter = { readonly source: string | null; readonly text: string | null; readonly ignored: boolean; readonly newest?: boolean };
/** A page of the list, the first is 1; `total` counts what the filter leaves. */
export type Unmapped = { readonly rows: readonly UnmappedRow[]; readonly page: number; readonly total: number };

/** Values that a page of the list holds. */
export const UNMAPPED_ROWS = 50;

const PACKML: MappingChoices["packml"] = {
  numbers: PACKML_STATES.map((name, number) => ({ value: String(number), state: fromPackml(name, "Production") })),
  names: PACKML_STATES.map((name) => ({ value: name, state: fromPackml(name, "Production") })),
};

/** What a time looks like, so that how long something took is not taken for one. */
const INSTANT_LIKE = String.raw`^([0-9]{9,19}(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*)$`;

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
  return { units, uoms, states: REPORTED_STATES, packml: PACKML };
}

/** What arrives at the actor's sites and nobody has mapped, by source and address or the newest first; the filter narrows it. Of it a page of `most`: the last one where the list does not reach so far, for mapping what a page shows makes it shorter. */
export async function unmappedValues(
  { db }: Reader,
  actor: Actor,
  filter: UnmappedFilter,
  { units, uoms }: Pick<MappingChoices, "units" | "uoms">,
  { page: asked, most }: { readonly page: number; readonly most: number } = { page: 1, most: UNMAPPED_ROWS },
): Promise<Unmapped> {
  const sites = sitesWith(actor, "integration.configure");
  const text = likeText(filter.text);
  const where = sql`u.site_id = any (${ids(sites)}) and (u.ignored_at is not null) = ${filter.ignored} and (${filter.source}::text is null or k.code = ${filter.source})
    and (${text}::text is null or u.address ilike ${text} or u.path ilike ${text})`;
  const [{ total } = { total: 0 }] = await readRows(
    db,
    z.object({ total: z.number() }),
    sql`select count(*)::int as total from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id where ${where}`,
  );
  const page = Math.min(asked, Math.max(1, Math.ceil(total / most)));
  const rows = await readRows(
    db,
    UnmappedRow,
    sql`
      select u.id, u.site_id as "siteId", s.code as site, k.id as "sourceId", k.code as source, k.kind = 'SPARKPLUG' as sparkplug, k.kind = 'OPC_UA' as opcua, u.address, u.path, u.last_value as "lastValue", u.unit, u.count::float8 as count,
        u.first_seen_at as "firstSeenAt", u.last_seen_at as "lastSeenAt", u.ignored_at is not null as ignored, u.refused_at is not null as refused,
        coalesce(
          (select e.code from telemetry.tag t join reference.equipment e on e.id = t.work_unit_id where t.active and t.address = u.address and t.site_id = u.site_id order by t.id limit 1),
          (select e.code from telemetry.signal_mapping m join reference.equipment e on e.site_id = m.site_id and upper(e.code) = upper(m.work_unit)
           where m.active and m.site_id = u.site_id and m.topic_pattern = u.address order by m.id limit 1)) as neighbour,
        (select b.path from telemetry.unmapped_metric b
         where b.source_id = u.source_id and b.address = u.address and b.path <> u.path and b.last_value ~ ${INSTANT_LIKE}
           and b.path in (select substring(u.path from '^(.*[.])[^.]+$') || name from unnest(array['timestamp', 'ts', 'time']) as name) order by b.path desc limit 1) as "timeBeside"
      from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id join reference.site s on s.id = u.site_id
      where ${where} order by ${filter.newest === true ? sql`u.first_seen_at desc, ` : sql``}s.code, k.code, u.address, u.path limit ${most} offset ${(page - 1) * most}`,
  );
  const bits = await declaredBits(
    db,
    rows.filter(({ sparkplug }) => sparkplug),
  );
  const codes = new Map<string, string[]>();
  for (const { siteId, code } of units) codes.set(siteId, [...(codes.get(siteId) ?? []), code]);
  return {
    rows: rows.map((row) => ({ ...row, suggested: suggestMeaning(hintOf(row, bits.get(`${row.address}\n${row.path}`) ?? null), codes.get(row.siteId) ?? [], uoms) })),
    page,
    total,
  };
}

/** Sparkplug's whole numbers without a sign: bits by the number of the type. */
const UNSIGNED: Readonly<Record<number, number>> = { 5: 8, 6: 16, 7: 32 };

const Declared = z.object({ address: z.string(), path: z.string(), dataType: z.number() });

/** How many bits metrics have that were declared as whole numbers without a sign, by address and path. Each birth is read once, for it may declare thousands. */
async function declaredBits(db: Reader["db"], rows: readonly Pick<UnmappedRow, "address" | "path" | "siteId">[]): Promise<ReadonlyMap<string, number>> {
  if (rows.length === 0) return new Map();
  const declared = await readRows(
    db,
    Declared,
    sql`
    select n.address, m.name as path, m."dataType" from (
      select site_id, group_id || '/' || node_id || case device_id when '' then '' else '/' || device_id end as address, metrics from telemetry.sparkplug_node
    ) n cross join lateral jsonb_to_recordset(n.metrics) as m(name text, "dataType" int)
    where n.site_id = any (${ids([...new Set(rows.map(({ siteId }) => siteId))])}) and n.address in (${texts(rows.map(({ address }) => address))})
      and m.name in (${texts(rows.map(({ path }) => path))}) and m."dataType" between 5 and 7`,
  );
  return new Map(declared.flatMap(({ address, path, dataType }) => (UNSIGNED[dataType] === undefined ? [] : [[`${address}\n${path}`, UNSIGNED[dataType]]])));
}

/** Texts of any kind as rows; a list with commas in it would be read as more of them. */
const texts = (values: readonly string[]): SQL => sql`select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb)`;

/** A value of an OPC UA server is called as its node is. */
function hintOf(row: z.infer<typeof UnmappedRow>, bits: number | null): UnmappedHint {
  return { ...row, bits, ...(row.opcua && row.path === "value" ? { path: nodeName(row.address) } : {}) };
}
