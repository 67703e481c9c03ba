import { connect, type Socket } from "node:net";

/** Where postgres.js wants to connect to: its own options, of which these are read. */
export type SocketTarget = { readonly host: readonly string[]; readonly port: readonly number[]; readonly path?: string | false | null; readonly connect_timeout?: number | null };

/**
 * A connected socket without Nagle's algorithm. postgres.js leaves it on, and the end of a COPY then waits for the delayed acknowledgement of
 * its data: 40 to 90 ms for each one on loopback, measured, where the COPY itself takes one. Hosts are tried in order.
 */
export async function noDelaySocket({ host, port, path, connect_timeout: seconds }: SocketTarget): Promise<Socket> {
  const timeout = (seconds ?? 30) * 1000;
  if (typeof path === "string" && path !== "") return opened(connect({ path }), timeout);
  let fault: unknown = new Error("no database host is given");
  for (const [index, name] of host.entries()) {
    try {
      const socket = await opened(connect({ host: name, port: port[index] ?? 5432, noDelay: true }), timeout);
      // The driver takes the server's name for TLS from here.
      return Object.assign(socket, { host: name, port: port[index] ?? 5432 });
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

function opened(socket: Socket, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error("connecting to the database took too long"), { code: "CONNECT_TIMEOUT" })), timeoutMs);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeListener("error", failed);
      resolve(socket);
    });
  });
}
