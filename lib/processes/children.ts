import { join } from "node:path";
import { bundled } from "@/lib/platform/bundle";
import type { ChildSpec } from "./child";

export type Setting = {
  readonly dev: boolean;
  readonly demo: boolean;
  readonly home: string;
  readonly port: number;
  readonly erpPort: number;
  /** What web and worker share: database, broker, secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** What only the sandbox processes know. */
  readonly sandbox: { readonly erpKey: string; readonly erpWebhookSecret: string; readonly mqttUrl: string };
};

const server = (entry: string): string[] => ["--conditions=react-server", "--enable-source-maps", bundled(entry)];
/** A worker as it runs in production. What it takes in lives for a batch: a young generation of the usual size, three times 16 MB, would be filled before it is swept. */
export const workerArgs = (): string[] => ["--max-semi-space-size=8", ...server("lib/processes/worker.ts")];
const next = "node_modules/next/dist/bin/next";
const tsx = "node_modules/tsx/dist/cli.mjs";

function childOf(home: string): (name: string, args: string[], own: ChildSpec["env"], graceMs: number) => ChildSpec {
  return (name, args, own, graceMs) => ({ name, args, env: { MILLRACE_HOME: home, ...own }, graceMs, logFile: join(home, "logs", `${name}.log`) });
}

/** The process that listens to OPC UA servers: it runs while there is one to listen to. */
export function opcuaSpec({ dev, home, env }: Pick<Setting, "dev" | "home" | "env">): ChildSpec {
  const main = "lib/processes/opcua.ts";
  return childOf(home)("opcua", dev ? [tsx, "watch", "--conditions=react-server", main] : server(main), { ...env, NODE_ENV: dev ? "development" : "production" }, 5_000);
}

/** The processes beside database and broker, in the order in which they start; they stop in the opposite order. */
export function childSpecs({ dev, demo, home, port, erpPort, env, sandbox }: Setting): ChildSpec[] {
  const child = childOf(home);
  const mode = dev ? "development" : "production";
  const specs = [
    child(
      "web",
      [next, dev ? "dev" : "start", "--port", String(port), "--hostname", "0.0.0.0"],
      { ...env, NODE_ENV: mode, PORT: String(port), NEXT_TELEMETRY_DISABLED: "1" },
      5_000,
    ),
    child("worker", dev ? [tsx, "watch", "--conditions=react-server", "lib/processes/worker.ts"] : workerArgs(), { ...env, NODE_ENV: mode }, 10_000),
  ];
  if (!demo) return specs;
  // The sandbox speaks MQTT and HTTP like anyone else: it gets addresses and its own keys, never the database or Millrace's secret.
  const outside = { NODE_ENV: mode, DATABASE_URL: undefined, MILLRACE_SECRET: undefined };
  const erp = {
    SANDBOX_ERP_PORT: String(erpPort),
    SANDBOX_ERP_STATE: join(home, "sandbox-erp"),
    SANDBOX_ERP_KEY: sandbox.erpKey,
    SANDBOX_ERP_WEBHOOK_URL: `http://127.0.0.1:${port}/api/erp/demo`,
    SANDBOX_ERP_WEBHOOK_SECRET: sandbox.erpWebhookSecret,
  };
  return [
    child("sandbox-erp", server("lib/sandbox/erp/main.ts"), { ...outside, ...erp }, 5_000),
    ...specs,
    child("plant", server("lib/sandbox/plant/main.ts"), { ...outside, MQTT_URL: sandbox.mqttUrl }, 3_000),
  ];
}
