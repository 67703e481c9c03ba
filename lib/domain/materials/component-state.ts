import type { Decimal } from "@/lib/domain/shared/decimal";

export type ComponentState = "OPEN" | "PARTIAL" | "ISSUED" | "CLOSED";

/** State of a component line that follows from its quantities (§2.2): final issue closes it, a reversal moves it back. */
export function componentState(required: Decimal, net: Decimal, closed: boolean): ComponentState {
  if (closed) return "CLOSED";
  if (net.lte(0)) return "OPEN";
  return net.lt(required) ? "PARTIAL" : "ISSUED";
}

type Moved = { readonly required: Decimal; readonly issued: Decimal; readonly returned: Decimal };

/** What a line has after a move, as the fact of the move says it. Nothing is rounded here: whoever counts a substitute in planned units has done so. */
export function componentAfter({ required, issued, returned }: Moved, closed = false) {
  return { issued: issued.toFixed(), returned: returned.toFixed(), state: componentState(required, issued.minus(returned), closed) };
}
