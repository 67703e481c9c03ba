import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { startOf } from "./process-facts";
import { writeRunning } from "./running";

const run = promisify(execFile);

async function tell(home: string, ...words: string[]): Promise<string> {
  const done = await run(process.execPath, ["--import", "tsx", join(import.meta.dirname, "tell-plant.ts"), ...words], {
    cwd: join(import.meta.dirname, "../.."),
    env: { NODE_ENV: "test", LOG_LEVEL: "silent", MILLRACE_HOME: home },
  });
  return done.stdout;
}

describe("npm run plant -- erp", () => {
  it("switches the running sandbox ERP off and on", async () => {
    const erp = await openSandboxErp();
    try {
      const home = await mkdtemp(join(tmpdir(), "millrace-home-"));
      writeRunning(home, { supervisor: { pid: process.pid, startedAt: startOf(process.pid) ?? 0 }, children: [], ready: true, erpUrl: erp.url });
      const contract = () => fetch(`${erp.url}/v1`, { headers: { authorization: `Bearer ${erp.key}` } });
      expect(await tell(home, "erp", "off")).toContain("answers nobody");
      await expect(contract()).rejects.toThrow("fetch failed");
      expect(await tell(home, "erp", "on")).toContain("answers again");
      expect((await contract()).status).toBe(200);
    } finally {
      await erp.stop();
    }
  });

  it("knows its lines, and refuses others, reasons and rates that nobody has", async () => {
    const home = await mkdtemp(join(tmpdir(), "millrace-home-"));
    await expect(tell(home, "stop", "NOPE")).rejects.toThrow("no line NOPE. It has MIX-1, MIX-2, PAST-1, PAST-2, L1, L2, P1, P2, MIX-7, PAST-7, L7, P7.");
    await expect(tell(home, "stop", "L1", "NOPE")).rejects.toThrow("no reason NOPE");
    await expect(tell(home, "rate", "L1", "2")).rejects.toThrow("0 to 1");
    await expect(tell(home, "stop", "L1")).rejects.toThrow("Millrace does not run");
  });

  it("says so when nothing runs, and how it is used", async () => {
    const home = await mkdtemp(join(tmpdir(), "millrace-home-"));
    await expect(tell(home, "erp", "off")).rejects.toThrow("Millrace does not run");
    await expect(tell(home, "erp", "maybe")).rejects.toThrow("npm run plant -- erp off");
  });
});
