import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Linux tells of processes in files, and a bare system has no `ps`. */
const PROC = existsSync("/proc/stat");
/** Ticks a second in which Linux tells times to programs, whatever it counts in itself. */
const TICKS = 100;

/** The command line of a running process, or "" when there is none with that pid. */
export function commandOf(pid: number): string {
  return PROC ? (proc(`${pid}/cmdline`)?.split("\0").join(" ").trim() ?? "") : ps(pid, "args");
}

/** When a running process began, in ms since 1970, or `null` when there is none with that pid. With the pid it names a process for good. */
export function startOf(pid: number): number | null {
  if (PROC) return startInProc(pid);
  const text = ps(pid, "lstart");
  return text === "" ? null : Date.parse(text);
}

function startInProc(pid: number): number | null {
  // The name, in brackets, may hold spaces and brackets; the state comes after it, and the start 19 words behind that.
  const words = proc(`${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");
  const ticks = Number(words?.[19]);
  const bootSeconds = Number(/^btime (\d+)$/m.exec(proc("stat") ?? "")?.[1]);
  // One that has ended and that nobody has looked after is gone.
  if (words === undefined || words[0] === "Z" || !Number.isFinite(ticks) || !Number.isFinite(bootSeconds)) return null;
  return bootSeconds * 1000 + (ticks * 1000) / TICKS;
}

function proc(file: string): string | null {
  try {
    return readFileSync(`/proc/${file}`, "utf8");
  } catch {
    return null; // a pid that is gone has no files
  }
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
