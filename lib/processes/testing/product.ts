import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { scratchFolder } from "./scratch-folder";

const Running = z.object({ ready: z.literal(true), url: z.string(), databaseUrl: z.string(), mqttUrl: z.string(), erpUrl: z.string().optional() });
const Secrets = z.object({ sandboxErpKey: z.string() });

/** The whole product, as `npm start` starts it, with its addresses. */
export type Product = {
  readonly url: string;
  readonly databaseUrl: string;
  readonly mqttUrl: string;
  /** The sandbox ERP and the key it asks for; "" when the demo is off. */
  readonly erpUrl: string;
  readonly erpKey: string;
  /** Folder of its data and logs. */
  readonly home: string;
};

export type RunningProduct = { readonly product: Product; readonly stop: () => Promise<void> };

const START_MS = 300_000;

/**
 * Starts the product through its own supervisor, on free ports and in a folder of its own, building the web app if need be. `env` adds
 * settings; `keepLogs` names a folder that gets the logs at the end.
 */
export async function startProduct(env: Readonly<Record<string, string>>, keepLogs: string): Promise<RunningProduct> {
  const home = scratchFolder("millrace-product-");
  // The supervisor moves on from a taken port, so these only keep clear of an installation in use.
  // What the ERP counts by itself finds the differences that a test has made for another reason.
  const settings = { PORT: "3900", SANDBOX_ERP_PORT: "4900", SANDBOX_ERP_STOCK_MINUTES: "0", MILLRACE_HOME: home, MILLRACE_EXCHANGE: tmpdir() };
  const supervisor = spawn(process.execPath, ["lib/processes/bootstrap.mjs", "lib/processes/start.ts"], {
    env: { ...process.env, ...settings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const output of [supervisor.stdout, supervisor.stderr]) output.setEncoding("utf8").on("data", (text: string) => said.push(text));

  const stop = async () => {
    if (supervisor.exitCode === null && supervisor.signalCode === null) {
      supervisor.kill("SIGTERM");
      await once(supervisor, "exit");
    }
    if (existsSync(join(home, "logs"))) cpSync(join(home, "logs"), keepLogs, { recursive: true });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    return { product: await addresses(home, supervisor, said), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addresses(home: string, supervisor: ChildProcess, said: readonly string[]): Promise<Product> {
  const note = join(home, "running.json");
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && supervisor.exitCode === null) {
    const running = Running.safeParse(existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : null);
    if (running.success) {
      const secrets = Secrets.parse(JSON.parse(readFileSync(join(home, "secrets.json"), "utf8")));
      return { ...running.data, erpUrl: running.data.erpUrl ?? "", erpKey: secrets.sandboxErpKey, home };
    }
    await delay(100);
  }
  throw new Error(`The product did not start. It said:\n${said.join("")}`);
}
