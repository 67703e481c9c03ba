import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { workerArgs } from "@/lib/processes/children";

const Line = z.object({ time: z.number(), msg: z.string().default(""), err: z.object({ message: z.string() }).optional() });

/** Secret of the installations that tests make up. */
export const TEST_SECRET = "a-master-secret-of-these-tests-0001";

/** `environment`: settings beside those, by the names of their variables. */
export type WorkerSettings = { readonly databaseUrl: string; readonly mqttUrl: string; readonly environment?: Readonly<Record<string, string>> };

/** A worker as the process that it is, that can be killed and started again. */
export type WorkerProcess = {
  readonly pid: number;
  /** How often it was started. */
  readonly starts: number;
  /** False once it ended, whoever ended it. */
  readonly alive: boolean;
  /** Ends it as a power cut would, and starts it anew. */
  killAndRestart(): Promise<void>;
  /** Ends it as the supervisor does. */
  stop(): Promise<void>;
  /** What its log says of warnings and worse, for a failure's message. */
  log(): string;
};

/** Starts a worker on a database and a broker; it needs a moment until it hears machines. */
export function startWorker({ databaseUrl, mqttUrl, environment = {} }: WorkerSettings): WorkerProcess {
  const logFile = join(mkdtempSync(join(tmpdir(), "millrace-worker-")), "worker.log");
  let starts = 0;
  let child = spawnIt();

  function spawnIt(): ChildProcess {
    starts += 1;
    const output = openSync(logFile, "a");
    const own = {
      NODE_ENV: "production" as const,
      DATABASE_URL: databaseUrl,
      MQTT_URL: mqttUrl,
      MILLRACE_SECRET: TEST_SECRET,
      MILLRACE_DEMO: "off",
      MILLRACE_PROCESS: "worker",
      LOG_LEVEL: "warn",
      ...environment,
    };
    const started = spawn(process.execPath, workerArgs(), {
      env: { ...process.env, ...own },
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    return started;
  }

  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!alive()) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  return {
    get pid() {
      return child.pid ?? 0;
    },
    get starts() {
      return starts;
    },
    get alive() {
      return alive();
    },
    async killAndRestart() {
      await end("SIGKILL");
      child = spawnIt();
    },
    stop: () => end("SIGTERM"),
    log: () => readFileSync(logFile, "utf8").trim().split("\n").slice(-12).map(inShort).join("\n"),
  };
}

/** Time, message and error of a line of the log; what is no such line as it is. */
function inShort(line: string): string {
  if (!line.startsWith("{")) return line;
  const { time, msg, err } = Line.parse(JSON.parse(line));
  return `${new Date(time).toISOString()} ${msg}${err === undefined ? "" : `: ${err.message.slice(-200)}`}`;
}
