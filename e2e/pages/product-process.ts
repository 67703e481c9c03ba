import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { z } from "zod";

const Note = z.object({ children: z.array(z.object({ name: z.string(), pid: z.number().int() })) });

/** Ends the worker of the product that lives in `home`, and comes back once its supervisor has started another one. */
export async function restartWorker(home: string): Promise<void> {
  const worker = () => Note.parse(JSON.parse(readFileSync(join(home, "running.json"), "utf8"))).children.find(({ name }) => name === "worker")?.pid;
  const before = worker();
  if (before === undefined) throw new Error(`No worker runs out of ${home}.`);
  process.kill(before, "SIGTERM");
  await expect.poll(worker, { timeout: 30_000 }).not.toBe(before);
}
