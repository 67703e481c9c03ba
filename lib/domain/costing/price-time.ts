import { decimal, type Decimal } from "@/lib/domain/shared/decimal";
import { type Decision, accept } from "@/lib/domain/shared/decision";
import type { Id } from "@/lib/domain/shared/ids";
import { amountOfTime } from "@/lib/domain/shared/money";
import type { CostActivity, CostLine, Posting, TimeElement, Valuation } from "./cost-line";
import { type RateVersion, rateAt } from "./rates";

/** Time of one person on one activity. */
export type LabourFact = { readonly personId: Id<"person">; readonly rateClass: string; readonly seconds: number };

/** Time that one confirmation used for one activity of one operation; whole seconds. */
export type TimeFact = {
  readonly activity: CostActivity;
  /** Seconds that the work unit was loaded with the order in this activity. */
  readonly machineSeconds: number;
  readonly labour: readonly LabourFact[];
  /** From the reason code; counts for DELAY and REWORK only (C-09). */
  readonly valuation: Valuation;
  readonly reasonCode: string | null;
};

/** One person's entry per (person, rate class): bookings of the same person in one confirmation are one line. */
function byPerson(labour: readonly LabourFact[]): LabourFact[] {
  const merged = new Map<string, LabourFact>();
  for (const fact of labour) {
    const key = JSON.stringify([fact.personId, fact.rateClass]);
    merged.set(key, { ...fact, seconds: fact.seconds + (merged.get(key)?.seconds ?? 0) });
  }
  return [...merged.values()];
}

/**
 * C-01, C-04, C-05: labour per (confirmation, op, person, activity, rate), machine and overhead per (confirmation, op, activity).
 * Overhead takes the hours of its driver. Times of zero make no line. Refuses with RATE_MISSING when no rate is in force at the event time.
 */
export function priceTime(posting: Posting, facts: readonly TimeFact[], rates: readonly RateVersion[]): Decision<CostLine[], "RATE_MISSING"> {
  const lines: CostLine[] = [];
  for (const fact of facts) {
    const labour = byPerson(fact.labour);
    const labourSeconds = labour.reduce((total, person) => total + person.seconds, 0);
    for (const person of labour) {
      if (person.seconds === 0) continue;
      const rate = rateAt(rates, { element: "LABOUR", rateClass: person.rateClass, at: posting.eventTime });
      if (!rate.ok) return rate;
      lines.push(timeLine(posting, fact, "LABOUR", person.seconds, rate.value.rate, person));
    }
    if (fact.machineSeconds !== 0) {
      const rate = rateAt(rates, { element: "MACHINE", rateClass: null, at: posting.eventTime });
      if (!rate.ok) return rate;
      lines.push(timeLine(posting, fact, "MACHINE", fact.machineSeconds, rate.value.rate, null));
    }
    if (fact.machineSeconds !== 0 || labourSeconds !== 0) {
      const rate = rateAt(rates, { element: "OVERHEAD", rateClass: null, at: posting.eventTime });
      if (!rate.ok) return rate;
      const driverSeconds = rate.value.basis === "MACHINE_H" ? fact.machineSeconds : labourSeconds;
      if (driverSeconds !== 0) lines.push(timeLine(posting, fact, "OVERHEAD", driverSeconds, rate.value.rate, null));
    }
  }
  return accept(lines);
}

function timeLine(posting: Posting, fact: TimeFact, element: TimeElement, seconds: number, rate: Decimal, person: LabourFact | null): CostLine {
  const quantity = decimal(seconds);
  return {
    ...posting,
    element,
    activity: fact.activity,
    quantity,
    unitCost: rate,
    amount: amountOfTime(quantity, rate),
    valuation: fact.activity === "DELAY" || fact.activity === "REWORK" ? fact.valuation : "NORMAL",
    reasonCode: fact.reasonCode,
    item: null,
    lotId: null,
    position: null,
    personId: person?.personId ?? null,
    rateClass: person?.rateClass ?? null,
    reversesId: null,
  };
}
