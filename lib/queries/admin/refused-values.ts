import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { parseJsonPath, valueAt } from "@/lib/domain/equipment/json-path";
import { filterMatches, parseTopicPattern, SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

/** What a mapping cannot read. `kept`: so many messages wait for the mapping to be put right; `aside`: so many lie in quarantine, of this topic the latest. */
export type RefusedValues = { readonly kept: number; readonly aside: number; readonly lastValue: string | null; readonly reason: string | null; readonly topic: string | null };

/** Messages in quarantine that are looked through, and their topics and reasons. */
const LOOKED_THROUGH = 10_000;
const GROUPS = 500;
/** Of a longer message the value is not shown. */
const READ_BYTES = 8_192;

const Aside = z.object({ topic: z.string(), reason: z.string(), metric: z.string().nullable(), count: z.number(), bytes: z.string().nullable() });
type Aside = z.infer<typeof Aside>;
const Kept = z.object({ sourceId: z.string(), sparkplug: z.boolean(), address: z.string(), path: z.string(), lastValue: z.string().nullable(), count: z.number() });
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
      select topic, reason, metric, (count(*) + sum(dropped))::float8 as count, (array_agg(case when octet_length(bytes) <= ${READ_BYTES} then encode(bytes, 'hex') end order by received_at desc, id desc))[1] as bytes
      from (select * from telemetry.quarantine where replayed_at is null and site_id = any (${sites}) order by received_at desc limit ${LOOKED_THROUGH}) q
      group by topic, reason, metric order by max(received_at) desc limit ${GROUPS}`,
    ),
    readRows(
      db,
      Kept,
      sql`
      select u.source_id as "sourceId", k.kind = 'SPARKPLUG' as sparkplug, u.address, u.path, u.last_value as "lastValue",
        (select count(*)::int from telemetry.unmapped_message m where m.source_id = u.source_id and m.address = u.address and m.metric = case k.kind when 'SPARKPLUG' then u.path else '' end) as count
      from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id
      where u.refused_at is not null and u.ignored_at is null and u.site_id = any (${sites}) order by u.refused_at desc limit ${GROUPS}`,
    ),
  ]);
  if (aside.length === 0 && kept.length === 0) return new Map();
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
      sql`select t.id as "tagId", t.source_id as "sourceId", t.address, t.name from telemetry.tag t join telemetry.source k on k.id = t.source_id and k.kind = 'SPARKPLUG' where t.active and t.site_id = any (${sites})`,
    ),
  ]);
  const found = new Map<string, RefusedValues>();
  for (const { id, sourceId, topicFilter, topicPattern, valuePath, name } of mappings) {
    const pattern = parseTopicPattern(topicPattern);
    const path = parseJsonPath(valuePath);
    if ("problem" in pattern || path === null) continue;
    const takes = (topic: string): boolean => filterMatches(topicFilter, topic) && pattern.match(topic) !== null;
    const own = aside.filter(({ topic, metric, reason }) => metric === null && isOf(name, reason) && takes(topic));
    const waiting = kept.filter((one) => !one.sparkplug && one.sourceId === sourceId && one.path === valuePath && takes(one.address));
    note(found, id, own, waiting, name, ({ bytes }) => shown(valueAt(jsonOf(bytes), path)));
  }
  for (const { tagId, sourceId, address, name } of metrics) {
    const own = aside.filter(({ topic, metric, reason }) => metric === name && isOf(name, reason) && addressOf(topic) === address);
    const waiting = kept.filter((one) => one.sparkplug && one.sourceId === sourceId && one.path === name && one.address === address);
    note(found, String(tagId), own, waiting, name, ({ bytes }) => shown(valueAt(jsonOf(bytes), ["value"])));
  }
  return found;
}

function note(
  found: Map<string, RefusedValues>,
  id: string,
  aside: readonly Aside[],
  kept: readonly z.infer<typeof Kept>[],
  name: string,
  valueIn: (one: Aside) => string | null,
): void {
  const [last, waiting] = [aside[0], kept[0]];
  if (last === undefined && waiting === undefined) return;
  found.set(id, {
    kept: kept.reduce((sum, { count }) => sum + count, 0),
    aside: aside.reduce((sum, { count }) => sum + count, 0),
    lastValue: last === undefined ? (waiting?.lastValue ?? null) : valueIn(last),
    reason: last === undefined ? null : last.reason.startsWith(`${name}: `) ? last.reason.slice(name.length + 2) : last.reason,
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

/** A message in hexadecimal digits as the JSON that it is; undefined where it is none, or is not shown. */
function jsonOf(hex: string | null): unknown {
  if (hex === null) return undefined;
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
