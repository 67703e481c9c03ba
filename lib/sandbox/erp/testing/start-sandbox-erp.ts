import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bundled } from "@/lib/platform/bundle";
import { systemClock } from "@/lib/platform/clock";
import { openErp } from "@/lib/sandbox/erp/open-erp";

type Options = {
  /** Folder of its books; a fresh one by default. Give it again to start on the same books. */
  readonly state?: string;
  readonly port?: number;
  readonly company?: "demo" | "none";
  readonly webhookUrl?: string;
  readonly speed?: number;
  /** Its clock, where it runs inside of this process. */
  readonly now?: () => Date;
};

/** A sandbox ERP that listens. */
export type SandboxErp = {
  readonly url: string;
  readonly state: string;
  readonly key: string;
  readonly webhookSecret: string;
  /** Calls `/sandbox/<path>` and answers its JSON; throws on a refusal. */
  clerk(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  /** Ends it and removes its books. */
  stop(): Promise<void>;
};

export type SandboxErpProcess = SandboxErp & {
  /** Ends it as a power cut would; its books stay. */
  kill(): Promise<void>;
};

const KEY = "key-of-the-sandbox-erp";
const WEBHOOK_SECRET = "webhook-secret-of-the-sandbox-erp";

/** The sandbox ERP inside of this process, on a free port: whoever calls it over HTTP sees no difference, and no suite waits for a process to get going. */
export async function openSandboxErp(options: Options = {}): Promise<SandboxErp> {
  const state = await folderOf(options);
  const { url, end } = await openErp({
    state,
    port: options.port ?? 0,
    key: KEY,
    company: options.company ?? "none",
    speed: options.speed ?? 1,
    stockMinutes: 15,
    webhook: options.webhookUrl === undefined ? null : { url: options.webhookUrl, secret: WEBHOOK_SECRET },
    now: options.now ?? (() => systemClock.now()),
  });
  return opened(url, state, end);
}

function folderOf({ state }: Options): Promise<string> {
  return state === undefined ? mkdtemp(join(tmpdir(), "sandbox-erp-")) : Promise.resolve(state);
}

function opened(url: string, state: string, end: () => Promise<void>): SandboxErp {
  return {
    url,
    state,
    key: KEY,
    webhookSecret: WEBHOOK_SECRET,
    async clerk(method, path, body) {
      const answer = await fetch(`${url}/sandbox/${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} /sandbox/${path}: ${answer.status} ${text}`);
      const value: unknown = JSON.parse(text);
      return value;
    },
    async stop() {
      await end();
      await rm(state, { recursive: true, force: true });
    },
  };
}

const ROOT = join(import.meta.dirname, "../../../..");
/** Starts the sandbox ERP as a process of its own, which a power cut can end, on a free port, and waits until it listens. */
export async function startSandboxErp(options: Options = {}): Promise<SandboxErpProcess> {
  const state = await folderOf(options);
  const child = spawn(process.execPath, [bundled("lib/sandbox/erp/main.ts")], {
    cwd: ROOT,
    env: {
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      SANDBOX_ERP_STATE: state,
      SANDBOX_ERP_PORT: String(options.port ?? 0),
      SANDBOX_ERP_KEY: KEY,
      SANDBOX_ERP_COMPANY: options.company ?? "none",
      MILLRACE_DEMO_SPEED: String(options.speed ?? 1),
      ...(options.webhookUrl === undefined ? {} : { SANDBOX_ERP_WEBHOOK_URL: options.webhookUrl, SANDBOX_ERP_WEBHOOK_SECRET: WEBHOOK_SECRET }),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const url = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).on("line", (line) => line.startsWith("http") && resolve(line))),
    ended.then(([code]) => Promise.reject(new Error(`The sandbox ERP ended with ${String(code)} before it listened.`))),
  ]);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { ...opened(url, state, () => end("SIGTERM")), kill: () => end("SIGKILL") };
}
