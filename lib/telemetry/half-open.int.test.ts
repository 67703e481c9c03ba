import { connectAsync } from "mqtt";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { type Broker, startBroker } from "@/lib/processes/broker";
import { LEASE_MS } from "./leases";
import { startSubscriber, type Subscriber } from "./subscriber";
import { openRelay, type Relay } from "./testing/relay";

// A way to the database that fails without a word: nobody is told that the connection is gone, and the network finds out after a quarter of an hour.

/** Silence, a round, and what a loaded machine takes longer. */
const PATIENT = { timeout: 30_000 };
let database: TestDatabase;
let broker: Broker;
let relay: Relay;
let connects: string[] = [];
let rounds = 0;
/** The next question for the sources goes out on a connection that is lost. */
let loses = false;
const open: Subscriber[] = [];

beforeAll(async () => {
  [database, broker] = await Promise.all([testDatabase(), startBroker({ port: 0, connected: (clientId) => void connects.push(clientId) })]);
  const { port, hostname } = new URL(database.url);
  relay = await openRelay(Number(port), hostname);
});
afterEach(async () => {
  relay.cut();
  relay.mend();
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await Promise.all([relay.close(), broker.stop(), database.close()]);
});

function worker(port?: number, keys: readonly string[] = ["press"], write: () => Promise<void> = () => Promise.resolve()): Subscriber {
  const url = new URL(database.url);
  if (port !== undefined) [url.hostname, url.port] = ["127.0.0.1", String(port)];
  const one = startSubscriber({
    url: broker.url,
    databaseUrl: url.href,
    sources: () => {
      rounds += 1;
      if (loses) {
        loses = false;
        return new Promise(() => undefined);
      }
      return Promise.resolve(keys.map((id) => ({ id, kind: "PLAIN_JSON", topicFilter: `${id}/#` })));
    },
    write,
    clock: { now: () => new Date() },
    log: pino({ level: "silent" }),
    roundMs: 200,
  });
  open.push(one);
  return one;
}
const hears = (one: Subscriber): boolean => one.status().some(({ connected }) => connected);

it("a worker whose way to the database is dead leaves its source to the one that takes it over, instead of throwing it out again and again", async () => {
  const cutOff = worker(relay.port);
  await vi.waitFor(() => expect(hears(cutOff)).toBe(true), PATIENT);
  const heir = worker();
  relay.hush();
  await vi.waitFor(() => expect(hears(heir)).toBe(true), PATIENT);
  connects = [];
  rounds = 0;
  // Four seconds, in each of which both would connect.
  await vi.waitFor(() => expect(rounds).toBeGreaterThan(20), PATIENT);
  expect(connects.length, connects.join()).toBeLessThan(2);
  expect([hears(cutOff), hears(heir)]).toEqual([false, true]);
}, 60_000);

it("a lease connection that alone is dead is replaced within seconds", async () => {
  const one = worker(relay.port);
  await vi.waitFor(() => expect(hears(one)).toBe(true), PATIENT);
  const backends = async () =>
    (await database.sql`select pid from pg_stat_activity where application_name = 'millrace-leases' and datname = current_database()`).map(({ pid }) => Number(pid));
  const before = await backends();
  expect(before).toHaveLength(1);
  const lostAt = performance.now();
  relay.lose();
  await vi.waitFor(async () => {
    expect((await backends()).filter((pid) => !before.includes(pid))).toHaveLength(1);
    expect(hears(one)).toBe(true);
  }, PATIENT);
  expect(performance.now() - lostAt).toBeGreaterThan(LEASE_MS / 2);
}, 60_000);

it("one that dies before its first answer, too, is replaced as well", async () => {
  let arms = false;
  let died = 0;
  const { port, hostname } = new URL(database.url);
  const own = await openRelay(Number(port), hostname, () => (bytes) => {
    if (!arms || !bytes.includes("select 1")) return;
    arms = false;
    died += 1;
    own.lose();
  });
  try {
    const one = worker(own.port);
    await vi.waitFor(() => expect(hears(one)).toBe(true), PATIENT);
    const holders = async () =>
      (
        await database.sql`select distinct pid from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and application_name = 'millrace-leases' and datname = current_database()`
      ).map(({ pid }) => Number(pid));
    const before = await holders();
    expect(before).toHaveLength(1);
    own.lose();
    arms = true;
    await vi.waitFor(() => expect(died).toBe(1), PATIENT);
    await vi.waitFor(async () => {
      expect((await holders()).filter((pid) => !before.includes(pid))).toHaveLength(1);
      expect(hears(one)).toBe(true);
    }, PATIENT);
  } finally {
    await own.close();
  }
}, 90_000);

it("a worker that cannot reach the database lets all of its sources go at once: one after the other, each has the next wait for what it cannot store", async () => {
  const keys = ["press", "oven", "saw"];
  let begun = 0;
  const one = worker(relay.port, keys, () => {
    begun += 1;
    return new Promise(() => undefined);
  });
  await vi.waitFor(() => expect(one.status().filter(({ connected }) => connected)).toHaveLength(keys.length), PATIENT);
  const machine = await connectAsync(broker.url);
  for (const key of keys) await machine.publishAsync(`${key}/values`, "{}", { qos: 1 });
  await machine.endAsync();
  await vi.waitFor(() => expect(begun).toBe(keys.length), PATIENT);
  relay.block();
  const left = await vi.waitFor(() => {
    const now = one.status().length;
    expect(now).toBeLessThan(keys.length);
    return now;
  }, PATIENT);
  expect(left).toBe(0);
}, 60_000);

it("a question for the sources that goes out on a connection which is lost without a word holds nothing up: it is a fault, and asked again", async () => {
  const one = worker();
  await vi.waitFor(() => expect(hears(one)).toBe(true), PATIENT);
  loses = true;
  await vi.waitFor(() => expect(one.fault?.message).toMatch(/no answer in time/), PATIENT);
  await vi.waitFor(() => expect([one.fault, hears(one)]).toEqual([null, true]), PATIENT);
}, 60_000);
