import { createServer } from "node:net";

/** The first port from `preferred` upwards that nothing listens on at `host`; 0 asks the system for any free one. Throws after 200 tries. */
export async function freePort(preferred = 0, host = "127.0.0.1"): Promise<number> {
  for (let port = preferred; port < preferred + 200; port++) {
    const found = await tryPort(port, host);
    if (found !== null) return found;
  }
  throw new Error(`No free port between ${preferred} and ${preferred + 199} on ${host}`);
}

function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(null) : reject(error)));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}
