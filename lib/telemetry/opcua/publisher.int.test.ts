import { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { willOf } from "./loss-message";
import { openPublisher } from "./publisher";

const SETTLED = { timeout: 20_000, interval: 20 };
let broker: TestBroker;
let listener: MqttClient;

beforeAll(async () => {
  broker = await testBroker();
  listener = await connectAsync(broker.url, { clientId: "listener", clean: false, reconnectPeriod: 20 });
});
afterAll(async () => {
  await listener.endAsync(true);
  await broker.stop();
});

describe("what waits for the broker", () => {
  it("is bounded in bytes as well as in messages: few long values take as much memory as many short ones", async () => {
    const heard: string[] = [];
    listener.on("message", (topic) => heard.push(topic));
    listener.on("connect", () => void listener.subscribe("opcua/#", { qos: 1 }));
    const publisher = openPublisher({ url: broker.url, clientId: "publisher", will: willOf("opcua/a/p"), log: pino({ level: "silent" }), mostWaitingBytes: 1_000 });
    try {
      const hasRoom = vi.fn<() => void>();
      publisher.onRoom(hasRoom);
      await vi.waitFor(() => expect(publisher.connected).toBe(true), SETTLED);
      await broker.stop();
      await vi.waitFor(() => expect(publisher.connected).toBe(false), SETTLED);
      // Bytes, not letters: an umlaut has two.
      const long = "ü".repeat(225);
      expect(["opcua/a/1", "opcua/a/2", "opcua/a/3"].map((topic) => publisher.publish(topic, long))).toEqual([true, true, false]);
      // A short one still fits.
      expect(publisher.publish("opcua/a/4", "1")).toBe(true);
      expect(hasRoom).not.toHaveBeenCalled();
      await broker.restart();
      await vi.waitFor(() => expect(hasRoom).toHaveBeenCalledOnce(), SETTLED);
      await vi.waitFor(() => expect(heard).toEqual(["opcua/a/1", "opcua/a/2", "opcua/a/4"]), SETTLED);
      // What has gone out takes no room any more.
      expect(["opcua/a/5", "opcua/a/6"].map((topic) => publisher.publish(topic, long))).toEqual([true, true]);
      await vi.waitFor(() => expect(heard).toHaveLength(5), SETTLED);
    } finally {
      await publisher.close();
    }
  }, 30_000);
});
