import { execFileSync } from "node:child_process";

/** The command line of a running process, or "" when there is none with that pid. */
export function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return ""; // ps answers 1 for a pid that is gone
  }
}
