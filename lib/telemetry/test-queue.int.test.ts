import { rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, connectAsync } from "mqtt";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { QUEUE_TEST_MESSAGES } from "@/lib/domain/equipment/broker-queue";
import { testBroker } from "@/lib/processes/testing/broker";
import { testQueue } from "./test-queue";
import { mosquittoPath, startMosquitto } from "./testing/mosquitto";

const log = pino({ level: "silent" });
const id = "0199a000-0000-7000-8000-000000000001";
const ending: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function started<B extends { stop(): Promise<void> }>(broker: Promise<B>): Promise<B> {
  const up = await broker;
  ending.push(() => up.stop());
  return up;
}
const test = (url: string, more: { patienceMs?: number; broughtMs?: number; signal?: AbortSignal } = {}) =>
  testQueue({ url, id, log, signal: new AbortController().signal, ...more });

/** Looks whether the broker still knows the session of the test or kept a message of it. */
async function expectNothingLeft(url: string): Promise<void> {
  const client = connect(url, { clientId: `millrace-queue-test-${id}`, clean: false, reconnectPeriod: 0 });
  ending.push(() => client.endAsync(true));
  expect(await new Promise((resolve) => client.once("connect", ({ sessionPresent }) => resolve(sessionPresent)))).toBe(false);
  const brought: string[] = [];
  client.on("message", (topic) => void brought.push(topic));
  await client.subscribeAsync("#", { qos: 1 });
  await client.publishAsync("end", "end", { qos: 1 });
  await vi.waitFor(() => expect(brought).toContain("end"));
  expect(brought).toEqual(["end"]);
}

it("the embedded broker keeps all that is said while nobody listens, and nothing of the test stays there", async () => {
  const { url } = await started(testBroker());
  expect(await test(url)).toEqual({ said: QUEUE_TEST_MESSAGES, kept: QUEUE_TEST_MESSAGES });
  await expectNothingLeft(url);
});

it("what a test left behind that was cut off is cleared away by the next one, and counts nothing", async () => {
  const { url } = await started(testBroker());
  const cut = new AbortController();
  const topic = `millrace/queue-test/${id}`;
  const witness = await connectAsync(url);
  ending.push(() => witness.endAsync());
  witness.on("message", (_topic, payload) => payload.toString() === "100" && cut.abort(new Error("the worker ends")));
  await witness.subscribeAsync(topic, { qos: 1 });
  await expect(test(url, { signal: cut.signal })).rejects.toThrow("the worker ends");
  await expectNothingLeft(url);
  const old = await connectAsync(url, { clientId: `millrace-queue-test-${id}`, clean: false });
  await old.subscribeAsync(topic, { qos: 1 });
  await old.endAsync();
  await witness.publishAsync(topic, "of a test of before", { qos: 1 });
  expect(await test(url)).toEqual({ said: QUEUE_TEST_MESSAGES, kept: QUEUE_TEST_MESSAGES });
});

it("a test that is not done in time ends, clears away and says so", async () => {
  const { url } = await started(testBroker());
  expect(await test(url, { patienceMs: 20 })).toEqual({ code: "TOO_SLOW", detail: "0.02" });
  await expectNothingLeft(url);
});

it("a broker that is away is a problem, not a loss", async () => {
  const broker = await testBroker();
  await broker.stop();
  expect(await test(broker.url)).toMatchObject({ code: "UNREACHABLE" });
});

describe.skipIf(mosquittoPath === null)("mosquitto", () => {
  const mosquitto = (config?: readonly string[]) => started(startMosquitto(mosquittoPath ?? "", undefined, undefined, config));

  it("with a queue that is long enough keeps all", async () => {
    const { url } = await mosquitto();
    expect(await test(url)).toEqual({ said: QUEUE_TEST_MESSAGES, kept: QUEUE_TEST_MESSAGES });
    await expectNothingLeft(url);
  });

  it("as it is installed loses what its queue of 1,000 does not hold", async () => {
    const { url } = await mosquitto([]);
    const found = await test(url);
    // Beside its queue, what is on the way to one client at once.
    expect(found).toEqual({ said: QUEUE_TEST_MESSAGES, kept: expect.toSatisfy((kept: number) => kept >= 1_000 && kept <= 1_020) });
    await expectNothingLeft(url);
  });

  it.each([
    ["reading", "topic write millrace/queue-test/#"],
    ["writing", "topic read millrace/queue-test/#"],
  ])("that does not allow %s the topic of the test is told which one it is", async (_, allowed) => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-queue-"));
    ending.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "acl"), `${allowed}\n`, { mode: 0o644 });
    const { url } = await mosquitto([`acl_file ${join(folder, "acl")}`]);
    expect(await test(url, { broughtMs: 500 })).toEqual({ code: "NOT_BROUGHT", detail: `millrace/queue-test/${id}` });
  });
});
