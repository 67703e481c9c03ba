import { type Decimal, decimal, roundUp, ZERO } from "@/lib/domain/shared/decimal";

/** A reading of a running counter. */
export type CounterReading = { readonly at: Date; readonly value: Decimal };

/** What is known of the counter: units a minute at the ideal rate (null: not known) and the highest value that it shows. */
export type CounterSpec = { readonly idealPerMinute: Decimal | null; readonly maximum: Decimal };

/** What a step of the counter means. `FIRST` is the reading that later ones are compared with. */
export type CounterStepKind = "FIRST" | "NORMAL" | "ROLLOVER" | "RESET" | "SUSPECT" | "OUT_OF_ORDER";

/** How many units a step counts, and why. */
export type CounterStep = { readonly kind: CounterStepKind; readonly delta: Decimal };

/** A machine may run this much faster than its ideal rate before its count is doubted. */
const HEADROOM = decimal("1.1");
const MS_PER_MINUTE = decimal(60_000);

/**
 * KP-02: units made between two readings. Forward: the difference. Backward: a rollover if that many units were possible in the time,
 * else a restart at zero if that many were, else SUSPECT, which counts 0 until a person states the quantity. A forward step beyond the
 * possible is SUSPECT too. Possible = 1.1 × ideal rate × time, rounded up to a whole unit because a counter has no halves and readings
 * come more than once a unit. Without an ideal rate a backward step of less than half the range modulo the range is a rollover, others
 * are resets. A reading that is not later than the one before is OUT_OF_ORDER and counts 0 (KP-04).
 */
export function counterStep(previous: CounterReading | null, next: CounterReading, spec: CounterSpec): CounterStep {
  if (previous === null) return { kind: "FIRST", delta: ZERO };
  const elapsedMs = next.at.getTime() - previous.at.getTime();
  if (elapsedMs <= 0) return { kind: "OUT_OF_ORDER", delta: ZERO };
  const forward = next.value.minus(previous.value);
  if (spec.idealPerMinute === null) {
    if (forward.gte(0)) return { kind: "NORMAL", delta: forward };
    const wrapped = wrappedBy(forward, spec);
    return wrapped.gte(0) && wrapped.times(2).lte(spec.maximum) ? { kind: "ROLLOVER", delta: wrapped } : { kind: "RESET", delta: next.value };
  }
  const possible = possibleUnits(spec.idealPerMinute, elapsedMs);
  if (forward.gte(0)) return forward.lte(possible) ? { kind: "NORMAL", delta: forward } : { kind: "SUSPECT", delta: ZERO };
  const wrapped = wrappedBy(forward, spec);
  if (wrapped.gte(0) && wrapped.lte(possible)) return { kind: "ROLLOVER", delta: wrapped };
  if (next.value.lte(possible)) return { kind: "RESET", delta: next.value };
  return { kind: "SUSPECT", delta: ZERO };
}

/** KP-02: units that a step in doubt counts once a person has taken it at its word: those of a counter of which no rate is known. */
export function takenAtItsWord(before: Decimal, after: Decimal, maximum: Decimal): Decimal {
  return counterStep({ at: new Date(0), value: before }, { at: new Date(1), value: after }, { idealPerMinute: null, maximum }).delta;
}

/** Units of a step back that went over the highest value. */
function wrappedBy(forward: Decimal, { maximum }: CounterSpec): Decimal {
  return forward.plus(maximum).plus(1);
}

function possibleUnits(idealPerMinute: Decimal, elapsedMs: number): Decimal {
  return roundUp(HEADROOM.times(idealPerMinute).times(elapsedMs).div(MS_PER_MINUTE), 0);
}

/**
 * Steps of a whole series, in the order of time; the first is compared with `previous`. An out-of-order reading is skipped, it does not
 * become what the next one is compared with.
 */
export function counterSteps(previous: CounterReading | null, readings: readonly CounterReading[], spec: CounterSpec): CounterStep[] {
  let last = previous;
  return readings.map((reading) => {
    const step = counterStep(last, reading, spec);
    if (step.kind !== "OUT_OF_ORDER") last = reading;
    return step;
  });
}

/**
 * KP-03: whether what was counted and what was confirmed differ by more than 2 % of the confirmed quantity in a shift.
 * Nothing confirmed while something was counted differs.
 */
export function countMismatch(counted: Decimal, confirmed: Decimal): boolean {
  const difference = counted.minus(confirmed).abs();
  return difference.gt(confirmed.abs().times(decimal("0.02")));
}
