import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pino } from "pino";
import { sql } from "drizzle-orm";
import { site } from "@/db/schema/reference";
import { quarantine } from "@/db/schema/telemetry";
import { source } from "@/db/schema/telemetry-source";
import { seedSimulatedPlant } from "@/db/seed/simulated-plant";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { differences, wantedFigures } from "@/lib/processes/simulation/figures";
import { storedFigures } from "@/lib/processes/simulation/stored-figures";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { type Fault, FAULTS, simulate } from "@/lib/sandbox/plant/simulation";
import { startSubscriber, type Subscriber } from "@/lib/telemetry/subscriber";
import { ingestBatch } from "./ingest-batch";

const LINES = 6;

describe.each([
  ["plain JSON", false],
  ["Sparkplug B", true],
])("a simulated plant that speaks %s, through broker and worker", (_, sparkplug) => {
  // What is told comes when it happens, so that a clock can be seen to be off: the plant's time, and after its end the time that passes.
  let plantTime = { ms: 0, since: Date.now() };
  const clock = { now: () => new Date(plantTime.ms + Date.now() - plantTime.since) };
  const passes = (now: Date): void => {
    if (now > clock.now()) plantTime = { ms: now.getTime(), since: Date.now() };
  };
  let broker: TestBroker;
  let database: TestDatabase;
  let subscriber: Subscriber;
  beforeAll(async () => {
    broker = await testBroker();
    database = await testDatabase();
    await database.db.transaction((tx) => seedSimulatedPlant(tx, LINES, sparkplug));
    await database.db.execute(sql`select telemetry.ensure_partitions(current_date - 4, current_date + 1)`);
    const sites = await database.db.select({ siteId: site.id, code: site.code }).from(site);
    const worker = systemActor("telemetry", ["telemetry.write"], sites);
    subscriber = startSubscriber({
      url: broker.url,
      databaseUrl: database.url,
      clock,
      log: pino({ level: "silent" }),
      roundMs: 100,
      sources: async () => (await database.db.select().from(source)).flatMap(({ id, kind, topicFilter }) => (kind === "HTTP" ? [] : [{ id, kind, topicFilter }])),
      write: async (batch) => void (await ingestBatch({ db: database.db, clock, tellLive: () => undefined, wakeOutbox: () => undefined }, worker, batch)),
    });
    await connected();
  }, 60_000);
  afterAll(async () => {
    await subscriber.close();
    await database.close();
    await broker.stop();
  });
  const connected = () => vi.waitFor(() => expect(subscriber.status().filter((one) => one.connected)).toHaveLength(2), { timeout: 15_000 });

  it("holds exactly the totals of the simulator, whatever goes wrong: duplicates, late messages, lost connections, resets, rollovers, clocks an hour off, that are put right, nodes that die or skip numbers, old things said again, floods, garbage and payloads of megabytes, which are all put aside at their machine", async () => {
    const totals = await simulate({
      url: broker.url,
      seed: 11,
      lines: LINES,
      rate: 4000,
      plantSeconds: 360,
      sparkplug,
      faults: new Set<Fault>(FAULTS),
      endsAt: new Date(),
      passes,
    });
    expect(totals.values).toBeGreaterThan(LINES * 360);
    const aside = totals.machines.reduce((sum, one) => sum + one.aside, 0);
    expect(aside).toBeGreaterThan(30);
    const wanted = wantedFigures(totals.machines);
    const span = { addresses: totals.machines.map(({ address }) => address), from: new Date(0), begins: new Date(0) };
    await vi.waitFor(async () => expect(differences(wanted, await storedFigures(database.sql, span))).toEqual([]), { timeout: 30_000, interval: 200 });
    expect(await database.db.$count(quarantine)).toBe(aside);
    const verdicts = await database.sql<{ verdict: string }[]>`select distinct verdict from telemetry.counter_reading order by 1`;
    // What went wrong did go wrong: otherwise the totals would prove nothing.
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(["FIRST", "NORMAL", "RESET", "ROLLOVER"]));
    const [spread] = await database.sql<
      { hours: number }[]
    >`select (extract(epoch from max(at) - min(at)) / 3600)::float8 as hours from telemetry.sample where at > ${new Date(Date.now() - 86_400_000).toISOString()}::timestamptz`;
    // The clock that is behind is believed, the one that is ahead is not: it was seen, and nothing is of the time to come.
    expect(spread?.hours).toBeGreaterThan(1);
    const [seen] = await database.sql<{ clocks: number; future: number }[]>`
      select (select count(*) from telemetry.fast_clock)::int as clocks, (select count(*) from telemetry.sample where at > ${clock.now().toISOString()}::timestamptz)::int as future`;
    expect(seen).toEqual({ clocks: 1, future: 0 });
  }, 90_000);
});
