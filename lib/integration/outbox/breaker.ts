import { TIMING } from "./timing";

/** Circuit of a connection (IN-05), as the connection row holds it for all workers. */
export type Circuit = { readonly failures: number; readonly openUntil: Date | null };

export const FAILURES_TO_OPEN = 5;

/** Seconds to leave a connection alone whose address or credentials are wrong: they do not heal in half a minute. */
export function brokenSeconds(circuitSeconds = TIMING.circuitSeconds): number {
  return 10 * circuitSeconds;
}

/** CLOSED sends freely; OPEN sends nothing; HALF_OPEN sends one message to see whether the ERP is back. */
export type CircuitState = "CLOSED" | "OPEN" | "HALF_OPEN";

/** State of a circuit at an instant. OPEN also while the ERP asked to wait, however few tries had failed. */
export function circuitState(circuit: Circuit, at: Date): CircuitState {
  if (circuit.openUntil !== null && circuit.openUntil > at) return "OPEN";
  return circuit.failures < FAILURES_TO_OPEN ? "CLOSED" : "HALF_OPEN";
}

type Failure = { readonly kind: "failed"; readonly retryAfterSeconds?: number } | { readonly kind: "broken" };

/**
 * IN-05: what a failed try did to the circuit. Five straight failures open it for 30 s; a broken configuration opens it at once and for longer;
 * a Retry-After holds everything back for so long.
 */
export function afterFailure(circuit: Circuit, failure: Failure, at: Date, circuitSeconds = TIMING.circuitSeconds): Circuit {
  if (failure.kind === "broken") return { failures: Math.max(circuit.failures + 1, FAILURES_TO_OPEN), openUntil: latest(circuit.openUntil, at, brokenSeconds(circuitSeconds)) };
  const failures = circuit.failures + 1;
  const seconds = Math.max(failures >= FAILURES_TO_OPEN ? circuitSeconds : 0, failure.retryAfterSeconds ?? 0);
  return { failures, openUntil: seconds === 0 ? circuit.openUntil : latest(circuit.openUntil, at, seconds) };
}

/** IN-05: tries count only while the circuit is closed, so an outage of any length makes no message DEAD. */
export function countsAsTry(circuit: Circuit): boolean {
  return circuit.failures < FAILURES_TO_OPEN;
}

/** A wait never becomes shorter by a further failure. */
function latest(known: Date | null, at: Date, seconds: number): Date {
  const asked = new Date(at.getTime() + seconds * 1000);
  return known !== null && known > asked ? known : asked;
}
