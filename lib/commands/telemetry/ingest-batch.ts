import "server-only";
import type { Tx } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type Change, type Services, tell, type ToTell } from "@/lib/commands/services";
import { appendEvents } from "@/lib/eventlog/append";
import { newId } from "@/lib/platform/ids";
import { metrics } from "@/lib/platform/metrics";
import type { TelemetryBatch } from "@/lib/telemetry/batch";
import { assertLease, type Lease } from "@/lib/telemetry/lease";
import { type Known, SampleCollision } from "@/lib/telemetry/sink/copy-samples";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { isEmpty, sink, type SinkContext, type Sunk } from "@/lib/telemetry/sink/sink";
import { storeTally } from "@/lib/telemetry/sink/source-tally";
import { countBeyond } from "@/lib/telemetry/sink/store-quarantine";
import { counterSuspectFacts } from "./counter-suspect";
import { breachFacts } from "./parameter-breach";
import { fastClockFact } from "./fast-clock";
import { type LineFact, lineFacts, tellErp } from "./line-facts";

/** What a batch led to. */
export type IngestResult = {
  readonly stored: Sunk["stored"];
  readonly unmapped: Sunk["unmapped"];
  readonly late: Sunk["late"];
  /** Births of Sparkplug nodes and devices that are only counted, because they were born too often. */
  readonly passedOver: number;
  readonly changed: readonly Change[];
  /** Lines that went down, as recorded in `equipment.down`. */
  readonly down: readonly LineFact[];
  /** Lines that run again, as recorded in `equipment.restored`. */
  readonly restored: readonly LineFact[];
};

/** The lease under which a worker writes; the sites that what is written may concern, which are the actor's unless told; false for what came before, and may be refused again without a bound. */
type Under = { readonly lease?: Lease; readonly siteIds?: readonly string[]; readonly bounded?: boolean };

/**
 * The one ingest function, called by the worker's subscriber and by `POST /api/telemetry`: stores a batch with everything that follows from it
 * in one transaction, and tells the screens after commit. It may be repeated with the same batch, nothing counts twice. A machine key
 * writes for its own sites only; what it says about others is quarantined as unknown. Faults are thrown and leave nothing behind, such as a `LeaseLost` where the worker
 * writes under a lease that is no longer its own.
 */
export async function ingestBatch(services: Services, actor: Actor, batch: TelemetryBatch, under: Under = {}): Promise<IngestResult> {
  if (isEmpty(batch)) {
    return { stored: { samples: 0, counts: 0, states: 0, quarantined: 0, dropped: 0 }, unmapped: 0, late: 0, passedOver: 0, changed: [], down: [], restored: [] };
  }
  const recordedAt = services.clock.now();
  const { lease, siteIds = actor.kind === "SYSTEM" ? null : sitesWith(actor, "telemetry.write"), bounded = true } = under;
  const stop = metrics.commandSeconds.startTimer({ command: "ingest-batch" });
  let outcome = "FAULT";
  try {
    const result = await byLatestFirst((known) =>
      services.db.transaction(async (tx) => {
        if (lease !== undefined) await assertLease(rawSql(tx), lease);
        return ingestWithin(tx, actor, batch, { recordedAt, siteIds, bounded, known });
      }),
    );
    outcome = "ACCEPTED";
    tell(services, result);
    return {
      stored: result.sunk.stored,
      unmapped: result.sunk.unmapped,
      late: result.sunk.late,
      passedOver: batch.nodes.reduce((sum, { passedOver = 0 }) => sum + passedOver, 0),
      changed: result.changed,
      down: result.lines.filter(({ event }) => event.type === "equipment.down"),
      restored: result.lines.filter(({ event }) => event.type === "equipment.restored"),
    };
  } finally {
    stop({ outcome });
  }
}

