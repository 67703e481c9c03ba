import { connectAsync } from "mqtt";
import { pino } from "pino";
import { afterEach, expect, it, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { type Broker, startBroker } from "@/lib/processes/broker";
import { probeBroker } from "./probe-broker";
import { startSubscriber } from "./subscriber";

const PATIENT = { timeout: 25_000 };
let broker: Broker;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

it("a broker that acknowledges nothing, for a subscriber that reads no more, is found out, and that it takes things again", async () => {
  broker = await startBroker({ port: 0, patienceMs: 120_000 });
  ends.push(() => broker.stop());
  const full = await connectAsync(broker.url, { clientId: "dashboard", clean: false, reconnectPeriod: 0 });
  await full.subscribeAsync("hall/#", { qos: 1 });
  const held: (() => void)[] = [];
  full.handleMessage = (_packet, callback) => void held.push(callback);
  const probe = probeBroker({ url: broker.url, isFree: () => Promise.resolve(true), everyMs: 100, patienceMs: 500 });
  ends.push(() => probe.close());
  const machine = await connectAsync(broker.url);
  ends.push(() => Promise.all([machine.endAsync(true), full.endAsync(true)]));
  const large = "x".repeat(1024 * 1024);
  for (let value = 0; value < 20; value += 1) machine.publish("hall/press", large, { qos: 1 });
  await vi.waitFor(() => expect(probe.problem?.code).toBe("TAKES_NOTHING"), PATIENT);
  full.handleMessage = (_packet, callback) => callback();
  for (const go of held) go();
  await vi.waitFor(() => expect(probe.problem).toBeNull(), PATIENT);
}, 60_000);

it("says nothing where a source would hear it", async () => {
  const said: string[] = [];
  broker = await startBroker({ port: 0, connected: (clientId) => void said.push(clientId) });
  ends.push(() => broker.stop());
  const quiet = probeBroker({ url: broker.url, isFree: () => Promise.resolve(false), everyMs: 50 });
  ends.push(() => quiet.close());
  const asked = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true));
  const free = probeBroker({ url: broker.url, isFree: asked, everyMs: 50 });
  ends.push(() => free.close());
  await vi.waitFor(() => expect(said).toHaveLength(1), PATIENT);
  expect(said[0]).toMatch(/^millrace-probe-/);
  expect(asked).toHaveBeenCalledTimes(1);
  expect([quiet.problem, free.problem]).toEqual([null, null]);
});

it("a database that does not take what machines say is named with what it says, and forgotten once it does", async () => {
  const database = await testDatabase();
  ends.push(() => database.close());
  broker = await startBroker({ port: 0 });
  ends.push(() => broker.stop());
  let full = true;
  let written = 0;
  const subscriber = startSubscriber({
    url: broker.url,
    databaseUrl: database.url,
    sources: () => Promise.resolve([{ id: "press", kind: "PLAIN_JSON", topicFilter: "press/#" }]),
    write: () => (full ? Promise.reject(Object.assign(new Error("could not extend file: No space left on device"), { code: "53100" })) : Promise.resolve(void (written += 1))),
    clock: { now: () => new Date() },
    log: pino({ level: "silent" }),
    roundMs: 100,
  });
  ends.push(() => subscriber.close());
  await vi.waitFor(() => expect(subscriber.status()).toMatchObject([{ connected: true }]), PATIENT);
  const machine = await connectAsync(broker.url);
  ends.push(() => machine.endAsync());
  await machine.publishAsync("press/values", "{}", { qos: 1 });
  await vi.waitFor(() => expect(subscriber.problem).toEqual({ code: "NOT_STORED", detail: "could not extend file: No space left on device (53100)" }), PATIENT);
  expect(subscriber.status()).toMatchObject([{ connected: true }]);
  full = false;
  await vi.waitFor(() => expect([written, subscriber.problem]).toEqual([1, null]), PATIENT);
}, 60_000);
