import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sources = ["app", "components", "lib", "db", "public"];
const settings = ["package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json", "proxy.ts", "instrumentation.ts"];

/** Whether the build in `distDir` was made from the sources and dependencies that lie here now. */
export function buildIsCurrent(distDir: string): boolean {
  const stamp = join(distDir, "millrace-sources");
  return existsSync(join(distDir, "BUILD_ID")) && existsSync(stamp) && readFileSync(stamp, "utf8") === sourcesHash();
}

/** Builds the web app into `distDir`; its output goes to `logFile`, whose end is shown when it fails. */
export async function build(distDir: string, logFile: string): Promise<void> {
  const hash = sourcesHash();
  const log = createWriteStream(logFile, { mode: 0o600 });
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => child.kill();
  process.once("exit", end);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  process.off("exit", end);
  await new Promise<void>((resolve) => log.end(() => resolve()));
  if (code !== 0) throw new Error(`The web app could not be built. The end of ${logFile}:\n${readFileSync(logFile, "utf8").trim().split("\n").slice(-30).join("\n")}`);
  writeFileSync(join(distDir, "millrace-sources"), hash);
}

function sourcesHash(): string {
  const hash = createHash("sha256");
  const files = [...sources.flatMap(filesUnder), ...settings].filter((path) => !/\.test\.tsx?$/.test(path) && existsSync(path));
  for (const path of files.toSorted()) hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}
