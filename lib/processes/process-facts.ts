import { execFileSync } from "node:child_process";

/** The command line of a running process, or "" when there is none with that pid. */
export function commandOf(pid: number): string {
  return ps(pid, "args");
}

/** When a running process began, in ms since 1970, or `null` when there is none with that pid. With the pid it names a process for good. */
export function startOf(pid: number): number | null {
  const text = ps(pid, "lstart");
  return text === "" ? null : Date.parse(text);
}

function ps(pid: number, column: "args" | "lstart"): string {
  try {
    return execFileSync("ps", ["-ww", "-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return ""; // ps answers 1 for a pid that is gone
  }
}
