import { type Broker, startBroker } from "@/lib/processes/broker";

export type TestBroker = Broker & {
  /** The same address again after `stop`, with an empty memory: what clients meet when a broker was restarted. */
  restart(): Promise<void>;
};

/** A real MQTT broker of the calling suite's own, on a free port. Call `stop` in `afterAll`. */
export async function testBroker(): Promise<TestBroker> {
  let broker = await startBroker({ port: 0 });
  const { url, port } = broker;
  return {
    url,
    port,
    hush: () => broker.hush(),
    stop: () => broker.stop(),
    async restart() {
      broker = await startBroker({ port, awaitSubscriberMs: 15_000 });
      if (broker.port !== port) throw new Error(`Port ${port} was taken while the broker was down`);
    },
  };
}
