import { connect as connectTo, createServer, type Socket } from "node:net";

/** A way to a server through which a test can trouble the network. */
export type Relay = {
  readonly port: number;
  /** Breaks the connections off; new ones are taken. */
  cut(): void;
  /** Breaks the connections off, and each new one, until `mend`. */
  block(): void;
  /** Lets connections stand and carries nothing, as a network does that fails without a word, until `mend`. */
  hush(): void;
  /** Lets the connections that there are stand and carries nothing more on them, as a firewall does that forgot them; new ones are carried. */
  lose(): void;
  mend(): void;
  close(): Promise<void>;
};

/** Opens a way to `host:port` on a free port. `listen` is called with each new connection and answers who hears what its client says. */
export async function openRelay(port: number, host = "127.0.0.1", listen: () => ((bytes: Buffer) => void) | null = () => null): Promise<Relay> {
  const sockets = new Set<Socket>();
  let trouble: "none" | "blocked" | "hushed" = "none";
  const server = createServer((client) => {
    if (trouble === "blocked") {
      client.destroy();
      return;
    }
    const target = connectTo(port, host);
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    const heard = listen();
    if (heard !== null) client.on("data", heard);
    client.pipe(target);
    target.pipe(client);
    if (trouble === "hushed") for (const socket of [client, target]) socket.pause();
    client.on("close", () => target.destroy());
    target.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut,
    block() {
      trouble = "blocked";
      cut();
    },
    hush() {
      trouble = "hushed";
      for (const socket of sockets) socket.pause();
    },
    lose() {
      for (const socket of sockets) socket.pause();
    },
    mend() {
      trouble = "none";
      for (const socket of sockets) socket.resume();
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
