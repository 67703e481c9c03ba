import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startOf } from "./process-facts";

const Process = z.object({ pid: z.number().int(), startedAt: z.number() });
const Running = z.object({
  supervisor: Process,
  children: z.array(Process.extend({ name: z.string() })).default([]),
  ready: z.boolean().default(false),
  url: z.string().optional(),
  databaseUrl: z.string().optional(),
  mqttUrl: z.string().optional(),
  erpUrl: z.string().optional(),
});
/** What runs out of a home folder just now: for a second start, for the tests, and for clearing up after a kill -9. */
export type Running = z.infer<typeof Running>;

const fileOf = (home: string) => join(home, "running.json");

/** What runs out of `home`, or `null` when nothing does; a note left behind by a killed supervisor counts as nothing. */
export function readRunning(home: string): Running | null {
  const note = readNote(home);
  return note && isSame(note.supervisor) ? note : null;
}

/** Notes what runs; holds the database password, so it is readable by its owner alone. */
export function writeRunning(home: string, running: Running): void {
  writeFileSync(`${fileOf(home)}.new`, JSON.stringify(running, null, 2), { mode: 0o600 });
  renameSync(`${fileOf(home)}.new`, fileOf(home));
}

/** Removes the note; the last thing that a supervisor does. */
export function clearRunning(home: string): void {
  rmSync(fileOf(home), { force: true });
}

/** Ends children that outlived their supervisor, telling them from strangers with a recycled pid by when they began. Returns their names. */
export async function endLeftovers(home: string): Promise<string[]> {
  const leftovers = readNote(home)?.children.filter(isSame) ?? [];
  for (const { pid } of leftovers) process.kill(-pid, "SIGTERM");
  for (let waited = 0; waited < 5_000 && leftovers.some(isSame); waited += 50) await delay(50);
  for (const child of leftovers.filter(isSame)) process.kill(-child.pid, "SIGKILL");
  clearRunning(home);
  return leftovers.map(({ name }) => name);
}

function readNote(home: string): Running | null {
  if (!existsSync(fileOf(home))) return null;
  return Running.parse(JSON.parse(readFileSync(fileOf(home), "utf8")));
}

/** The start is worked out from the time since boot, so it may be off by a second. */
function isSame({ pid, startedAt }: z.infer<typeof Process>): boolean {
  const began = startOf(pid);
  return began !== null && Math.abs(began - startedAt) < 2_000;
}
