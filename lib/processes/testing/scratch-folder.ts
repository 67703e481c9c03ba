import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOf } from "@/lib/processes/process-facts";

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 3 * 1024 ** 3;

/**
 * Makes a folder for the data of services that live as long as a run of tests: in memory where the machine has plenty, since copying, syncing and
 * removing the files of databases is most of what such a run asks of a disk; in the temporary folder elsewhere. What a run that was killed left there
 * goes first.
 */
export function scratchFolder(prefix: string): string {
  const parent = hasRoom(MEMORY) ? MEMORY : tmpdir();
  for (const name of readdirSync(parent)) {
    const maker = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length)) : null;
    if (maker !== null && startOf(Number(maker[1])) === null) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755); // mkdtemp closes it to the account that PostgreSQL runs as under root
  return folder;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    // macOS and Windows have no such folder.
    return false;
  }
}
