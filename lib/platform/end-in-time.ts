import type { Logger } from "pino";

/** What a container's runtime gives a process before it kills it. */
const GRACE_MS = 9_000;

/** Ends the process after `ms` whatever still hangs: on a signal, so that nothing that waits for a dead database or broker outlives who started it. What was not finished is done again at the next start. */
export function endInTime(log: Logger, ms = GRACE_MS): void {
  setTimeout(() => {
    log.warn({ afterMs: ms }, "what was in hand did not end in time; it is taken up again at the next start");
    process.exit(1);
  }, ms).unref();
}
