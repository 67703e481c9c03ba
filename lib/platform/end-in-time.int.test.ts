import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const HANGS = `
  import pino from "pino";
  import { endInTime } from "./lib/platform/end-in-time.ts";
  process.once("SIGTERM", () => endInTime(pino(process.stderr), 200));
  setInterval(() => undefined, 1_000);
  process.stdout.write("ready");
`;

it("ends a process that hangs after its signal", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", HANGS], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await ended).toEqual([1, null]);
}, 30_000);
