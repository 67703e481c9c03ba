import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { DoubtedCount, Doubts } from "@/lib/domain/shared/doubted-count";

/** What a person says of steps in doubt: they were made, or the counter jumped. */
export type CounterVerdict = "COUNT" | "DISCARD";

/** What a verdict rests on: how many steps the person saw, and which operations are in work still. */
export type CounterResolution = { readonly verdict: CounterVerdict; readonly seen: number; readonly doubts: Doubts; readonly inWork: ReadonlySet<string> };

/**
 * KP-02: what is counted once a person has resolved a suspect counter; nothing where it is discarded. Only an operation in work takes a count, for it is confirmed
 * there: where none is, the quantity is entered as a correction (`COUNT_WITHOUT_RUN`). More steps than the person saw wait for another look (`COUNTER_MOVED`).
 */
export function decideCounter({ verdict, seen, doubts, inWork }: CounterResolution): Decision<readonly DoubtedCount[], "COUNTER_MOVED" | "COUNT_WITHOUT_RUN"> {
  if (doubts.steps !== seen) return refuse("COUNTER_MOVED", { steps: doubts.steps });
  if (verdict === "DISCARD") return accept([]);
  const counts = doubts.counts.filter((one) => inWork.has(one.operationId));
  return counts.length === 0 ? refuse("COUNT_WITHOUT_RUN") : accept(counts);
}
