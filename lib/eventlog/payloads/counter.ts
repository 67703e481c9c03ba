import type { DoubtedCount } from "@/lib/domain/shared/doubted-count";

/** KP-02: a step of a counter that the ideal rate cannot explain. `subject`: unit and counter; `count`: what it would count, null where nothing was loaded. */
export type CounterDoubted = {
  readonly subject: string;
  readonly workUnitId: string;
  readonly counter: string;
  readonly before: number;
  readonly after: number;
  readonly at: string;
  readonly count: DoubtedCount | null;
};

/** A person took steps in doubt at their word, operation by operation, or discarded them: then `count` is null. */
export type CounterResolved = {
  readonly exceptionId: string;
  readonly workUnitId: string | null;
  readonly steps: number;
  readonly count: DoubtedCount | null;
  readonly personId: string | null;
};

export type CounterPayloads = { "counter.suspect": CounterDoubted; "counter.resolved": CounterResolved };
