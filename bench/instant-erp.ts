import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";

/** An ERP that answers every message at once and keeps nothing, as a process of its own, so that it shares no thread with what is measured. */
export async function startInstantErp(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/answer-at-once.ts"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [url] = z.tuple([z.url()]).parse(await once(createInterface({ input: child.stdout }), "line"));
  return {
    url,
    async stop() {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}
