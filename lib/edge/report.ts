import "server-only";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { newId } from "@/lib/platform/ids";

/** Logs a fault with its cause and returns the reference under which it stands there: the only thing of it that anybody outside sees. */
export function report(fault: unknown, place: string): string {
  const reference = newId().slice(-12);
  metrics.faults.inc({ place });
  log.error({ err: fault, reference, place }, "fault");
  return reference;
}
