import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { z } from "zod";
import { findBrowser } from "./browser";
import { type Step, suites, tally, type Tally } from "./test-steps";

// Runs one of the suites, step by step and what stands together side by side, and ends with the line `N passed, N failed`.
const suite = z.enum(["check", "all", "erp", "faults"]).parse(process.argv[2] ?? "all");
const steps: readonly (Step | readonly Step[])[] = suites[suite];

// A developer's own settings must not reach the tests, least of all the address of a database.
const own = /^(DATABASE_URL|MQTT_URL|PORT|NEXTAUTH_URL|LOG_LEVEL|OIDC_.*|SANDBOX_.*|MILLRACE_(?!(?:DIST_DIR|STORM|PICTURES|B2MML_SCHEMAS)$).*)$/;
const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
const env: NodeJS.ProcessEnv = { ...kept, NODE_ENV: process.env.NODE_ENV, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" };

const running = new Set<ReturnType<typeof spawn>>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = 130;
  });
}

mkdirSync(".artifacts", { recursive: true });
const total = { passed: 0, failed: 0 };
for (const step of steps) {
  for (const counted of await Promise.all(("name" in step ? [step] : step).map(run))) {
    total.passed += counted.passed;
    total.failed += counted.failed;
  }
  if (process.exitCode === 130) break;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(process.exitCode ?? (total.failed > 0 ? 1 : 0));

async function run(step: Step): Promise<Tally> {
  const startedAt = performance.now();
  if (step.report) rmSync(step.report.file, { force: true });
  let output = "";
  let succeeded = false;
  try {
    if (step.browser) env.MILLRACE_BROWSER = findBrowser();
    ({ succeeded, output } = await execute(step.args));
  } catch (error) {
    output = error instanceof Error ? error.message : String(error);
  }
  const counted = tally(step, succeeded);
  const tests = step.report ? `${counted.passed} passed, ${counted.failed} failed${counted.skipped.length > 0 ? `, ${counted.skipped.length} skipped` : ""}` : "";
  console.log(`${succeeded ? "✓" : "✗"} ${step.name.padEnd(16)} ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${tests}`);
  for (const title of counted.skipped) console.log(`  skipped: ${title}`);
  for (const note of counted.notes ?? []) console.log(`  note: ${note}`);
  if (!succeeded) console.log(`\n${output.trimEnd()}\n`);
  return counted;
}

function execute(args: readonly string[]): Promise<{ succeeded: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
    child.once("error", reject);
    child.once("close", (code) => {
      running.delete(child);
      resolve({ succeeded: code === 0, output: output.join("") });
    });
  });
}
