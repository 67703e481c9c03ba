import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { faultCode } from "./fault-code";

/** Beside `node_modules`, where what is not bundled is found. */
const FOLDER = join(import.meta.dirname, "../../.build");

/** What was not used for so long goes when something new is made. */
const KEPT_MS = 7 * 86_400_000;

const made = new Map<string, string>();

/**
 * A process of ours as JavaScript that Node runs as it is: without a translator beside it, which took 60 MB of each process and the longest part of its start. Made anew from the
 * sources that lie there at the first call of a process, in a second; a folder is whole at any moment and never changed, for others may run what lies in it. What was made before is
 * taken as it is, also where nothing can be written.
 * @param entry its main file, from the root of the project.
 * @returns path of the file to run, which wants `--conditions=react-server`.
 * @throws Error where the sources cannot be translated.
 */
export function bundled(entry: string): string {
  const known = made.get(entry);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    absWorkingDir: join(FOLDER, ".."),
    outdir: FOLDER,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    write: false,
    sourcemap: true,
    platform: "node",
    format: "esm",
    packages: "external",
    conditions: ["react-server"],
    logLevel: "silent",
  });
  const hash = createHash("sha256");
  for (const { contents } of outputFiles) hash.update(contents);
  const folder = join(FOLDER, `${basename(entry, ".ts")}-${hash.digest("hex").slice(0, 12)}`);
  if (!existsSync(folder)) {
    const half = `${folder}.${process.pid}`;
    mkdirSync(half, { recursive: true });
    for (const { path, contents } of outputFiles) writeFileSync(join(half, basename(path)), contents);
    moveUnlessThere(half, folder);
    dropOld(Date.now());
  }
  const program = join(folder, `${basename(entry, ".ts")}.mjs`);
  made.set(entry, program);
  keepBundles();
  return program;
}

/** To be called daily while processes run that this one started, as at the start of each: one that ended is started again from the same folder, which must not be taken for old. */
export function keepBundles(): void {
  const now = new Date();
  for (const program of made.values()) {
    try {
      utimesSync(dirname(program), now, now);
    } catch (error) {
      // Where nothing can be written nothing is dropped either, and what somebody removed is gone.
      if (!BEYOND_US.has(faultCode(error) ?? "")) throw error;
    }
  }
}

const BEYOND_US: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOENT"]);

/** Another process may have made the same meanwhile. */
function moveUnlessThere(half: string, folder: string): void {
  try {
    renameSync(half, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(half, { recursive: true });
  }
}

function dropOld(nowMs: number): void {
  for (const name of readdirSync(FOLDER)) {
    const folder = join(FOLDER, name);
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined && nowMs - stat.mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
