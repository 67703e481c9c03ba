import type { TransactionSql } from "postgres";
import { REFUSED_A_MINUTE } from "@/lib/domain/equipment/refused-limit";
import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import { groupBy } from "@/lib/domain/shared/group-by";
import { newId } from "@/lib/platform/ids";
import type { Quarantined } from "@/lib/telemetry/message";
import { storableText } from "@/lib/platform/storable-text";
import { asArray } from "./as-array";
import { piecesOf } from "./pieces-of";
import { type Tally, tallyRefused } from "./source-tally";
import { loadSources, type Source } from "./sources";

type Context = {
  /** Sites that the sender may write for; null for a worker. */
  readonly siteIds: readonly string[] | null;
  readonly tally: Tally;
  readonly recordedAt: Date;
  /** False for what lay here before: all of it is put aside again, and its source has not said it anew. */
  readonly bounded: boolean;
};

type Row = {
  readonly id: string;
  readonly site_id: string | null;
  readonly topic: string;
  readonly bytes: Buffer;
  readonly reason: string;
  readonly received_at: string;
  readonly metric: string | null;
  readonly rebirth_asked: boolean;
  dropped: number;
};

/** What was not kept of a topic and reason, and is counted last (`countBeyond`). */
export type Beyond = { readonly topic: string; readonly reason: string };

/**
 * Puts messages aside with their bytes and reason, at the site that their topic names, or whose source listens to it. What a sender says of a site that is not its own
 * is put aside at its own: nobody fills the quarantine of others. Of a source that says more than `REFUSED_A_MINUTE` the rest is counted, on the newest message of its topic and reason
 * and in the minute of the source. Answers how many are kept, and what of the others is to be counted on a message that lay here before.
 */
export async function storeQuarantine(
  sql: TransactionSql,
  quarantined: readonly Quarantined[],
  { siteIds, tally, recordedAt, bounded }: Context,
): Promise<{ readonly kept: number; readonly beyond: readonly Beyond[] }> {
  if (quarantined.length === 0) return { kept: 0, beyond: [] };
  const places = await sql<{ place: string; siteId: string }[]>`
    select lower(code) as place, id as "siteId" from reference.site
    union all select ${`${SPARKPLUG}/`}::text || split_part(topic_filter, '/', 2), site_id from telemetry.source where kind = 'SPARKPLUG'`;
  const sources = await loadSources(sql, siteIds);
  const everybodys = siteIds === null ? sources : await loadSources(sql, null);
  const sites = new Map(places.map(({ place, siteId }) => [place, siteId]));
  const siteOf = (topic: string): string | null => {
    const siteId = sites.get(placeOf(topic)) ?? everybodys.ofTopic(topic)?.siteId ?? null;
    return siteIds === null || (siteId !== null && siteIds.includes(siteId)) ? siteId : (siteIds[0] ?? null);
  };
  const sourceOf = (topic: string): Source | null => (topicIsSparkplug(topic) ? sources.ofAddress(addressOf(topic)) : sources.ofTopic(topic));
  const told = quarantined.map((message) => ({ message, source: bounded ? sourceOf(message.topic) : null }));
  const room = await roomOf(
    sql,
    told.flatMap(({ source }) => (source === null ? [] : [source])),
    recordedAt,
  );
  const newest = new Map<string, Row>();
  const rows: Row[] = [];
  const beyond: Beyond[] = [];
  for (const { message, source } of told) {
    const { topic, bytes, reason, receivedAtMs, metric, rebirthAsked } = message;
    const left = source === null ? 1 : (room.get(source.id) ?? REFUSED_A_MINUTE);
    if (source !== null) {
      room.set(source.id, left - 1);
      tallyRefused(tally, source, receivedAtMs);
    }
    const key = `${topic}\n${reason}`;
    if (left > 0) {
      const row: Row = {
        id: newId(),
        site_id: siteOf(topic),
        topic: storableText(topic),
        bytes: Buffer.from(bytes),
        reason: storableText(reason),
        received_at: new Date(receivedAtMs).toISOString(),
        metric: metric === undefined ? null : storableText(metric),
        rebirth_asked: rebirthAsked === true,
        dropped: 0,
      };
      rows.push(row);
      newest.set(key, row);
      continue;
    }
    const kept = newest.get(key);
    if (kept === undefined) beyond.push({ topic: storableText(topic), reason: storableText(reason) });
    else kept.dropped += 1;
  }
  for (const piece of piecesOf(rows))
    await sql`insert into telemetry.quarantine ${sql(piece, "id", "site_id", "topic", "bytes", "reason", "received_at", "metric", "rebirth_asked", "dropped")}`;
  return { kept: rows.length, beyond };
}

/** How many messages of each source may still be kept in this minute. */
async function roomOf(sql: TransactionSql, sources: readonly Source[], recordedAt: Date): Promise<Map<string, number>> {
  const ids = [...new Set(sources.map(({ id }) => id))];
  if (ids.length === 0) return new Map();
  const rows = await sql<{ sourceId: string; refused: number }[]>`
    select source_id as "sourceId", refused from telemetry.source_minute where source_id = any(${asArray(ids)}::uuid[]) and minute = date_trunc('minute', ${recordedAt.toISOString()}::timestamptz)`;
  return new Map(rows.map(({ sourceId, refused }) => [sourceId, REFUSED_A_MINUTE - refused]));
}

/**
 * Counts what is not kept on the newest message of its topic and reason, if there is one. The last thing of a transaction, after `storeTally`: a replay holds these rows last too,
 * and whoever held them while waiting for machines or for the list of what nobody has mapped would wait for one that waits for them.
 */
export async function countBeyond(sql: TransactionSql, beyond: readonly Beyond[]): Promise<void> {
  const groups = [...groupBy(beyond, ({ topic, reason }) => `${topic}\n${reason}`).values()];
  if (groups.length === 0) return;
  // In the one order in which everybody holds rows of the quarantine, or two would wait for each other: by topic and reason.
  await sql`
    with newest as materialized (
      select k.id, said.n from unnest(${groups.map(([first]) => first?.topic ?? "")}::text[], ${groups.map(([first]) => first?.reason ?? "")}::text[], ${asArray(groups.map((all) => all.length))}::int[]) as said(topic, reason, n)
      cross join lateral (
        select q.id from telemetry.quarantine q where q.replayed_at is null and md5(q.topic || q.reason) = md5(said.topic || said.reason) order by q.received_at desc, q.id desc limit 1) k),
    held as materialized (select q.id from telemetry.quarantine q where q.id in (select id from newest) order by md5(q.topic || q.reason) for update)
    update telemetry.quarantine q set dropped = q.dropped + newest.n from newest join held on held.id = newest.id where q.id = newest.id`;
}

/** What of a topic names its site: the first level, of a Sparkplug topic the group. */
function placeOf(topic: string): string {
  const levels = topic.split("/");
  return levels.slice(0, topicIsSparkplug(topic) ? 2 : 1).join("/");
}

function topicIsSparkplug(topic: string): boolean {
  return topic.startsWith(`${SPARKPLUG}/`);
}

/** Address of the node or device that a Sparkplug topic names. */
function addressOf(topic: string): string {
  const [, group = "", , ...rest] = topic.split("/");
  return [group, ...rest].join("/");
}
