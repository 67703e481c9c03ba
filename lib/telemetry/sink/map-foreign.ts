import { crc32 } from "node:zlib";
import type { TransactionSql } from "postgres";
import type { SampleQuality } from "@/lib/domain/equipment/breach-window";
import { leavesOf, parseJsonPath, valueAt, writeJsonPath } from "@/lib/domain/equipment/json-path";
import { type MappedValue, mappingsOf, mapSignal, type SignalMapping, USUAL_TIMES, usualTime } from "@/lib/domain/equipment/signal-mapping";
import { opcuaLossTopic, prefixOf } from "@/lib/domain/equipment/opcua-topic";
import { bySpecificity, filterMatches, parseTopicPattern, type TopicPattern } from "@/lib/domain/equipment/topic-pattern";
import type { ForeignMessage, MetricReading, SignalLoss } from "@/lib/telemetry/batch";
import { type Message, type Quarantined, quarantine } from "@/lib/telemetry/message";
import { parseJson } from "@/lib/telemetry/plain-json";
import { listedOf, type UnmappedValue } from "./keep-unmapped";
import { retireTags } from "./retire-tags";
import { loadSources, type Source, type SourceKind } from "./sources";

/** Why a message lies in quarantine that came by HTTP, or for a source that was switched off meanwhile, and has no shape of ours. */
const UNHEARD = "no source listens to the topic, and it is not site/area/line/unit/kind";

/** What mappings make of foreign messages. */
export type MappedMessages = {
  readonly metrics: readonly MetricReading[];
  readonly losses: readonly SignalLoss[];
  readonly unmapped: readonly UnmappedValue[];
  readonly quarantined: readonly Quarantined[];
};

/** A mapping with what its tags are made of. */
export type Rule = SignalMapping & { readonly siteId: string; readonly name: string; readonly sourceKind: SourceKind };
type Found = { readonly value: MappedValue; readonly rule: Rule; readonly message: Message; readonly quality: SampleQuality };

/**
 * Reads messages that are not of our shape by the mappings as they stand in this transaction: what IT has mapped counts from the next batch
 * on, in every worker and at the HTTP door. The same message again gives the same readings. Values that no mapping knows are answered as such; what is
 * no JSON, has our shape with something wrong, or belongs to no source, goes to quarantine.
 */
export async function mapForeign(sql: TransactionSql, foreign: readonly ForeignMessage[], siteIds: readonly string[] | null): Promise<MappedMessages> {
  if (foreign.length === 0) return { metrics: [], losses: [], unmapped: [], quarantined: [] };
  const rules = await loadRules(sql, siteIds);
  const sources = await loadSources(sql, siteIds);
  const unmapped: UnmappedValue[] = [];
  const byTopic = new Map<string, readonly Rule[]>();
  const found: Found[] = [];
  const quarantined: Quarantined[] = [];
  const lost: LostSource[] = [];
  for (const { message, reason, shaped, paths } of foreign) {
    const { topic } = message;
    const matching = byTopic.get(topic) ?? mappingsOf(rules, topic);
    byTopic.set(topic, matching);
    const source = shaped ? null : sources.ofTopic(topic);
    const json = matching.length === 0 && source === null ? undefined : parseJson(message.payload);
    if (json === undefined) {
      quarantined.push(quarantine(message, matching.length > 0 || source !== null ? "payload is not JSON" : shaped ? reason : UNHEARD));
      continue;
    }
    if (source?.kind === "OPC_UA" && topic === opcuaLossTopic(prefixOf(source.topicFilter))) {
      lost.push({ sourceId: source.id, atMs: usualTime(json) ?? message.receivedAtMs, message });
      continue;
    }
    const problem = readBy(paths === undefined ? matching : matching.filter(({ valuePath }) => paths.has(writeJsonPath(valuePath))), message, json, found);
    if (problem !== null) quarantined.push(quarantine(message, problem));
    if (source !== null) unmapped.push(...unmappedOf(source, message, json, matching));
  }
  const addresses = await tagsOf(sql, found);
  const metrics: MetricReading[] = [];
  for (const one of found) {
    const reading = readingOf(one, addresses);
    if (typeof reading === "string") quarantined.push(quarantine(one.message, reading));
    else metrics.push(reading);
  }
  return { metrics, losses: await lossesOf(sql, lost), unmapped, quarantined };
}

