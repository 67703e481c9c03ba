import { faultCode } from "@/lib/platform/fault-code";
import type { BrokerProblem } from "./broker-problem";

/** A batch takes milliseconds; one that takes longer than this waits for the database. */
const STORED_MS = 10_000;

/** Follows the writes of a connection: whether what comes cannot be stored, and why, as far as the database has said. `busyMs`: for how long the present write has gone on, 0 without one. */
export function watchWrites(busyMs: () => number): { readonly now: BrokerProblem | null; readonly met: (fault: unknown) => void } {
  let last: { readonly detail: string; readonly at: number } | null = null;
  return {
    met(fault) {
      last = { detail: wordsOf(fault), at: performance.now() };
    },
    get now(): BrokerProblem | null {
      const ms = busyMs();
      if (ms < STORED_MS) return null;
      // What an earlier batch met says nothing of this one.
      const own = last !== null && last.at >= performance.now() - ms;
      return { code: "NOT_STORED", detail: own ? (last?.detail ?? "") : `no answer for ${Math.round(ms / 1000)} s` };
    },
  };
}

function wordsOf(fault: unknown): string {
  // The query builder's own words are the statement; the driver's are below it.
  const said = fault instanceof Error && fault.cause instanceof Error ? fault.cause.message : fault instanceof Error ? fault.message : "an unknown fault";
  const code = faultCode(fault);
  return `${said.trim().slice(0, 300)}${code === null ? "" : ` (${code})`}`;
}
