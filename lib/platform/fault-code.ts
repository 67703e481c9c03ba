/** The code that a fault carries, or the first of its causes that has one: an SQLSTATE, or what the driver or the network calls it; null where none has. */
export function faultCode(fault: unknown): string | null {
  // The query builder wraps the driver's error.
  for (let cause = fault; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return null;
}
