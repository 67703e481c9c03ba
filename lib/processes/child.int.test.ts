import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type ChildEvents, superviseChild } from "./child";
import { startOf } from "./process-facts";

const home = mkdtempSync(join(tmpdir(), "millrace-child-"));
afterAll(() => rmSync(home, { recursive: true }));

it("starts a killed process again, says so, passes its warnings on and ends it when asked", async () => {
  const pids: number[] = [];
  const warnings: string[] = [];
  const deaths: string[] = [];
  const events: ChildEvents = {
    started: (_, pid) => pids.push(pid),
    warned: (name, text) => warnings.push(`${name}: ${text}`),
    died: (_, how, retryInMs) => deaths.push(`${how}, ${retryInMs} ms`),
  };
  const program = "console.log('quiet'); console.error('warning: hot'); setInterval(() => {}, 1000)";
  const logFile = join(home, "demo.log");
  const child = superviseChild({ name: "demo", args: ["-e", program], env: {}, logFile, graceMs: 1000 }, events);

  await expect.poll(() => warnings).toEqual(["demo: warning: hot"]);
  process.kill(pids[0] ?? 0, "SIGKILL");
  await expect.poll(() => warnings.length, { timeout: 10_000 }).toBe(2);
  expect(deaths).toEqual(["SIGKILL, 1000 ms"]);

  await child.stop();
  expect(pids.map(startOf)).toEqual([null, null]);
  expect(deaths).toHaveLength(1);
  await expect.poll(() => readFileSync(logFile, "utf8").match(/quiet/g)).toHaveLength(2);
});

it("kills a process that does not end in its time", async () => {
  const pids: number[] = [];
  const ready: string[] = [];
  const events: ChildEvents = { started: (_, pid) => pids.push(pid), warned: (_, text) => ready.push(text), died: () => undefined };
  const program = "process.on('SIGTERM', () => {}); console.log('error: deaf'); setInterval(() => {}, 1000)";
  const child = superviseChild({ name: "deaf", args: ["-e", program], env: {}, logFile: join(home, "deaf.log"), graceMs: 100 }, events);
  await expect.poll(() => ready).toEqual(["error: deaf"]);
  await child.stop();
  expect(pids.map(startOf)).toEqual([null]);
});
