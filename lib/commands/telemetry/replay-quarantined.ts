import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { site } from "@/db/schema/reference";
import { quarantine } from "@/db/schema/telemetry";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { sitesWith } from "@/lib/auth/authorise";
import { systemActor } from "@/lib/auth/system-actor";
import type { CommandResult } from "@/lib/commands/refusal";
import { type Services, tell } from "@/lib/commands/services";
import { emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { readQuarantinedMetric } from "@/lib/telemetry/kept-metric";
import { addPlain } from "@/lib/telemetry/normalise";
import { takesForeign } from "@/lib/telemetry/sink/map-foreign";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { ingestWithin } from "./ingest-batch";

/**
 * What became of the messages. `taken`: stored as if they had just come. `late`: those of them that came too late to count, for a later reading had counted what they say.
 * `known`: they were there already. `unreadable`: still no message, left where they are. `unplaced`: readable, but refused again, and put aside with the reason.
 */
export type Replayed = { readonly taken: number; readonly late: number; readonly known: number; readonly unreadable: number; readonly unplaced: number };

/** Messages that one replay takes up. */
const MOST = 1_000;

/**
 * Ingests again what lies in quarantine: the message asked for and all of its topic and reason. Needs message.replay at the site of its
 * topic, or everywhere when that is nobody's site, and stores nothing for other sites: whoever sent it may have had no right to. Nothing counts twice if it is done twice. Refusal NOT_FOUND.
 */
export async function replayQuarantined(services: Services, actor: Actor, id: string): Promise<CommandResult<Replayed>> {
  const { db, clock } = services;
  const [asked] = await db
    .select()
    .from(quarantine)
    .where(and(eq(quarantine.id, id), isNull(quarantine.replayedAt)));
  const sites = await db.select({ siteId: site.id, code: site.code }).from(site);
  const own = sites.find(({ siteId }) => asked !== undefined && siteId === asked.siteId) ?? sites.find(({ code }) => code.toLowerCase() === asked?.topic.split("/")[0]);
  const allowed = sitesWith(actor, "message.replay");
  if (asked === undefined || !(own === undefined ? sites.every(({ siteId }) => allowed.includes(siteId)) : allowed.includes(own.siteId)))
    return { ok: false, code: "NOT_FOUND", params: {} };

  const recordedAt = clock.now();
  const worker = systemActor(`quarantine, replayed by ${actor.name}`, ["telemetry.write"], sites);
  // What is stored and that it no longer lies here are one transaction: whatever happens in between, neither is there without the other.
  const { data, ingested } = await db.transaction(async (tx) => {
    const { alike, readable, batch } = await takeUp(tx, asked, allowed);
    const { sunk, ...toTell } = await ingestWithin(tx, worker, batch, { recordedAt, siteIds: allowed, bounded: false });
    const { stored, late } = sunk;
    const placed = readable.length - stored.quarantined;
    // One message is one reading, but where mappings take several values of it, and a loss is none.
    const isEach = batch.foreign.length === 0 && batch.losses.length === 0;
    const known = isEach ? Math.max(0, placed - stored.samples - stored.counts - stored.states) : 0;
    const readableIds = readable.map((row) => row.id);
    if (readableIds.length > 0) {
      // In the order in which everybody holds rows of a topic and reason.
      const held = await tx
        .select({ id: quarantine.id })
        .from(quarantine)
        .where(inArray(quarantine.id, readableIds))
        .orderBy(asc(quarantine.receivedAt), asc(quarantine.id))
        .for("update");
      await tx
        .update(quarantine)
        .set({ replayedAt: recordedAt })
        .where(
          inArray(
            quarantine.id,
            held.map((row) => row.id),
          ),
        );
    }
    await audit(tx, recordedAt, {
      action: "quarantine.replayed",
      subject: id,
      siteId: own?.siteId ?? null,
      accountId: actor.accountId,
      outcome: "DONE",
      detail: { topic: asked.topic, messages: readable.length, late, known, unplaced: stored.quarantined },
    });
    return { data: { taken: placed - known, late, known, unreadable: alike.length - readable.length, unplaced: stored.quarantined }, ingested: toTell };
  });
  tell(services, ingested);
  return { ok: true, data, repeated: false };
}

type Lying = typeof quarantine.$inferSelect;

/**
 * What lies here of a topic and reason, of which nobody else replays anything meanwhile; of it what can be read, and the batch that it makes. The rows are held last, when they
 * are marked, as whoever puts messages aside holds them: after machines and the list of what nobody has mapped.
 */
async function takeUp(
  tx: Tx,
  asked: Lying,
  allowed: readonly string[],
): Promise<{ readonly alike: readonly Lying[]; readonly readable: readonly Lying[]; readonly batch: TelemetryBatch }> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`replay\n${asked.topic}\n${asked.reason}`}, 0))`);
  const alike = await tx
    .select()
    .from(quarantine)
    .where(and(eq(quarantine.topic, asked.topic), eq(quarantine.reason, asked.reason), isNull(quarantine.replayedAt)))
    .orderBy(asc(quarantine.receivedAt))
    .limit(MOST);
  const batch = emptyBatch();
  const isTaken = await takesForeign(rawSql(tx), asked.topic, allowed);
  const readable = alike.filter((row) => {
    const message = { topic: row.topic, payload: row.bytes, receivedAtMs: row.receivedAt.getTime() };
    const trial = emptyBatch();
    addPlain(trial, message);
    if (row.metric !== null) {
      const metric = readQuarantinedMetric(row.metric, message);
      if (metric !== null) batch.metrics.push(metric);
      return metric !== null;
    }
    // What cannot be read, or of which nothing would be stored, lies here already, with its reason.
    if (trial.quarantined.length > 0 || !trial.foreign.every(isTaken)) return false;
    addPlain(batch, message);
    return true;
  });
  return { alike, readable, batch };
}
