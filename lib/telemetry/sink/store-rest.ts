import type { TransactionSql } from "postgres";
import { asArray } from "./as-array";
import { type Distrusted, QUALITY } from "./place";

/** Everything that the addresses said last is stale from now on (Sparkplug: all metrics of a dead node or device). */
export async function markStale(sql: TransactionSql, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await sql`update telemetry.latest_value set stale = true where not stale and tag_id in (select id from telemetry.tag where address = any(${[...addresses]}::text[]))`;
}

/** What these signals said last is stale from then on, and of bad quality; what they said after that is not. The caller holds the lock of their units. */
export async function distrust(sql: TransactionSql, distrusted: readonly Distrusted[]): Promise<void> {
  if (distrusted.length === 0) return;
  await sql`
    update telemetry.latest_value l set at = said.at, quality = ${QUALITY.BAD}, stale = true
    from (select tag_id, to_timestamp(max(ms) / 1000) as at from unnest(${asArray(distrusted.map(({ tag }) => tag.id))}::int[], ${asArray(distrusted.map(({ atMs }) => atMs))}::float8[]) as r(tag_id, ms) group by 1) said
    where l.tag_id = said.tag_id and l.at <= said.at`;
}
