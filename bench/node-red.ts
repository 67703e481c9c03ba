import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sql } from "@/db/client";
import { until } from "./until";
import { WORKSHOP_TOPICS } from "./through-broker";

/** The last one that runs on every Node that we support. */
const RELEASE = "node-red@4";
const BATCH = 1_000;
/** As whom it comes to the broker. */
export const NODE_RED_ID = "node-red-peer";

/** What plants build for themselves: a flow that parses each message and inserts a thousand rows at once, in a process of its own. */
export type NodeRed = {
  readonly pid: number;
  /** Rows that are committed by now. */
  rows(): Promise<number>;
  /** Ends it as a power cut does: stopped otherwise it gives up its subscription, and nothing waits for it. */
  stop(): Promise<void>;
  start(): void;
};

type Options = { readonly mqttUrl: string; readonly databaseUrl: string; readonly topics: readonly string[]; readonly sql: Sql };

/**
 * Starts Node-RED with a batched flow: `mqtt in` at QoS 1 with a session of its own, a function that collects, one INSERT of arrays for a thousand rows. It comes from npm, once,
 * into the temporary folder; null where it can't be had. Nothing of what a sample means is known to it.
 */
export async function startNodeRed({ mqttUrl, databaseUrl, topics, sql }: Options): Promise<NodeRed | null> {
  const program = installed();
  if (program === null) return null;
  await sql`drop table if exists public.node_red_sample`;
  await sql`create table public.node_red_sample (id bigint generated always as identity primary key, at timestamptz not null, equipment int4 not null, value float8 not null)`;
  const home = mkdtempSync(join(tmpdir(), "millrace-node-red-"));
  const broker = new URL(mqttUrl);
  writeFileSync(
    join(home, "settings.js"),
    `const postgres = require(${JSON.stringify(createRequire(import.meta.url).resolve("postgres"))});
module.exports = { uiPort: 0, httpAdminRoot: false, httpNodeRoot: false, disableEditor: true, flowFile: "flows.json", logging: { console: { level: "warn" } },
  functionGlobalContext: { sql: postgres(${JSON.stringify(databaseUrl)}, { max: 2 }), units: new Map(${JSON.stringify(topics.map((topic, index) => [topic, index]))}) } };`,
  );
  const collect = `const rows = context.get("rows"); rows.push(msg);
if (rows.length < ${BATCH}) return null;
context.set("rows", []);
const sql = global.get("sql"); const units = global.get("units");
await sql\`insert into public.node_red_sample (at, equipment, value) select * from unnest(\${rows.map((one) => one.payload.ts)}::timestamptz[], \${rows.map((one) => units.get(one.topic))}::int4[], \${rows.map((one) => one.payload.value)}::float8[])\`;
return null;`;
  writeFileSync(
    join(home, "flows.json"),
    JSON.stringify([
      { id: "tab", type: "tab", label: "batched" },
      {
        id: "broker",
        type: "mqtt-broker",
        broker: broker.hostname,
        port: broker.port,
        clientid: NODE_RED_ID,
        autoConnect: true,
        protocolVersion: "4",
        keepalive: "60",
        cleansession: false,
      },
      { id: "in", type: "mqtt in", z: "tab", topic: WORKSHOP_TOPICS, qos: "1", datatype: "json", broker: "broker", inputs: 0, wires: [["collect"]] },
      { id: "collect", type: "function", z: "tab", func: collect, outputs: 0, initialize: 'context.set("rows", []);', wires: [] },
    ]),
  );
  let child = run(program, home);
  const rows = async (): Promise<number> => (await sql<{ rows: number }[]>`select coalesce(max(id), 0)::int as rows from public.node_red_sample`)[0]?.rows ?? 0;
  return {
    get pid() {
      return child.pid ?? 0;
    },
    rows,
    start() {
      child = run(program, home);
    },
    stop: () => end(child),
  };
}

function run(program: string, home: string): ChildProcess {
  return spawn(process.execPath, [program, "--userDir", home, "--settings", join(home, "settings.js")], { stdio: ["ignore", "ignore", "inherit"] });
}

async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await until("Node-RED has ended", () => Promise.resolve(child.exitCode !== null || child.signalCode !== null));
}

/** Path of the program, fetched where it is not there yet; null where npm does not have it. */
function installed(): string | null {
  const folder = join(tmpdir(), `millrace-bench-${RELEASE.replace("@", "-")}`);
  const program = join(folder, "node_modules", "node-red", "red.js");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  const fetched = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", RELEASE], { cwd: folder, stdio: "ignore" });
  if (fetched.status === 0 && existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  return null;
}
