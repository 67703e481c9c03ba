import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { connect, type IClientOptions } from "mqtt";

/** Where a MQTT 5 broker is installed; null where there is none, and tests that need one say so and are skipped. */
export const mosquittoPath: string | null = ["mosquitto", "/usr/sbin/mosquitto"].find((path) => spawnSync(path, ["-h"]).error === undefined) ?? null;

/** A mosquitto of the calling suite's own. */
export type Mosquitto = {
  readonly url: string;
  /** Ends it as its service manager would, and starts it again on the same port and with what it kept. */
  restart(downMs: number): Promise<void>;
  stop(): Promise<void>;
};

/** Makes a mosquitto speak TLS alone: what its listener is configured with, and as whom a client is let in. */
export type MosquittoTls = { readonly config: readonly string[]; readonly client: IClientOptions };

/** Starts a mosquitto with persistence, on a free port. `connected` hears the client id of each connection as it is let in; `config` says more than it needs; a long queue, unless told otherwise. */
export async function startMosquitto(
  path: string,
  tls?: MosquittoTls,
  connected?: (clientId: string) => void,
  config: readonly string[] = ["max_queued_messages 1000000"],
): Promise<Mosquitto> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "millrace-mosquitto-"));
  const file = join(folder, "mosquitto.conf");
  const common = [`listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence true", `persistence_location ${folder}/`];
  writeFileSync(file, `${[...common, ...config, ...(tls?.config ?? [])].join("\n")}\n`);
  // As root it gives up its rights unless told otherwise, and then cannot write into a folder of ours.
  if (process.getuid?.() === 0) appendFileSync(file, "user root\n");
  const url = `${tls === undefined ? "mqtt" : "mqtts"}://127.0.0.1:${port}`;
  let child = run(path, file, connected);
  await reachable(url, tls?.client);
  return {
    url,
    async restart(downMs) {
      await end(child);
      await wait(downMs);
      child = run(path, file, connected);
      await reachable(url, tls?.client);
    },
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its log is read where somebody wants to know who connects. */
function run(path: string, file: string, connected?: (clientId: string) => void): ChildProcess {
  if (connected === undefined) return spawn(path, ["-c", file], { stdio: "ignore" });
  const child = spawn(path, ["-c", file], { stdio: ["ignore", "ignore", "pipe"] });
  createInterface({ input: child.stderr }).on("line", (line) => {
    const clientId = / as (\S+) \(/.exec(line)?.[1];
    if (clientId !== undefined) connected(clientId);
  });
  return child;
}

function reachable(url: string, client: IClientOptions = {}): Promise<void> {
  return new Promise((resolve) => {
    const probe = connect(url, { ...client, reconnectPeriod: 50 });
    probe.on("error", () => undefined); // refused until it listens
    probe.once("connect", () => probe.end(false, () => resolve()));
  });
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
