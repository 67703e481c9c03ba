import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { startOf } from "./process-facts";
import { endLeftovers, readRunning, writeRunning } from "./running";

const home = mkdtempSync(join(tmpdir(), "millrace-running-"));
afterAll(() => rmSync(home, { recursive: true }));
const me = { pid: process.pid, startedAt: startOf(process.pid) ?? 0 };
const gone = { pid: 2 ** 22 + 1, startedAt: 1 };

it("knows a living supervisor from a killed one", () => {
  writeRunning(home, { supervisor: me, children: [], ready: true });
  expect(readRunning(home)).not.toBeNull();
  expect(statSync(join(home, "running.json")).mode & 0o077).toBe(0);
  writeRunning(home, { supervisor: gone, children: [], ready: true });
  expect(readRunning(home)).toBeNull();
});

it("ends what a killed supervisor left running, and no stranger that got its pid", async () => {
  const leftover = spawn(process.execPath, ["-e", "process.title = 'renamed'; setInterval(() => {}, 1000)"], { detached: true });
  const pid = leftover.pid ?? 0;
  const ended = once(leftover, "exit");
  const stranger = { name: "stranger", pid: process.pid, startedAt: me.startedAt - 60_000 };
  writeRunning(home, { supervisor: gone, children: [{ name: "web", pid, startedAt: startOf(pid) ?? 0 }, stranger], ready: true });
  expect(await endLeftovers(home)).toEqual(["web"]);
  expect((await ended)[1]).toBe("SIGTERM");
});
