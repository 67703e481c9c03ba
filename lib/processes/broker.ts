import { createServer } from "node:net";
import { Aedes } from "aedes";
import { freePort } from "./free-port";

export type Broker = {
  readonly url: string;
  readonly port: number;
  /** Disconnects every client and frees the port. What was queued for absent subscribers is gone with it. */
  stop(): Promise<void>;
};

/**
 * Starts the embedded MQTT 3.1.1 broker on loopback, on the first free port from `port` upwards (0: any). It keeps subscriptions and
 * unacknowledged messages of persistent sessions in memory, so a subscriber that restarts misses nothing; retained messages likewise.
 */
export async function startBroker({ port }: { port: number }): Promise<Broker> {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  const chosen = await freePort(port);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(chosen, "127.0.0.1", resolve);
  });
  return {
    url: `mqtt://127.0.0.1:${chosen}`,
    port: chosen,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => aedes.close(resolve));
      await closed;
    },
  };
}
