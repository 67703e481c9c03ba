import type { TransactionSql } from "postgres";
import { bySpecificity, parseTopicPattern, type TopicPattern } from "@/lib/domain/equipment/topic-pattern";

/** A source as the sink knows it. */
export type Source = { readonly id: string; readonly siteId: string; readonly code: string; readonly kind: SourceKind; readonly topicFilter: string };
export type SourceKind = "PLAIN_JSON" | "SPARKPLUG" | "HTTP" | "OPC_UA";

/** Which source a message belongs to. */
export type Sources = {
  /** Of a plain topic. */
  ofTopic(topic: string): Source | null;
  /** Of a Sparkplug address, `group/node[/device]`. */
  ofAddress(address: string): Source | null;
};

/** The active sources of these sites, or of all. Where several hear a topic it belongs to the most specific one, and so does an address. */
export async function loadSources(sql: TransactionSql, siteIds: readonly string[] | null): Promise<Sources> {
  const rows = await sql<Source[]>`
    select id, site_id as "siteId", code, kind, topic_filter as "topicFilter" from telemetry.source
    where active and (${siteIds === null} or site_id = any(${[...(siteIds ?? [])]}::uuid[])) order by kind, code, id`;
  rows.sort((one, other) => bySpecificity(one.topicFilter, other.topicFilter));
  const plain = rows.flatMap((row): { source: Source; pattern: TopicPattern }[] => {
    const pattern = row.kind === "SPARKPLUG" ? null : parseTopicPattern(row.topicFilter);
    return pattern === null || "problem" in pattern ? [] : [{ source: row, pattern }];
  });
  const groups = rows.filter(({ kind }) => kind === "SPARKPLUG").map((row) => ({ source: row, group: row.topicFilter.split("/")[1] }));
  return {
    ofTopic: (topic) => plain.find(({ pattern }) => pattern.match(topic) !== null)?.source ?? null,
    ofAddress: (address) => groups.find(({ group }) => group === "#" || group === "+" || group === address.split("/")[0])?.source ?? null,
  };
}