/** A source whose values are lost, all of them, since an instant. */
type LostSource = { readonly sourceId: string; readonly atMs: number; readonly message: Message };

/** The addresses of everything that sources which are lost have said. */
async function lossesOf(sql: TransactionSql, lost: readonly LostSource[]): Promise<SignalLoss[]> {
  if (lost.length === 0) return [];
  const tags = await sql<
    { sourceId: string; address: string }[]
  >`select distinct source_id as "sourceId", address from telemetry.tag where active and source_id = any(${lost.map(({ sourceId }) => sourceId)}::uuid[])`;
  return lost.flatMap(({ sourceId, atMs, message }) => tags.flatMap((tag) => (tag.sourceId === sourceId ? [{ address: tag.address, atMs, message }] : [])));
}

/** Values of one message that are listed at most; more are a table, not a machine's signals. */
const MOST_LEAVES = 200;

/** The values of a message that no mapping names, without its time. */
function unmappedOf(source: Source, message: Message, json: unknown, rules: readonly Rule[]): UnmappedValue[] {
  // What stands beside the value of a node is about the value.
  const named = new Set<string>(source.kind === "OPC_UA" ? [...USUAL_TIMES, "quality", "status"] : USUAL_TIMES);
  for (const { valuePath, timePath, modePath } of rules) for (const path of [valuePath, timePath, modePath]) if (path !== null) named.add(writeJsonPath(path));
  const kept = { metric: "", bytes: message.payload };
  return leavesOf(json, MOST_LEAVES).flatMap(({ path, positions, value }) =>
    named.has(path) || named.has(positions) ? [] : [{ source, address: message.topic, path, value: String(value), unit: null, message, kept }],
  );
}

/**
 * Tells of messages of a topic that are not of our shape whether anything of them would be stored: a mapping finds a value, or the list of what nobody
 * has mapped has one of them or room for it, at one of these sites. Only the list takes nothing of a message whose topic has our shape.
 */
export async function takesForeign(sql: TransactionSql, topic: string, siteIds: readonly string[]): Promise<(message: ForeignMessage) => boolean> {
  const rules = mappingsOf(await loadRules(sql, siteIds), topic);
  const source = (await loadSources(sql, siteIds)).ofTopic(topic);
  const listed = source === null ? null : await listedOf(sql, source, topic);
  return ({ message, shaped }) => {
    const json = parseJson(message.payload);
    if (json === undefined) return false;
    if (rules.some((rule) => typeof (mapSignal(rule, topic, json) ?? "") !== "string")) return true;
    if (shaped || source === null || listed === null) return false;
    return unmappedOf(source, message, json, rules).some(({ path }) => !listed.ignored.has(path) && (listed.hasRoom || listed.paths.has(path)));
  };
}

/** Adds what the mappings find in a message; answers the first thing that is wrong with it. */
function readBy(rules: readonly Rule[], message: Message, json: unknown, found: Found[]): string | null {
  let problem: string | null = null;
  for (const rule of rules) {
    const value = mapSignal(rule, message.topic, json);
    if (typeof value === "string") problem ??= `${rule.name}: ${value}`;
    else if (value !== null) found.push({ value, rule, message, quality: rule.sourceKind === "OPC_UA" ? qualityIn(json) : "GOOD" });
  }
  return problem;
}

/** What a value of an OPC UA server is worth, as it says itself. */
function qualityIn(json: unknown): SampleQuality {
  const quality = valueAt(json, ["quality"]);
  return quality === "UNCERTAIN" || quality === "BAD" ? quality : "GOOD";
}

function readingOf({ value, rule, message, quality }: Found, addresses: ReadonlySet<string>): MetricReading | string {
  const address = mappedAddress(rule.id, value.unit);
  if (!addresses.has(address)) return `site ${rule.site} has no work unit ${value.unit}, to which ${rule.name} is mapped`;
  // Two values of one instant stay two, and a redelivery stays one: the number is made of the message.
  return {
    address,
    name: rule.name,
    atMs: value.atMs ?? message.receivedAtMs,
    ownTime: value.atMs !== null,
    seq: crc32(message.payload),
    value: value.value,
    quality,
    unit: null,
    historical: false,
    message,
  };
}

/** Address of the tag that a mapping makes for a work unit. */
export function mappedAddress(mappingId: string, unit: string): string {
  return `${mappingId}/${unit.toUpperCase()}`;
}

