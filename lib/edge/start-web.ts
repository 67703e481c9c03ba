import "server-only";
import { composition } from "@/lib/composition";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { env } from "@/lib/platform/env";

/** Starts to hear changes, and lets the open streams go when the process is told to end: each would keep it alive. */
export function startWeb(): void {
  if (env.DATABASE_URL === undefined) {
    log.warn("DATABASE_URL is not set: nothing will be live");
    return;
  }
  composition().fanOut();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      composition().fanOut().publish({ type: "closing" });
      void composition().notifier.flush();
    });
  }
}

/** Logs a fault of a page with Next's digest, which is all that the person sees of it. */
export function reportRequest(fault: unknown, place: string, method: string): void {
  const digest = typeof fault === "object" && fault !== null && "digest" in fault ? String(fault.digest) : undefined;
  metrics.faults.inc({ place });
  log.error({ err: fault, digest, place, method }, "fault");
}
