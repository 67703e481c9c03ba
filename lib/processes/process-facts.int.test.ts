import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { commandOf, startOf } from "./process-facts";

const GONE = 2 ** 22 + 1;

it("names a process by what it runs and when it began, and knows when it is gone", async () => {
  const before = Date.now();
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()", "a word (with brackets)"], { stdio: ["pipe", "ignore", "ignore"] });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  await expect.poll(() => commandOf(pid)).toContain("a word (with brackets)");
  // Worked out from the time since boot: a second to either side.
  expect(Math.abs((startOf(pid) ?? 0) - before)).toBeLessThan(2_000);
  const ended = once(child, "exit");
  child.stdin.end();
  await ended;
  expect([startOf(pid), commandOf(pid)]).toEqual([null, ""]);
  expect([startOf(GONE), commandOf(GONE)]).toEqual([null, ""]);
});
