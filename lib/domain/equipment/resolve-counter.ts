import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { DoubtedCount, Doubts } from "@/lib/domain/shared/doubted-count";

/** What a person says of steps in doubt: they were made, or the counter jumped. */
export type CounterVerdict = "COUNT" | "DISCARD";

/** What a verdict rests on: how many steps the person saw, which operations are in work still, and what each is called. */
export type CounterResolution = {
  readonly verdict: CounterVerdict;
  readonly seen: number;
  readonly doubts: Doubts;
  readonly inWork: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
};

/**
 * KP-02: what is counted once a person has resolved a suspect counter; nothing where it is discarded. Only an operation in work takes a count, for it is confirmed
 * there, and what the others made must not get lost with it: where some have ended (`COUNT_PARTLY_ENDED`, which names them) or none is in work (`COUNT_WITHOUT_RUN`),
 * their quantity is entered as a correction and the count left out. More steps than the person saw wait for another look (`COUNTER_MOVED`).
 */
export function decideCounter({
  verdict,
  seen,
  doubts,
  inWork,
  names,
}: CounterResolution): Decision<readonly DoubtedCount[], "COUNTER_MOVED" | "COUNT_WITHOUT_RUN" | "COUNT_PARTLY_ENDED"> {
  if (doubts.steps !== seen) return refuse("COUNTER_MOVED", { steps: doubts.steps });
  if (verdict === "DISCARD") return accept([]);
  const ended = doubts.counts.filter((one) => !inWork.has(one.operationId));
  if (ended.length === doubts.counts.length) return refuse("COUNT_WITHOUT_RUN");
  if (ended.length > 0) return refuse("COUNT_PARTLY_ENDED", { ended: ended.map(({ operationId }) => names.get(operationId) ?? operationId) });
  return accept(doubts.counts);
}
