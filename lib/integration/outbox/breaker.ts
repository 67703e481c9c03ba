/** Circuit of a connection (IN-05), as the connection row holds it for all workers. */
export type Circuit = { readonly failures: number; readonly openUntil: Date | null };

export const FAILURES_TO_OPEN = 5;
export const OPEN_SECONDS = 30;
/** Wrong address or credentials do not heal in half a minute. */
export const BROKEN_SECONDS = 300;

/** CLOSED sends freely; OPEN sends nothing; HALF_OPEN sends one message to see whether the ERP is back. */
export type CircuitState = "CLOSED" | "OPEN" | "HALF_OPEN";

/** State of a circuit at an instant. */
export function circuitState(circuit: Circuit, at: Date): CircuitState {
  if (circuit.failures < FAILURES_TO_OPEN) return "CLOSED";
  return circuit.openUntil !== null && circuit.openUntil > at ? "OPEN" : "HALF_OPEN";
}

/** IN-05: what a try did to the circuit. Five straight failures open it for 30 s; a broken configuration opens it at once and for longer. */
export function afterTry(circuit: Circuit, outcome: "answered" | "failed" | "broken", at: Date): Circuit {
  if (outcome === "answered") return { failures: 0, openUntil: null };
  if (outcome === "broken") return { failures: Math.max(circuit.failures + 1, FAILURES_TO_OPEN), openUntil: later(at, BROKEN_SECONDS) };
  const failures = circuit.failures + 1;
  return { failures, openUntil: failures >= FAILURES_TO_OPEN ? later(at, OPEN_SECONDS) : circuit.openUntil };
}

/** IN-05: tries count only while the circuit is closed, so an outage of any length makes no message DEAD. */
export function countsAsTry(circuit: Circuit): boolean {
  return circuit.failures < FAILURES_TO_OPEN;
}

function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
