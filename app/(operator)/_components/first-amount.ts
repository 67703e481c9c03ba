import { isPositive } from "@/lib/client/pace";
import type { RunOperation } from "@/lib/queries/operator/run-operation";

type Made = { readonly kind: "GOOD" | "SCRAP" | "REWORK"; /** Out of rework. */ readonly reworked: boolean; /** On a pallet of its own. */ readonly packing: boolean };

/**
 * UI-05: the amount, as decimal text, that stands there before anything is typed: what the line counted as scrap, or one piece, so that it takes two taps and its reason. Empty where parts
 * of a unit are counted, and for a pallet: nobody means exactly one of those.
 */
export function firstAmount({ decimals, proposal }: Pick<RunOperation, "decimals" | "proposal">, { kind, reworked, packing }: Made): string {
  if (kind === "SCRAP" && !reworked && isPositive(proposal?.scrap)) return proposal.scrap;
  return decimals === 0 && !packing ? "1" : "";
}
