import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { parseJsonPath, valueAt } from "@/lib/domain/equipment/json-path";
import { filterMatches, parseTopicPattern, SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import { groupBy } from "@/lib/domain/shared/group-by";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

/** What a mapping cannot read. `kept`: so many messages wait for the mapping to be put right; `aside`: so many lie in quarantine, of this topic the latest. */
export type RefusedValues = { readonly kept: number; readonly aside: number; readonly lastValue: string | null; readonly reason: string | null; readonly topic: string | null };

/** Messages in quarantine that are looked through, and their topics and reasons. */
const LOOKED_THROUGH = 10_000;
const GROUPS = 500;
/** Of a longer message the value is not shown. */
const READ_BYTES = 8_192;
/** What a pattern of topics has where not every level stands for itself. */
const OPEN_LEVEL = /[+#{]/;

const Aside = z.object({ topic: z.string(), reason: z.string(), metric: z.string().nullable(), count: z.number(), bytes: z.string().nullable() });
type Aside = z.infer<typeof Aside>;
const Kept = z.object({
  sourceId: z.string(),
  sparkplug: z.boolean(),
  address: z.string(),
  path: z.string(),
  lastValue: z.string().nullable(),
  reason: z.string().nullable(),
  count: z.number(),
});
type Kept = z.infer<typeof Kept>;
const Mapping = z.object({ id: z.string(), sourceId: z.string(), topicFilter: z.string(), topicPattern: z.string(), valuePath: z.string(), name: z.string() });
const Metric = z.object({ tagId: z.number(), sourceId: z.string(), address: z.string(), name: z.string() });

/** The mappings of the actor's sites that refuse what comes, by their id, a Sparkplug metric by that of its tag: a word that is not among those of its states, a text where a number is meant. */
export async function refusedValues({ db }: Reader, actor: Actor): Promise<ReadonlyMap<string, RefusedValues>> {
  const sites = ids(sitesWith(actor, "integration.configure"));
  const [aside, kept] = await Promise.all([
    readRows(
      db,
      Aside,
      sql`
      with alike as (
        select topic, reason, metric, count(*) + sum(dropped) as count, (array_agg(id order by received_at desc, id desc))[1] as id, max(received_at) as last_at
        from (
          select id, topic, reason, metric, dropped, received_at from telemetry.quarantine where replayed_at is null and site_id = any (${sites}) order by received_at desc limit ${LOOKED_THROUGH}
        ) q
        group by topic, reason, metric order by max(received_at) desc limit ${GROUPS}
      )
      select a.topic, a.reason, a.metric, a.count::float8 as count, case when octet_length(q.bytes) <= ${READ_BYTES} then encode(q.bytes, 'hex') end as bytes
      from alike a join telemetry.quarantine q on q.id = a.id order by a.last_at desc`,
    ),
    readRows(
      db,
      Kept,
      sql`
      select u.source_id as "sourceId", k.kind = 'SPARKPLUG' as sparkplug, u.address, u.path, u.last_value as "lastValue", u.refused_reason as reason,
        (select count(*)::int from telemetry.unmapped_message m where m.source_id = u.source_id and m.address = u.address and m.metric = case k.kind when 'SPARKPLUG' then u.path else '' end) as count
      from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id
      where u.refused_at is not null and u.ignored_at is null and u.site_id = any (${sites}) order by u.refused_at desc limit ${GROUPS}`,
    ),
  ]);
  if (aside.length === 0 && kept.length === 0) return new Map();
  const metricsAside = groupBy(
    aside.filter(({ metric }) => metric !== null),
    ({ topic, metric }) => keyOf(addressOf(topic), metric),
  );
  const metricsKept = groupBy(
    kept.filter(({ sparkplug }) => sparkplug),
    ({ address, path }) => keyOf(address, path),
  );
  const addresses = new Set([
    ...aside.filter(({ metric }) => metric !== null).map(({ topic }) => addressOf(topic)),
    ...kept.filter(({ sparkplug }) => sparkplug).map(({ address }) => address),
  ]);
  const [mappings, metrics] = await Promise.all([
    readRows(
      db,
      Mapping,
      sql`select m.id, m.source_id as "sourceId", k.topic_filter as "topicFilter", m.topic_pattern as "topicPattern", m.value_path as "valuePath", m.name
        from telemetry.signal_mapping m join telemetry.source k on k.id = m.source_id where m.active and m.site_id = any (${sites})`,
    ),
    readRows(
      db,
      Metric,
      sql`select t.id as "tagId", t.source_id as "sourceId", t.address, t.name from telemetry.tag t join telemetry.source k on k.id = t.source_id and k.kind = 'SPARKPLUG'
        where t.active and t.site_id = any (${sites}) and t.address in (select jsonb_array_elements_text(${JSON.stringify([...addresses])}::jsonb))`,
    ),
  ]);
  const found = new Map<string, RefusedValues>();
  const taken = takenBy(
    aside.filter(({ metric }) => metric === null),
    kept.filter(({ sparkplug }) => !sparkplug),
  );
  const jsonIn = readOnce();
  for (const { id, sourceId, topicFilter, topicPattern, valuePath, name } of mappings) {
    const path = parseJsonPath(valuePath);
    if (path === null) continue;
    const told = taken(topicFilter, topicPattern);
    const own = told.aside.filter(({ reason }) => isOf(name, reason));
    const still = told.kept.filter((one) => one.sourceId === sourceId && one.path === valuePath);
    note(found, id, own, still, name, ({ bytes }) => shown(valueAt(jsonIn(bytes), path)));
  }
  for (const { tagId, sourceId, address, name } of metrics) {
    const own = (metricsAside.get(keyOf(address, name)) ?? []).filter(({ reason }) => isOf(name, reason));
    const still = (metricsKept.get(keyOf(address, name)) ?? []).filter((one) => one.sourceId === sourceId);
    note(found, String(tagId), own, still, name, ({ bytes }) => shown(valueAt(jsonIn(bytes), ["value"])));
  }
  return found;
}

/** Of what was refused, what a pattern of topics takes of a source's. A pattern is compared once, however many mappings share it, and one without an open level is not compared at all. */
function takenBy(
  aside: readonly Aside[],
  kept: readonly Kept[],
): (topicFilter: string, topicPattern: string) => { readonly aside: readonly Aside[]; readonly kept: readonly Kept[] } {
  const asideOf = groupBy(aside, ({ topic }) => topic);
  const keptOf = groupBy(kept, ({ address }) => address);
  const topics = [...new Set([...asideOf.keys(), ...keptOf.keys()])].map((topic) => ({ topic, levels: topic.split("/") }));
  const known = new Map<string, { readonly aside: readonly Aside[]; readonly kept: readonly Kept[] }>();
  const find = (topicFilter: string, topicPattern: string) => {
    const pattern = parseTopicPattern(topicPattern);
    if ("problem" in pattern) return { aside: [], kept: [] };
    if (!OPEN_LEVEL.test(topicPattern))
      return filterMatches(topicFilter, topicPattern) ? { aside: asideOf.get(topicPattern) ?? [], kept: keptOf.get(topicPattern) ?? [] } : { aside: [], kept: [] };
    const taken = new Set(topics.flatMap(({ topic, levels }) => (pattern.match(levels) !== null && filterMatches(topicFilter, levels) ? [topic] : [])));
    // The latest come first, of whatever topic.
    return { aside: aside.filter(({ topic }) => taken.has(topic)), kept: kept.filter(({ address }) => taken.has(address)) };
  };
  return (topicFilter, topicPattern) => {
    const key = keyOf(topicFilter, topicPattern);
    const found = known.get(key) ?? find(topicFilter, topicPattern);
    known.set(key, found);
    return found;
  };
}

/** Reads each message once, however many mappings show a value of it. */
function readOnce(): (hex: string | null) => unknown {
  const read = new Map<string, unknown>();
  return (hex) => {
    if (hex === null) return undefined;
    if (!read.has(hex)) read.set(hex, jsonOf(hex));
    return read.get(hex);
  };
}

function keyOf(one: string | null, other: string | null): string {
  return `${one}\n${other}`;
}

function note(found: Map<string, RefusedValues>, id: string, aside: readonly Aside[], kept: readonly Kept[], name: string, valueIn: (one: Aside) => string | null): void {
  const [last, waiting] = [aside[0], kept[0]];
  const reason = last === undefined ? (waiting?.reason ?? null) : last.reason;
  if (last === undefined && waiting === undefined) return;
  found.set(id, {
    kept: kept.reduce((sum, { count }) => sum + count, 0),
    aside: aside.reduce((sum, { count }) => sum + count, 0),
    lastValue: last === undefined ? (waiting?.lastValue ?? null) : valueIn(last),
    reason: reason?.startsWith(`${name}: `) === true ? reason.slice(name.length + 2) : reason,
    topic: last?.topic ?? null,
  });
}

/** A reason that a mapping of that name gives. */
function isOf(name: string, reason: string): boolean {
  return reason.startsWith(`${name}: `) || reason.startsWith(`${name} is `) || reason.endsWith(` to which ${name} is mapped`);
}

/** Address of the node or device that a Sparkplug topic names; null for any other. */
function addressOf(topic: string): string | null {
  const [space, group, , ...rest] = topic.split("/");
  return space === SPARKPLUG ? [group, ...rest].join("/") : null;
}

/** A message in hexadecimal digits as the JSON that it is; undefined where it is none. */
function jsonOf(hex: string): unknown {
  try {
    return JSON.parse(Buffer.from(hex, "hex").toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 60);
}
