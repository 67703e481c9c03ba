import { hostname } from "node:os";
import { sql } from "drizzle-orm";
import { systemActor } from "@/lib/auth/system-actor";
import { restateDue } from "@/lib/commands/costing/restate-due";
import { closeDue } from "@/lib/commands/execution/close-due";
import { escalateDue } from "@/lib/commands/execution/escalate-due";
import { reportSignInLocks } from "@/lib/commands/execution/report-sign-in-locks";
import { tendAttendance } from "@/lib/commands/execution/tend-attendance";
import { layOutCalendar } from "@/lib/commands/integration/lay-out-calendar";
import { reportLate } from "@/lib/commands/integration/report-late";
import { reportParked } from "@/lib/commands/integration/report-parked";
import { reportRefused } from "@/lib/commands/integration/report-refused";
import { tendProposals } from "@/lib/commands/planning/tend-proposals";
import { watchMaterial } from "@/lib/commands/materials/watch-material";
import { raiseAllDueChecks } from "@/lib/commands/quality/raise-due-checks";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { patternsMeet } from "@/lib/domain/equipment/topic-pattern";
import { tell } from "@/lib/commands/services";
import { judgeCounts } from "@/lib/commands/telemetry/judge-counts";
import { restateAttribution } from "@/lib/commands/telemetry/restate-attribution";
import { storeKept } from "@/lib/commands/telemetry/store-kept";
import { composition } from "@/lib/composition";
import { onOutboxWritten } from "@/lib/integration/outbox/wake";
import { brokerIdentity } from "@/lib/platform/broker-identity";
import { endInTime } from "@/lib/platform/end-in-time";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { brokerAddress } from "@/lib/telemetry/broker-access";
import { probeBroker } from "@/lib/telemetry/probe-broker";
import { startSubscriber } from "@/lib/telemetry/subscriber";
import { aliveNodes } from "@/lib/telemetry/sink/alive-nodes";
import { listenedUntil } from "@/lib/telemetry/sink/listened-until";
import { listenedSources, rememberSubscribed } from "@/lib/telemetry/sink/listened-sources";
import { trimUnmapped } from "@/lib/telemetry/sink/keep-unmapped";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { trimQuarantine } from "@/lib/telemetry/sink/trim-quarantine";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";
import { beat } from "./worker/heartbeat";
import { commandTotals } from "./worker/command-totals";
import { dropOldTelemetry, keepPartitions } from "./worker/keep-partitions";
import { repeat } from "./worker/repeat";
import { rollUpPerformance } from "./worker/roll-up-performance";
import { sealAll } from "./worker/seal-all";
import { testBrokerQueue } from "./worker/test-broker-queue";
import { restateTotals, tellNewTotals } from "./worker/tell-period-totals";

// The worker: machines in, ERP in and out, and the housekeeping. Any number may run; each may die at any moment.
const name = `${hostname()}/${process.pid}`;
const { services, channel, connection, close } = composition();
const { db, clock } = services;
const startedAt = clock.now();
const ending = new AbortController();
/** The difference of count and entry that was looked at last. */
let lastDifference: string | null = null;

await retryUntilDone("database", () => db.execute(sql`select 1`));
const ingested = { samples: 0, counts: 0, states: 0, quarantined: 0, dropped: 0, passedOver: 0 };

const waits = { leaseSeconds: env.MILLRACE_LEASE_SECONDS, timing: { retrySeconds: env.MILLRACE_RETRY_SECONDS, circuitSeconds: env.MILLRACE_CIRCUIT_SECONDS } };
const dispatcher = channel.dispatcher(name, waits);
const poller = channel.poller(waits);
const reconciler = channel.reconciler(name);
const subscriber =
  env.MQTT_URL === undefined || env.DATABASE_URL === undefined
    ? null
    : startSubscriber({
        url: env.MQTT_URL,
        mqtt: brokerIdentity,
        databaseUrl: env.DATABASE_URL,
        clock,
        log,
        sources: () => listenedSources(db),
        remember: (sourceId, subscribed) => rememberSubscribed(db, sourceId, subscribed),
        aliveNodes: () => aliveNodes(db),
        listenedUntil: () => listenedUntil(db),
        async write(batch, lease) {
          const { stored, passedOver } = await ingestBatch(services, systemActor("telemetry", ["telemetry.write"], []), batch, { lease });
          ingested.samples += stored.samples;
          ingested.counts += stored.counts;
          ingested.states += stored.states;
          ingested.quarantined += stored.quarantined;
          ingested.dropped += stored.dropped;
          ingested.passedOver += passedOver;
        },
      });
const probe =
  env.MQTT_URL === undefined || subscriber === null
    ? null
    : probeBroker({
        url: env.MQTT_URL,
        mqtt: brokerIdentity,
        isFree: async (topic) => (await listenedSources(db)).every(({ topicFilter }) => topicFilter === null || !patternsMeet(topicFilter, topic)),
      });
if (subscriber === null) log.warn("MQTT_URL is not set: machines are not heard");

