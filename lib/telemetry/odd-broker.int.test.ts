import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { brokerVersion } from "./broker-version";
import { startSubscriber, type Subscriber, type TelemetrySource } from "./subscriber";
import { type OddBroker, startOddBroker } from "./testing/odd-broker";
import { openRelay } from "./testing/relay";

const PATIENT = { timeout: 15_000 };
let database: TestDatabase;
let broker: OddBroker | null = null;
let one: Subscriber | null = null;
beforeAll(async () => void (database = await testDatabase()));
afterEach(async () => {
  await one?.close();
  await broker?.close();
  one = null;
  broker = null;
});
afterAll(() => database.close());

function listen(url: string, source: TelemetrySource): Subscriber {
  one = startSubscriber({
    url,
    databaseUrl: database.url,
    sources: () => Promise.resolve([source]),
    write: () => Promise.resolve(),
    clock: { now: () => new Date() },
    log: pino({ level: "silent" }),
    roundMs: 50,
    answerMs: 300,
  });
  return one;
}
const press: TelemetrySource = { id: "press", kind: "PLAIN_JSON", topicFilter: "press/#" };
const node: TelemetrySource = { id: "node", kind: "SPARKPLUG", topicFilter: "spBv1.0/HALL/#" };

it.each([
  ["JSON", press, "press/#"],
  ["Sparkplug", node, "spBv1.0/STATE/millrace, spBv1.0/HALL/#"],
])("a broker that accepts a connection and never answers the subscription is named and asked again, and holds no end up: %s", async (_, source, detail) => {
  broker = await startOddBroker(null);
  const subscriber = listen(broker.url, source);
  await vi.waitFor(() => expect(subscriber.problem).toEqual({ code: "NO_ANSWER", detail }), PATIENT);
  const { connects } = broker;
  await vi.waitFor(() => expect(broker?.connects).toBeGreaterThan(connects), PATIENT);
  expect(subscriber.problem?.code).toBe("NO_ANSWER");
  await subscriber.close();
});

it.each([128, 135])("a broker that refuses the subscription (%i) is named with the topics, asked less and less often, and heard as soon as it lets us", async (code) => {
  broker = await startOddBroker(code);
  const subscriber = listen(broker.url, press);
  await vi.waitFor(() => expect(subscriber.problem).toEqual({ code: "REFUSES_TOPICS", detail: "press/#" }), PATIENT);
  await vi.waitFor(() => expect(broker?.connects).toBeGreaterThan(4), PATIENT);
  expect(subscriber.problem?.code).toBe("REFUSES_TOPICS");
  broker.answer(1);
  await vi.waitFor(() => expect(subscriber.status()).toMatchObject([{ connected: true }]), PATIENT);
  expect(subscriber.problem).toBeNull();
});

it("a way that ends each connection before the broker has said anything is no broker of an older version", async () => {
  broker = await startOddBroker(1);
  const relay = await openRelay(Number(new URL(broker.url).port));
  const url = `mqtt://127.0.0.1:${relay.port}`;
  relay.block();
  await expect(brokerVersion(url)).rejects.toMatchObject({ code: "ECONNRESET" });
  relay.mend();
  expect(await brokerVersion(url)).toBe(5);
  await relay.close();
});
