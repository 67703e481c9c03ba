import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { testBroker } from "@/lib/processes/testing/broker";
import { startSubscriber } from "./subscriber";
import { mosquittoPath, startMosquitto } from "./testing/mosquitto";

const PATIENT = { timeout: 40_000 };
const brokers: [string, () => Promise<{ readonly url: string; stop(): Promise<void> }>][] = [["the embedded broker", testBroker]];
if (mosquittoPath !== null) {
  const path = mosquittoPath;
  brokers.push(["mosquitto", () => startMosquitto(path)]);
}

it.each(brokers)(
  "a copy of an installation at the same broker, %s, is named at both, and the first one hears again when it is gone",
  async (_, start) => {
    const [broker, ...databases] = await Promise.all([start(), testDatabase(), testDatabase()]);
    // Sources of a copy have the ids of the first.
    const [first, copy] = databases.map(({ url }) =>
      startSubscriber({
        url: broker.url,
        databaseUrl: url,
        sources: () => Promise.resolve([{ id: "press", kind: "PLAIN_JSON", topicFilter: "press/#" }]),
        write: () => Promise.resolve(),
        clock: { now: () => new Date() },
        log: pino({ level: "silent" }),
        roundMs: 100,
      }),
    );
    try {
      for (const one of [first, copy]) await vi.waitFor(() => expect(one?.problem).toEqual({ code: "COMES_AND_GOES", detail: "millrace-press" }), PATIENT);
      await copy?.close();
      await vi.waitFor(() => expect(first?.status()).toMatchObject([{ connected: true }]), PATIENT);
    } finally {
      for (const one of [first, copy]) await one?.close();
      await Promise.all([broker.stop(), ...databases.map((database) => database.close())]);
    }
  },
  90_000,
);