dispatcher.start();
poller.start();
const jobs = [
  // First of all, and again well before the next day begins. Until then the default partition takes what comes; health watches it.
  repeat("partitions", 600_000, () => keepPartitions(db, clock.now())),
  repeat("retention", 6 * 3_600_000, retention),
  repeat("seal", 500, () => sealAll(db, clock.now())),
  repeat("heartbeat", 2_000, heartbeat),
  repeat("calendar", 6 * 3_600_000, () => layOutCalendar(db, clock.now())),
  repeat("silence", 5_000, silence),
  repeat("kept values", 10_000, async () => tell(services, await db.transaction((tx) => storeKept(tx, systemActor("telemetry", ["telemetry.write"], []), clock.now(), null)))),
  repeat("queue of the broker", 5_000, testQueue),
  repeat("unmapped values", 60_000, () => db.transaction((tx) => trimUnmapped(rawSql(tx), clock.now()))),
  repeat("quarantine", 60_000, boundQuarantine),
  repeat("parked messages", 60_000, () => reportParked(services)),
  repeat("refused messages", 60_000, () => reportRefused(services)),
  repeat("late messages", 30_000, async () => void (await reportLate(services))),
  repeat("reconciliation", 2_000, () => reconciler.round()),
  repeat("totals", 60_000, async () => void (await tellNewTotals(services))),
  repeat("restated totals", 15 * 60_000, async () => void (await restateTotals(services))),
  repeat("figures of shifts", 60_000, keepShiftFigures),
  repeat("moves of production", 3_000, async () => void (await tendProposals(services))),
  repeat("due checks", 10_000, async () => void (await raiseAllDueChecks(services))),
  repeat("material", 30_000, async () => void (await watchMaterial(services))),
  repeat("escalation", 5_000, async () => (await escalateDue(services)) > 0),
  repeat("locked badges", 5_000, async () => void (await reportSignInLocks(services))),
  repeat("attendance", 60_000, async () => void (await tendAttendance(services))),
  repeat("counts and entries", 60_000, compareCounts),
  repeat("late states", 30_000, async () => void (await restateDue(services))),
  repeat("late loads", 1_000, async () => void (await restateAttribution(services))),
  repeat("closing", 30_000, async () => void (await closeDue(services))),
];
const stopListening = await retryUntilDone("outbox notice", () => onOutboxWritten(connection.sql, () => dispatcher.wake()));
log.info({ worker: name }, "worker ready");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    endInTime(log);
    void stop();
  });
}

/** What health and metrics tell of this worker. */
async function heartbeat(): Promise<void> {
  const fault = subscriber === null ? "MQTT_URL is not set" : (subscriber.fault?.message ?? null);
  await beat(db, name, startedAt, clock.now(), {
    sources: subscriber?.status() ?? [],
    broker: subscriber?.problem ?? probe?.problem ?? null,
    address: env.MQTT_URL === undefined ? null : brokerAddress(env.MQTT_URL),
    fault,
    ingested,
    commands: await commandTotals(),
  });
}

/** Once for each broker, and when IT asks. */
async function testQueue(): Promise<void> {
  if (subscriber === null || env.MQTT_URL === undefined) return;
  try {
    await testBrokerQueue(services, { url: env.MQTT_URL, mqtt: brokerIdentity, log, subscriber, signal: ending.signal });
  } catch (fault) {
    if (!ending.signal.aborted) throw fault;
  }
}

async function compareCounts(): Promise<void> {
  lastDifference = await judgeCounts(services, lastDifference);
}

/** Raw telemetry goes when its time has passed. */
async function retention(): Promise<void> {
  const dropped = await dropOldTelemetry(db, clock.now(), env.MILLRACE_TELEMETRY_DAYS);
  if (dropped > 0) log.info({ partitions: dropped, keptDays: env.MILLRACE_TELEMETRY_DAYS }, "telemetry that is no longer kept was dropped");
}

async function boundQuarantine(): Promise<void> {
  const gone = await trimQuarantine(db, clock.now());
  if (gone > 0) log.warn({ messages: gone }, "more lies in quarantine than is kept; the oldest were let go");
}

/** Units that have said nothing for too long are UNKNOWN from then on (KP-04). */
async function silence(): Promise<void> {
  const silent = await db.transaction((tx) => markSilent(tx, clock.now()));
  services.tellLive(silent.map(({ unitId, siteId }) => ({ siteId, kind: "unit", id: unitId, orderId: null })));
}

/** A machine that fell silent while no worker looked is UNKNOWN first, and its shift is written then. */
async function keepShiftFigures(): Promise<boolean> {
  await silence();
  return rollUpPerformance(services);
}

/** A database that is down at the start is waited for; nothing of the worker makes sense without it. */
async function retryUntilDone<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
    try {
      return await work();
    } catch (fault) {
      log.warn({ err: fault, what }, "the worker cannot begin yet; trying again");
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Takes nothing new, finishes what is in hand, lets go of everything. */
async function stop(): Promise<void> {
  ending.abort(new Error("the worker ends"));
  reconciler.stop();
  probe?.close();
  await Promise.allSettled([subscriber?.close(), poller.stop(), dispatcher.stop(), ...jobs.map((job) => job.stop()), stopListening()]);
  await close();
  log.info({ worker: name }, "worker stopped");
  process.exit(0);
}
