import { createServer, type Socket } from "node:net";

/** A broker that accepts every connection and answers a subscription with a reason code of its own choice, or not at all (null). It brings nothing. */
export type OddBroker = { readonly url: string; readonly connects: number; /** Answers with this from now on. */ answer(code: number | null): void; close(): Promise<void> };

const CONNECT = 1;
const SUBSCRIBE = 8;
const PINGREQ = 12;

export async function startOddBroker(code: number | null): Promise<OddBroker> {
  const sockets = new Set<Socket>();
  let connects = 0;
  const server = createServer((socket) => {
    let five = false;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      // What these tests send fits into one byte of length and comes in one piece each.
      for (let at = 0; at + 1 < bytes.length; at += 2 + (bytes[at + 1] ?? 0)) {
        const type = (bytes[at] ?? 0) >> 4;
        if (type === CONNECT) {
          connects += 1;
          five = bytes[at + 8] === 5;
          socket.write(Buffer.from(five ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]));
        } else if (type === SUBSCRIBE && code !== null) {
          const id = [...bytes.subarray(at + 2, at + 4)];
          socket.write(Buffer.from(five ? [0x90, 4, ...id, 0, code] : [0x90, 3, ...id, code]));
        } else if (type === PINGREQ) socket.write(Buffer.from([0xd0, 0]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `mqtt://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    get connects() {
      return connects;
    },
    answer: (next) => void (code = next),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