/** The mappings that are in force at these sites, or at all: the more specific before the less. */
export async function loadRules(sql: TransactionSql, siteIds: readonly string[] | null): Promise<Rule[]> {
  const rows = await sql<
    {
      id: string;
      siteId: string;
      site: string;
      topicFilter: string;
      topicPattern: string;
      valuePath: string;
      timePath: string | null;
      timeFrom: Rule["timeFrom"];
      zone: string | null;
      states: Rule["states"];
      modePath: string | null;
      modes: Rule["modes"];
      workUnit: string;
      kind: Rule["kind"];
      counter: Rule["counter"];
      name: string;
      sourceKind: SourceKind;
    }[]
  >`
    select m.id, m.site_id as "siteId", s.code as site, k.topic_filter as "topicFilter", m.topic_pattern as "topicPattern", m.value_path as "valuePath", m.time_path as "timePath", m.time_from as "timeFrom", case when m.local_time then s.time_zone end as zone,
      m.states, m.mode_path as "modePath", m.modes, m.work_unit as "workUnit", m.kind, m.counter, m.name, k.kind as "sourceKind"
    from telemetry.signal_mapping m join reference.site s on s.id = m.site_id join telemetry.source k on k.id = m.source_id
    where m.active and (${siteIds === null} or m.site_id = any(${[...(siteIds ?? [])]}::uuid[])) order by m.id`;
  return rows
    .toSorted((a, b) => bySpecificity(a.topicPattern, b.topicPattern))
    .map(({ topicFilter, topicPattern, valuePath, timePath, modePath, ...row }) => {
      const pattern = parseTopicPattern(topicPattern);
      const value = parseJsonPath(valuePath);
      const [time, mode] = [timePath, modePath].map((path) => (path === null ? null : parseJsonPath(path)));
      // Whoever stored it read it the same way.
      if ("problem" in pattern || value === null || (time === null && timePath !== null) || (mode === null && modePath !== null))
        throw new Error(`mapping ${row.id} cannot be read`);
      // A pattern may be wider than what its source listens to: what another site's sources hear is none of its business.
      const match: TopicPattern["match"] = (topic) => (filterMatches(topicFilter, topic) ? pattern.match(topic) : null);
      return { ...row, pattern: { ...pattern, match }, valuePath: value, timePath: time ?? null, modePath: mode ?? null };
    });
}

/** Makes the tags that are missing. Answers the addresses of all that there are. */
async function tagsOf(sql: TransactionSql, found: readonly Found[]): Promise<ReadonlySet<string>> {
  if (found.length === 0) return new Set();
  const wanted = new Map(found.map(({ rule, value }) => [mappedAddress(rule.id, value.unit), { rule, unit: value.unit.toUpperCase() }]));
  const standing = await sql<{ address: string }[]>`select address from telemetry.tag where active and mapping_id is not null and address = any(${[...wanted.keys()]}::text[])`;
  const addresses = new Set(standing.map(({ address }) => address));
  const missing = [...wanted].filter(([address]) => !addresses.has(address));
  if (missing.length === 0) return addresses;
  // One that is not in force had another meaning: taken up again, its counter would count from where that one stood.
  const idle = await sql<
    { id: number }[]
  >`select id from telemetry.tag where not active and mapping_id is not null and address = any(${missing.map(([address]) => address)}::text[]) order by id`;
  await retireTags(
    sql,
    idle.map(({ id }) => id),
  );
  const made = await sql<{ address: string }[]>`
    insert into telemetry.tag as t (site_id, source_id, address, name, work_unit_id, equipment_number, kind, counter, counter_modulus, uom, scale, lower_limit, upper_limit, sample_interval_seconds, mapping_id)
    select m.site_id, m.source_id, w.address, m.name, e.id, e.number, m.kind, m.counter, m.counter_modulus, m.uom, m.scale, m.lower_limit, m.upper_limit, m.sample_interval_seconds, m.id
    from unnest(${missing.map(([address]) => address)}::text[], ${missing.map(([, { rule }]) => rule.id)}::uuid[], ${missing.map(([, { unit }]) => unit)}::text[]) as w(address, mapping, unit)
    join telemetry.signal_mapping m on m.id = w.mapping
    join reference.equipment e on e.site_id = m.site_id and upper(e.code) = w.unit and e.level = 'WORK_UNIT'
    order by w.address
    on conflict (source_id, address, kind, name) do update set active = true
    returning t.address`;
  for (const { address } of made) addresses.add(address);
  return addresses;
}
