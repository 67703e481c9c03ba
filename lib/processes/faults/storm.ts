import { setTimeout as pause } from "node:timers/promises";
import { and, eq, inArray } from "drizzle-orm";
import { exception } from "@/db/schema/exception";
import { connection, messageAttempt, outboxMessage, policy } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { openRelay, type Relay } from "@/lib/erp/http/testing/relay";
import { channelPlant } from "@/lib/integration/testing/channel-plant";
import { sealSecrets } from "@/lib/integration/secrets";
import { TOTALS_TYPES } from "@/lib/messages/outbound";
import { TEST_SECRET } from "@/lib/processes/testing/worker-process";
import { type ChannelRunResult, runChannel } from "./channel-run";
import { until } from "./floor";
import { fates } from "./misfortunes";
import { reckonBooks, toldTo } from "./reckon-books";
import { inWords, type Reckoning } from "./reckoning";
import type { Saying, StormErp, Trouble } from "./storm-erp";

/** How often to look whether something was refused. */
const POLL_MS = 200;

export type StormWeather = {
  /** How often a worker is killed, and the longest time between two kills, in ms. */
  readonly kills: number;
  readonly everyMs: number;
  /** How long people take to say everything, in ms. */
  readonly overMs: number;
  /** How long each trouble of the ERP lasts, and the time between two of them, in ms. */
  readonly troubleMs: number;
  /** How long the ERP may take for everything, in ms. */
  readonly patienceMs: number;
  /** From 0 to below 1, seeded. */
  readonly random: () => number;
};

export type StormResult = ChannelRunResult & {
  readonly said: number;
  readonly reckoning: Reckoning;
  /** Messages that the ERP has not taken in the end, by state. */
  readonly left: Readonly<Record<string, number>>;
  /** Alarms of refused messages that nobody ended. */
  readonly alarms: number;
  /** How often each misfortune came, by kind and status. */
  readonly met: ReadonlyMap<string, number>;
};

/**
 * Lets two workers tell an ERP everything through a proxy that meddles with its calls, kills them at random, and lets the ERP refuse things for a
 * while; then reckons up what stands in its books. Prints what came of it.
 */
export async function blow(erp: StormErp, database: TestDatabase, mqttUrl: string, weather: StormWeather): Promise<StormResult> {
  const luck = fates(weather.random, (call) => erp.share(call));
  const relay =
    erp.url === null
      ? null
      : await openRelay(
          erp.url,
          (call) => erp.meddle?.(call) ?? luck.meddle(call),
          (call, answer) => erp.carried?.(call, answer),
        );
  erp.befall?.((call) => luck.meddle(call));
  try {
    const before = new Set(await erp.books());
    const plant = await connectTo(erp, relay, database);
    const drafts = inTurns(erp.orders.map((order) => erp.story(order)));
    const { kills, everyMs, overMs, patienceMs, random } = weather;
    let over = false;
    const running = runChannel({ database, plant, mqttUrl, drafts, kills, everyMs, overMs, random, patienceMs }).finally(() => (over = true));
    const isTold = async () => (await database.db.$count(messageAttempt)) > 0;
    const isRefused = async () => over || (await database.db.$count(messageAttempt, eq(messageAttempt.outcome, "rejected"))) > 0;
    const troubled = until("the ERP is told something", isTold, undefined, patienceMs).then(() => trouble(erp.troubles, relay, weather.troubleMs, isRefused));
    // Whichever fails: nothing is left running behind.
    const [ran, troubles] = await Promise.allSettled([running, troubled]);
    if (ran.status === "rejected") throw new Error("The channel could not be run", { cause: ran.reason });
    if (troubles.status === "rejected") throw new Error("The ERP could not be troubled", { cause: troubles.reason });
    const run = ran.value;
    const books = (await erp.books()).filter((key) => !before.has(key));
    const told = await toldTo(database);
    if (told.length !== drafts.length) throw new Error(`${drafts.length} things were said, and the outbox holds ${told.length} messages`);
    const reckoning = reckonBooks(told, books, erp);
    const met = [...luck.met].toSorted(([a], [b]) => a.localeCompare(b)).map(([kind, count]) => `${count} ${kind}`);
    console.log(`${erp.system}: ${drafts.length} messages in ${run.seconds} s, ${run.kills} kills, ${run.replayed} refused and replayed; ${met.join(", ")}`);
    console.log(inWords(erp.system, reckoning));
    return { ...run, said: drafts.length, reckoning, left: await leftIn(database), alarms: await alarmsIn(database), met: luck.met };
  } finally {
    await relay?.close();
  }
}

/** A site whose only ERP this is; nothing is read from it, it is all about what it is told. */
async function connectTo(erp: StormErp, relay: Relay | null, { db }: TestDatabase) {
  const url = relay?.url ?? "";
  const plant = await channelPlant(db, { url, key: "not-used-here", webhookSecret: "webhook-secret-not-used" });
  await db.update(connection).set({
    adapter: erp.system,
    settings: erp.settings(url),
    secrets: sealSecrets(erp.secrets, plant.connectionId, TEST_SECRET),
    pollSeconds: 86_400,
    lastPolledAt: new Date(),
  });
  // Totals of an hour come when the hour is over; here everything that is told is counted.
  await db
    .update(policy)
    .set({ enabled: false })
    .where(inArray(policy.messageType, [...TOTALS_TYPES]));
  await erp.prepare?.(db);
  return plant;
}

/** The first of each story, then the second of each, as a floor with many orders says it. */
function inTurns(stories: readonly (readonly Saying[])[]): readonly Saying[] {
  const longest = Math.max(...stories.map((story) => story.length));
  return Array.from({ length: longest }, (_, turn) => stories.flatMap((story) => story.slice(turn, turn + 1))).flat();
}

/** One after the other, and at the end nobody is at the address at all for a while. */
async function trouble(troubles: readonly Trouble[], relay: Relay | null, lastsMs: number, isRefused: () => Promise<boolean>): Promise<void> {
  for (const { begin, end, refuses = false } of troubles) {
    await begin();
    await pause(lastsMs);
    while (refuses && !(await isRefused())) await pause(POLL_MS);
    await end();
    await pause(lastsMs);
  }
  await relay?.deaf(lastsMs);
}

async function leftIn({ db }: TestDatabase): Promise<Record<string, number>> {
  const rows = await db.select({ state: outboxMessage.state }).from(outboxMessage);
  const left: Record<string, number> = {};
  for (const { state } of rows) if (state !== "ACCEPTED") left[state] = (left[state] ?? 0) + 1;
  return left;
}

/** Each refusal has its alarm, and each alarm ends with the replay. */
function alarmsIn({ db }: TestDatabase): Promise<number> {
  return db.$count(exception, and(eq(exception.class, "MESSAGE_DEAD"), eq(exception.state, "RAISED")));
}
