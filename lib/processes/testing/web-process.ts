import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build, buildIsCurrent } from "@/lib/processes/build";
import { freePort } from "@/lib/processes/free-port";

const START_MS = 60_000;

/** The web app as built, as a process of its own. */
export type WebProcess = { readonly url: string; stop(): Promise<void> };

/** Starts the built web app on a database, building it first when its sources changed. */
export async function startWeb(databaseUrl: string, secret: string): Promise<WebProcess> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-web-"));
  if (!buildIsCurrent(".next")) await build(".next", join(folder, "build.log"));
  const port = await freePort();
  const logFile = join(folder, "web.log");
  const output = openSync(logFile, "a");
  const own = {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    MILLRACE_SECRET: secret,
    MILLRACE_DEMO: "off",
    MILLRACE_HOME: folder,
    LOG_LEVEL: "warn",
  } as const;
  const web = spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "--port", String(port), "--hostname", "127.0.0.1"], {
    env: { ...process.env, ...own },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}/api/v1/openapi.json`, web);
  } catch (fault) {
    web.kill("SIGKILL");
    throw new Error(`The web app did not start. It said:\n${readFileSync(logFile, "utf8").slice(-4000)}`, { cause: fault });
  }
  return {
    url,
    async stop() {
      if (web.exitCode !== null || web.signalCode !== null) return;
      const gone = once(web, "exit");
      web.kill("SIGTERM");
      await gone;
    },
  };
}

async function answers(url: string, web: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    if (web.exitCode !== null) throw new Error(`it ended with ${web.exitCode}`);
    if (Date.now() > deadline) throw new Error(`nothing answered within ${START_MS / 1000} s`);
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0, // Nobody listens yet.
    );
    if (status === 200) return;
    await pause(100);
  }
}
