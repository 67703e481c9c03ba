import { connect, type Socket } from "node:net";

/** Where postgres.js wants to connect to: its own options, of which these are read. */
export type SocketTarget = { readonly host: readonly string[]; readonly port: readonly number[]; readonly path?: string | false | null };

/**
 * Makes sockets without Nagle's algorithm for one pool. postgres.js leaves it on, and the end of a COPY then waits for the delayed acknowledgement
 * of its data: 40 to 90 ms for each one on loopback, measured, where the COPY itself takes one. A socket is handed over before it is connected:
 * what is written meanwhile waits in it, and the driver hears of a refusal as of any lost connection. (A factory that waits and then fails
 * leaves a connection behind that the driver's pool never uses again.) Several hosts are taken in turns.
 */
export function noDelaySockets(): (target: SocketTarget) => Socket {
  let turn = 0;
  return ({ host, port, path }) => {
    if (typeof path === "string" && path !== "") return connect({ path });
    const place = { host: host[turn % host.length] ?? "localhost", port: port[turn % port.length] ?? 5432 };
    turn += 1;
    // The driver takes the server's name for TLS from here.
    return Object.assign(connect({ ...place, noDelay: true }), place);
  };
}
