import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { commandOf } from "./process-facts";
import { freePort } from "./free-port";
import { type Account, postgresAccount } from "./postgres-account";
import { type PostgresBinaries, postgresBinaries } from "./postgres-binaries";
import { ownerOf } from "./postgres-folder";

export type PostgresOptions = {
  /** Folder of the data; created at the first start. Must be reachable by the account `postgres` when we run as root. */
  readonly dataDir: string;
  /** Password of the superuser `millrace`. */
  readonly password: string;
  /** First port to try; 0 takes any. */
  readonly port: number;
  /** Server settings by name. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly logFile: string;
};

export type PostgresServer = {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Lets running transactions roll back and writes a last checkpoint. */
  stop(): Promise<void>;
};

/** Starts the embedded PostgreSQL on a data folder of ours, creating it first if need be, and resolves once it takes connections. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = ownerOf(options.dataDir, postgresAccount());
  const binaries = postgresBinaries(account);
  mkdirSync(dirname(options.logFile), { recursive: true });
  if (!existsSync(join(options.dataDir, "PG_VERSION"))) initialise(binaries, account, options);
  else await endLeftover(options.dataDir);

  const port = await freePort(options.port);
  const server = launch(binaries, account, options, port);
  await ready(server, options);
  const url = `postgres://millrace:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`;
  return { url, port, process: server, stop: () => stop(server) };
}

function initialise(binaries: PostgresBinaries, account: Account, { dataDir, password }: PostgresOptions): void {
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) for (const path of [dataDir, passwordFile]) chownSync(path, account.uid, account.gid);
  try {
    // The built-in locale sorts the same on every machine; the C messages keep logs in one language.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const access = ["--username=millrace", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    execFileSync(binaries.initdb, [`--pgdata=${dataDir}`, "--no-sync", ...access, ...locale], { cwd: "/", stdio: "pipe", ...account });
  } catch (cause) {
    rmSync(dataDir, { recursive: true, force: true });
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
    throw new Error(`PostgreSQL could not create its data folder ${dataDir}. ${said}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function launch(binaries: PostgresBinaries, account: Account, options: PostgresOptions, port: number): ChildProcess {
  // TCP on loopback only: a socket file's path may be at most 107 bytes, which a deep project folder exceeds.
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(options.logFile, "a", 0o600);
  // A group of its own: Ctrl-C in the terminal must reach it last, from us, not first.
  const server = spawn(binaries.postgres, ["-D", options.dataDir, "-p", String(port), ...flags], { cwd: "/", detached: true, stdio: ["ignore", log, log], ...account });
  closeSync(log);
  const end = () => server.kill("SIGINT");
  process.once("exit", end); // however we end, it gets to write its checkpoint
  server.once("exit", () => process.off("exit", end));
  return server;
}

/** The eighth line of postmaster.pid is what `pg_ctl --wait` reads as well. */
async function ready(server: ChildProcess, { dataDir, logFile }: PostgresOptions): Promise<void> {
  let failure: unknown = null;
  server.once("error", (error) => (failure = error));
  const pidFile = join(dataDir, "postmaster.pid");
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (failure) throw new Error("PostgreSQL could not be run", { cause: failure });
    if (server.exitCode !== null || server.signalCode !== null) break;
    const lines = existsSync(pidFile) ? readFileSync(pidFile, "utf8").split("\n") : [];
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === "ready") return;
    await delay(20);
  }
  server.kill("SIGQUIT");
  throw new Error(`PostgreSQL did not start. Its last words, from ${logFile}:\n${readFileSync(logFile, "utf8").trim().split("\n").slice(-8).join("\n")}`);
}

/** Ends a server that outlived us, after a kill -9 of ours, on this data folder. Its noted pid may belong to someone else by now. */
export async function endLeftover(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!commandOf(pid).includes(dataDir)) return rmSync(pidFile);
  process.kill(pid, "SIGINT");
  while (commandOf(pid).includes(dataDir)) await delay(50);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  await gone;
}