/** Stores without a look at the keys of samples, and with one where that ends in a collision. */
async function byLatestFirst<Result>(store: (known: Known) => Promise<Result>): Promise<Result> {
  try {
    return await store("BY_LATEST");
  } catch (error) {
    if (error instanceof SampleCollision) return store("BY_KEYS");
    throw error;
  }
}

/** A batch that is stored, with who is to be told of it. */
type Ingested = ToTell & { readonly sunk: Sunk; readonly lines: readonly LineFact[] };

/** The same in the transaction of a command that stores more than a batch; who calls it tells what is to be told after commit. */
export async function ingestWithin(tx: Tx, actor: Actor, batch: TelemetryBatch, context: SinkContext): Promise<Ingested> {
  const sunk = await sink(tx, batch, context);
  const lines = await recordFacts(tx, actor, sunk, context.recordedAt);
  await storeTally(rawSql(tx), sunk.tally, context.recordedAt);
  await countBeyond(rawSql(tx), sunk.beyond);
  return { sunk, lines, changed: changesOf(sunk), outbox: lines.some(({ told }) => told) };
}

/** Appends what became a fact: lines down and restored, counters that nobody can explain, parameters out of their limits, clocks that are ahead. */
async function recordFacts(tx: Tx, actor: Actor, sunk: Sunk, recordedAt: Date): Promise<LineFact[]> {
  const commandId = newId();
  const told: LineFact[] = [];
  for (const fact of await lineFacts(tx, sunk.changes)) {
    const { event, change } = fact;
    await appendEvents(tx, { siteId: change.unit.siteId, commandId, ...actorOf(actor), eventTime: change.at, recordTime: recordedAt }, [event]);
    told.push({ ...fact, told: await tellErp(tx, fact, commandId, recordedAt) });
  }
  for (const suspect of sunk.suspects) {
    await appendEvents(tx, { siteId: suspect.unit.siteId, commandId, ...actorOf(actor), eventTime: new Date(suspect.atMs), recordTime: recordedAt }, counterSuspectFacts(suspect));
  }
  for (const news of sunk.breaches) {
    const eventTime = new Date(Math.min(news.type === "BEGAN" ? news.sample.atMs : (news.toMs ?? news.fromMs), recordedAt.getTime()));
    await appendEvents(tx, { siteId: news.tag.unit.siteId, commandId, ...actorOf(actor), eventTime, recordTime: recordedAt }, await breachFacts(tx, news));
  }
  for (const clock of sunk.fastClocks) {
    await appendEvents(tx, { siteId: clock.unit.siteId, commandId, ...actorOf(actor), eventTime: recordedAt, recordTime: recordedAt }, [fastClockFact(clock)]);
  }
  return told;
}

function actorOf(actor: Actor): { accountId: null; personId: null; deviceId: null; actor: string } {
  return { accountId: null, personId: null, deviceId: null, actor: actor.name };
}

function changesOf(sunk: Sunk): Change[] {
  return [
    ...sunk.units.map((unit): Change => ({ siteId: unit.siteId, kind: "unit", id: unit.id, orderId: null })),
    ...sunk.moved.flatMap(({ siteId, workCentreId }): Change[] => (workCentreId === null ? [] : [{ siteId, kind: "line", id: workCentreId, orderId: null }])),
    ...sunk.sources.map(({ id, siteId }): Change => ({ siteId, kind: "source", id, orderId: null })),
    ...sunk.suspects.map(({ unit, orderId }): Change => ({ siteId: unit.siteId, kind: "exception", id: unit.id, orderId })),
    ...sunk.breaches.map(({ tag: { unit } }): Change => ({ siteId: unit.siteId, kind: "exception", id: unit.id, orderId: null })),
    ...sunk.fastClocks.map(({ unit }): Change => ({ siteId: unit.siteId, kind: "exception", id: unit.id, orderId: null })),
    ...sunk.counted.map(({ operationId, orderId, siteId }): Change => ({ siteId, kind: "count", id: operationId, orderId })),
  ];
}
