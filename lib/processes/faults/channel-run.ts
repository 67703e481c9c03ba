import { tmpdir } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { inArray, like } from "drizzle-orm";
import type { TestDatabase } from "@/db/testing/database";
import { outboxMessage, workerHeartbeat } from "@/db/schema/integration";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { wakeDispatchers } from "@/lib/integration/outbox/wake";
import { type ChannelPlant, SITE } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { startWorker, type WorkerProcess } from "@/lib/processes/testing/worker-process";
import { allAccepted, until } from "./floor";
import type { Saying } from "./storm-erp";

/** As IN-05 has them, in quick time: what takes minutes in a plant takes seconds here. */
/** Folders of a partner that a test plays lie among its own. */
const QUICK = { MILLRACE_EXCHANGE: tmpdir(), MILLRACE_RETRY_SECONDS: "0.1", MILLRACE_CIRCUIT_SECONDS: "0.5", MILLRACE_LEASE_SECONDS: "3" };
/** Transactions that write messages at once, as commands of many tablets do. */
const TABLETS = 8;

type ChannelRun = {
  readonly database: TestDatabase;
  readonly plant: ChannelPlant;
  readonly mqttUrl: string;
  /** What is to be said, in the order in which it happens; those of one subject stay in it. */
  readonly drafts: readonly Saying[];
  /** How long people take to say all of it, in ms: the workers are killed while they do. */
  readonly overMs: number;
  /** How often a worker is killed, and the longest time between two kills, in ms. */
  readonly kills: number;
  readonly everyMs: number;
  /** From 0 to below 1, seeded. */
  readonly random: () => number;
  /** How long the ERP may take for everything, in ms. */
  readonly patienceMs: number;
};

/** What it took: kills, and what a person replayed because the ERP had refused it or had not taken it in all its tries. */
export type ChannelRunResult = { readonly kills: number; readonly replayed: number; readonly seconds: number };

/**
 * Writes all messages while two workers deliver them and are killed at random, one after the other; a person replays what the ERP refuses and what
 * was given up. Resolves when the ERP took everything or the patience is over.
 */
export async function runChannel(run: ChannelRun): Promise<ChannelRunResult> {
  const { database, plant, drafts, random } = run;
  const settings = { databaseUrl: database.url, mqttUrl: run.mqttUrl, environment: QUICK };
  const workers = [startWorker(settings), startWorker(settings)] as const;
  const begin = performance.now();
  let going = true;
  let kills = 0;
  const killing = (async () => {
    while (going && kills < run.kills) {
      const worker = workers[random() < 0.5 ? 0 : 1];
      // Whatever else this machine does: it is a worker at work that is killed.
      await until("the worker is at work", async () => !going || (await isAtWork(plant, worker)), worker, run.patienceMs);
      await pause(run.everyMs * random());
      if (going) await worker.killAndRestart();
      kills += 1;
    }
  })();
  let replayed = 0;
  const repairing = (async () => {
    while (going) {
      replayed += await replayRefused(plant);
      await pause(500);
    }
  })();
  try {
    await write(plant, drafts, run.overMs, () => void wakeDispatchers(database.sql));
    await killing;
    await until("the ERP took everything", () => allAccepted(database), workers[0], run.patienceMs).catch(() => undefined);
    return { kills, replayed, seconds: Math.round((performance.now() - begin) / 1000) };
  } finally {
    going = false;
    await Promise.all([killing, repairing, ...workers.map((worker: WorkerProcess) => worker.stop())]);
  }
}

async function isAtWork({ db }: ChannelPlant, { pid }: WorkerProcess): Promise<boolean> {
  return (await db.$count(workerHeartbeat, like(workerHeartbeat.worker, `%/${pid}`))) > 0;
}

/** Each subject is written by one of several writers, so that its order is the order of the drafts. */
async function write(plant: ChannelPlant, drafts: readonly Saying[], overMs: number, wake: () => void): Promise<void> {
  const writers = Array.from({ length: TABLETS }, (): Saying[] => []);
  const writerOf = new Map<string, number>();
  for (const draft of drafts) {
    const { subject } = "takesBack" in draft ? draft.takesBack : draft;
    const writer = writerOf.get(subject) ?? writerOf.size % TABLETS;
    writerOf.set(subject, writer);
    writers[writer]?.push(draft);
  }
  const ids = new Map<OutboundDraft, string>();
  await Promise.all(
    writers.map(async (own) => {
      for (const saying of own) {
        const draft = "takesBack" in saying ? saying.draft(ids.get(saying.takesBack) ?? "") : saying;
        const [id = ""] = await plant.say(draft);
        ids.set(draft, id);
        wake();
        await pause(overMs / own.length);
      }
    }),
  );
}

/** IN-06: a person mends the cause and sends the same message again. */
async function replayRefused(plant: ChannelPlant): Promise<number> {
  const person = { ...systemActor("IT", [], []), kind: "PERSON" as const, accountId: newId(), sites: [{ siteId: plant.siteId, code: SITE, roles: ["IT" as const] }] };
  const refused = await plant.db
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(inArray(outboxMessage.state, ["REJECTED", "DEAD"]));
  for (const { id } of refused) await execute(plant.services, person, replayMessage, { commandId: newId(), messageId: id, reason: "The cause is mended" });
  return refused.length;
}
