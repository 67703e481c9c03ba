import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pino } from "pino";
import { sql } from "drizzle-orm";
import { site } from "@/db/schema/reference";
import { source } from "@/db/schema/telemetry-source";
import { seedSimulatedPlant } from "@/db/seed/simulated-plant";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { type Fault, FAULTS, simulate, type SimulationTotals } from "@/lib/sandbox/plant/simulation";
import { startSubscriber, type Subscriber } from "@/lib/telemetry/subscriber";
import { ingestBatch } from "./ingest-batch";

const LINES = 6;

/** Each state with the instant of its beginning. */
function changesOf(states: readonly { readonly state: string; readonly atMs: number }[]): string[] {
  return states.flatMap(({ state, atMs }, index) => (states[index - 1]?.state === state ? [] : [`${state} ${new Date(atMs).toISOString()}`]));
}

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
    await database.db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
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

  /** What the database holds of everything that was ever told, in the words of the totals. */
  async function stored() {
    const samples = await database.sql<{ address: string; name: string; samples: number; hundredths: number; rolled: number; rolledHundredths: number; hourly: number }[]>`
      select t.address, t.name, (select count(*) from telemetry.sample s where s.tag_id = t.id)::int as samples,
        (select round(sum(s.value::text::numeric) * 100) from telemetry.sample s where s.tag_id = t.id)::float8 as hundredths,
        (select sum(count) from telemetry.rollup_minute r where r.tag_id = t.id)::int as rolled, (select round(sum(sum) * 100) from telemetry.rollup_minute r where r.tag_id = t.id)::float8 as "rolledHundredths",
        (select round(sum(sum) * 100) from telemetry.rollup_hour r where r.tag_id = t.id)::float8 as hourly
      from telemetry.tag t where t.kind = 'PARAMETER'`;
    const counters = await database.sql<{ address: string; name: string; readings: number; made: number }[]>`
      select t.address, t.name, count(r.*)::int as readings, coalesce(sum(r.delta), 0)::int as made from telemetry.tag t left join telemetry.counter_reading r on r.tag_id = t.id where t.kind = 'COUNTER' group by 1, 2`;
    const states = await database.sql<{ address: string; states: number }[]>`
      select t.address, count(s.*)::int as states from telemetry.tag t left join telemetry.state_sample s on s.equipment_number = t.equipment_number where t.kind = 'STATE' group by 1`;
    const intervals = await database.sql<{ address: string; state: string; atMs: number }[]>`
      select t.address, i.raw_state as state,
        round(extract(epoch from coalesce((select s.device_at from telemetry.state_sample s where s.equipment_number = t.equipment_number and s.at = i.from_at limit 1), i.from_at)) * 1000)::float8 as "atMs"
      from telemetry.tag t join telemetry.state_interval i on i.work_unit_id = t.work_unit_id where t.kind = 'STATE' and i.raw_state <> 'UNKNOWN' and i.superseded_at is null order by i.from_at`;
    const aside = await database.sql<{ reason: string }[]>`select distinct reason from telemetry.quarantine order by 1`;
    const rows = [
      ...samples.map(({ address, name, samples: count, ...sums }) => [`${address} ${name}`, [count, sums.rolled, sums.hundredths, sums.rolledHundredths, sums.hourly]] as const),
      ...counters.map(({ address, name, readings, made }) => [`${address} ${name}`, [readings, made]] as const),
      ...states.map(({ address, states: count }) => [address, [count]] as const),
      // By what its clock said, which may have been ahead. A machine that was lost is afterwards in the state in which it was before, until it says otherwise.
      ...states.map(({ address }) => [`${address} history`, changesOf(intervals.filter((one) => one.address === address))] as const),
      ["quarantine", aside.map(({ reason }) => reason)] as const,
    ];
    return Object.fromEntries(rows);
  }

  function wanted(totals: SimulationTotals) {
    const rows = totals.machines.flatMap(({ address, parameters, counters, states, history }) => [
      ...Object.entries(parameters).map(([name, { samples, hundredths }]) => [`${address} ${name}`, [samples, samples, hundredths, hundredths, hundredths]] as const),
      ...Object.entries(counters).map(([name, { readings, made }]) => [`${address} ${name}`, [readings, made]] as const),
      [address, [states]] as const,
      [`${address} history`, changesOf(history)] as const,
    ]);
    return { ...Object.fromEntries(rows), quarantine: [] };
  }

  it("holds exactly the totals of the simulator, whatever goes wrong: duplicates, late messages, lost connections, resets, rollovers, clocks an hour off, that are put right, nodes that die", async () => {
    const totals = await simulate({
      url: broker.url,
      seed: 11,
      lines: LINES,
      rate: 4000,
      plantSeconds: 600,
      sparkplug,
      faults: new Set<Fault>(FAULTS),
      endsAt: new Date(),
      passes,
    });
    expect(totals.values).toBeGreaterThan(LINES * 600);
    await vi.waitFor(async () => expect(await stored()).toEqual(wanted(totals)), { timeout: 30_000, interval: 200 });
    const verdicts = await database.sql<{ verdict: string }[]>`select distinct verdict from telemetry.counter_reading order by 1`;
    // What went wrong did go wrong: otherwise the totals would prove nothing.
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(["FIRST", "NORMAL", "RESET", "ROLLOVER"]));
    const [spread] = await database.sql<{ hours: number }[]>`select (extract(epoch from max(at) - min(at)) / 3600)::float8 as hours from telemetry.sample`;
    // The clock that is behind is believed, the one that is ahead is not: it was seen, and nothing is of the time to come.
    expect(spread?.hours).toBeGreaterThan(1);
    const [seen] = await database.sql<{ clocks: number; future: number }[]>`
      select (select count(*) from telemetry.fast_clock)::int as clocks, (select count(*) from telemetry.sample where at > ${clock.now().toISOString()}::timestamptz)::int as future`;
    expect(seen).toEqual({ clocks: 1, future: 0 });
  }, 90_000);
});
