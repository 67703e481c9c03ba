import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mqtt";

/** Where a MQTT 5 broker is installed; null where there is none, and tests that need one say so and are skipped. */
export const mosquittoPath: string | null = ["mosquitto", "/usr/sbin/mosquitto"].find((path) => spawnSync(path, ["-h"]).error === undefined) ?? null;

/** Starts a mosquitto of the calling suite's own. */
export async function startMosquitto(path: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "millrace-mosquitto-"));
  const config = join(folder, "mosquitto.conf");
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 1000000\npersistence false\n`);
  const child = spawn(path, ["-c", config], { stdio: "ignore" });
  const url = `mqtt://127.0.0.1:${port}`;
  await reachable(url);
  return { url, stop: () => stop(child, folder) };
}

function reachable(url: string): Promise<void> {
  return new Promise((resolve) => {
    const probe = connect(url, { reconnectPeriod: 50 });
    probe.on("error", () => undefined); // refused until it listens
    probe.once("connect", () => probe.end(false, () => resolve()));
  });
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
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
