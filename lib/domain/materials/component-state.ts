import type { Decimal } from "@/lib/domain/shared/decimal";

export type ComponentState = "OPEN" | "PARTIAL" | "ISSUED" | "CLOSED";

/** State of a component line that follows from its quantities (§2.2): final issue closes it, a reversal moves it back. */
export function componentState(required: Decimal, net: Decimal, closed: boolean): ComponentState {
  if (closed) return "CLOSED";
  if (net.lte(0)) return "OPEN";
  return net.lt(required) ? "PARTIAL" : "ISSUED";
}
