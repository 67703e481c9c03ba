import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { warningOf } from "./warning-of";

export type ChildSpec = {
  /** One word for console, log file and MILLRACE_PROCESS. */
  readonly name: string;
  /** Arguments of node. */
  readonly args: readonly string[];
  /** Beside what we were given; `undefined` takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** How long it may take to end after SIGTERM before it is killed, in ms. */
  readonly graceMs: number;
};

export type ChildEvents = {
  warned(name: string, text: string): void;
  started(name: string, pid: number): void;
  /** It ended although nobody asked it to; it comes back after `retryInMs`. */
  died(name: string, how: string, retryInMs: number): void;
};

export type Child = { stop(): Promise<void>; kill(): void };

const LONGEST_BACKOFF_MS = 30_000;
const STEADY_AFTER_MS = 60_000;
const LOG_LIMIT_BYTES = 20_000_000;

/** Runs a node process in a group of its own, keeps its log, and starts it again when it dies: after 1 s, 2 s, 4 s … 30 s. */
export function superviseChild(spec: ChildSpec, events: ChildEvents): Child {
  const log = openLog(spec.logFile);
  let current: ChildProcess | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopping = false;
  let failures = 0;

  const start = () => {
    retry = null;
    const startedAt = Date.now();
    const child = spawn(process.execPath, spec.args, { env: { ...process.env, ...spec.env, MILLRACE_PROCESS: spec.name }, stdio: ["ignore", "pipe", "pipe"], detached: true });
    current = child;
    for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on("line", (line) => take(line));
    if (child.pid !== undefined) events.started(spec.name, child.pid);
    child.once("error", (error) => take(JSON.stringify({ level: 50, msg: error.message })));
    child.once("exit", (code, signal) => {
      current = null;
      if (stopping) return;
      failures = Date.now() - startedAt > STEADY_AFTER_MS ? 1 : failures + 1;
      const retryInMs = Math.min(1000 * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
      events.died(spec.name, signal === null ? `exit code ${code}` : signal, retryInMs);
      retry = setTimeout(start, retryInMs);
    });
  };
  const take = (line: string) => {
    log.write(`${line}\n`);
    const warning = warningOf(line);
    if (warning !== null && !stopping) events.warned(spec.name, warning);
  };
  const signal = (name: NodeJS.Signals) => {
    if (current?.pid !== undefined && current.exitCode === null && current.signalCode === null) process.kill(-current.pid, name);
  };

  start();
  return {
    async stop() {
      stopping = true;
      if (retry) clearTimeout(retry);
      const child = current;
      if (child) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        signal("SIGTERM");
        const deadline = setTimeout(() => signal("SIGKILL"), spec.graceMs);
        await gone;
        clearTimeout(deadline);
      }
      log.end();
    },
    kill() {
      stopping = true;
      if (retry) clearTimeout(retry);
      signal("SIGKILL");
    },
  };
}

function openLog(path: string): WriteStream {
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  return createWriteStream(path, { flags: "a", mode: 0o600 });
}
