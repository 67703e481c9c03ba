import { existsSync, lstatSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import postgres from "postgres";
import { env } from "@/lib/platform/env";
import { endLeftover } from "./database";
import { openHome } from "./home";
import { endLeftovers, readRunning } from "./running";

// Drops everything that Millrace has recorded, after asking; `--yes` answers for scripts.
const schemas = ["reference", "execution", "materials", "quality", "costing", "telemetry", "integration", "identity", "eventlog", "drizzle"];
const home = openHome(env.MILLRACE_HOME);

const running = readRunning(home);
if (running) stopWith(`Millrace runs out of ${home} (process ${running.supervisor.pid}). Stop it first.`);

const what = env.DATABASE_URL === undefined ? `all data under ${home}` : `all of Millrace's schemas in the database at ${new URL(env.DATABASE_URL).host}`;
if (!process.argv.includes("--yes") && !(await confirmed()))
  stopWith(
    process.stdin.isTTY
      ? "Nothing was dropped."
      : `Nothing was dropped: there is no terminal to ask at. This drops ${what}, for good; npm run db:reset -- --yes does so without asking.`,
  );

await endLeftovers(home);
if (env.DATABASE_URL !== undefined) await dropSchemas(env.DATABASE_URL);
else await dropFolder(join(home, "postgres"));
await dropFolder(join(home, "sandbox-erp"));
console.log(`Dropped ${what}. The next start begins anew.`);

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This drops ${what}, for good. Type "drop" to go on: `);
  terminal.close();
  return answer.trim() === "drop";
}

async function dropSchemas(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    for (const schema of schemas) await sql`drop schema if exists ${sql(schema)} cascade`;
  } finally {
    await sql.end();
  }
}

/** The data may lie elsewhere, behind a link, and a server may have outlived its supervisor on it. */
async function dropFolder(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })) return;
  if (existsSync(path)) {
    await endLeftover(realpathSync(path));
    rmSync(realpathSync(path), { recursive: true, force: true });
  }
  rmSync(path, { recursive: true, force: true });
}

function stopWith(message: string): never {
  console.error(message);
  process.exit(1);
}
