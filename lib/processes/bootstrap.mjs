// Runs on any Node and without a single dependency: checks the one, installs the others, then starts the given TypeScript file.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [entry, ...args] = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Millrace needs Node 20.19 or newer; this is ${process.versions.node}. Get one at https://nodejs.org`);

process.chdir(root);
if (existsSync(".env")) process.loadEnvFile(".env");
if (!installed()) install();
await import("./patch-postgres.mjs");

// In a group with us, so that a question can be answered from the terminal; it hears Ctrl-C itself, other signals we pass on.
const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "--import", new URL("plain-faults.mjs", import.meta.url).href, entry, ...args], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));

/** Compares what the lockfile asks for with what npm noted when it last installed; a mere change of time means nothing. */
function installed() {
  if (!existsSync("node_modules/.package-lock.json")) return false;
  const wanted = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
  const present = JSON.parse(readFileSync("node_modules/.package-lock.json", "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => path === "" || optional || (peer && !present[path]) || present[path]?.version === version);
}

function install() {
  console.log("Installing dependencies (npm ci), a minute or two the first time");
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const result = spawnSync(npm[0], [...npm.slice(1), "ci", "--include=dev", "--no-audit", "--no-fund"], { stdio: "inherit" });
  if (result.status !== 0) fail("npm could not install the dependencies; its messages above say why.");
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
