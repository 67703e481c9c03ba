import { connectAsync } from "mqtt";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { testBroker } from "@/lib/processes/testing/broker";
import { DataType } from "./sparkplug/data-type";
import { encodePayload } from "./sparkplug/encode-payload";
import { startSubscriber } from "./subscriber";

const PATIENT = { timeout: 15_000 };

it("a Sparkplug host whose clock is set back by an hour asks for births as before, not an hour later", async () => {
  const [broker, database] = await Promise.all([testBroker(), testDatabase()]);
  let aheadMs = 3_600_000;
  const subscriber = startSubscriber({
    url: broker.url,
    databaseUrl: database.url,
    sources: () => Promise.resolve([{ id: "hall", kind: "SPARKPLUG", topicFilter: "spBv1.0/HALL/#" }]),
    write: () => Promise.resolve(),
    clock: { now: () => new Date(Date.now() + aheadMs) },
    log: pino({ level: "silent" }),
    roundMs: 100,
  });
  const edge = await connectAsync(broker.url);
  try {
    let asked = 0;
    edge.on("message", () => void (asked += 1));
    await edge.subscribeAsync("spBv1.0/HALL/NCMD/press");
    const hears = () => vi.waitFor(() => expect(subscriber.status()).toMatchObject([{ connected: true }]), PATIENT);
    const speak = () =>
      edge.publishAsync("spBv1.0/HALL/NDATA/press", Buffer.from(encodePayload({ timestamp: Date.now(), seq: 5, metrics: [{ alias: 1, dataType: DataType.Int32, value: 1 }] })));
    await hears();
    await speak();
    await vi.waitFor(() => expect(asked).toBe(1), PATIENT);
    aheadMs = 0;
    await vi.waitFor(async () => {
      await speak();
      expect(asked).toBeGreaterThan(1);
    }, PATIENT);
    await hears();
  } finally {
    await edge.endAsync();
    await subscriber.close();
    await Promise.all([broker.stop(), database.close()]);
  }
}, 60_000);
