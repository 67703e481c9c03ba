import { type Decimal, ZERO, decimal } from "@/lib/domain/shared/decimal";
import type { CostActivity, CostLine, Posting, TimeElement, Valuation } from "@/lib/domain/costing/cost-line";
import type { OperationProgress } from "@/lib/domain/costing/operation-progress";
import { priceMaterial } from "@/lib/domain/costing/price-material";
import { priceTime } from "@/lib/domain/costing/price-time";
import type { RateVersion } from "@/lib/domain/costing/rates";

/** A posting on an ordinary day; tests override what matters to them. */
export function posting(overrides: Partial<Posting> = {}): Posting {
  return {
    orderId: "PO-1001",
    op: 10,
    currency: "USD",
    sourceEventId: "event-1",
    eventTime: new Date("2026-03-31T12:40:00Z"),
    recordTime: new Date("2026-03-31T12:40:03Z"),
    postingDate: "2026-03-31",
    ...overrides,
  };
}

/** A material line from texts. */
export function issue(at: Posting, fact: { item: string; lot: string; position: number | null; quantity: string; unitCost: string; activity?: "RUN" | "REWORK" }): CostLine {
  return priceMaterial(at, {
    item: fact.item,
    lotId: fact.lot,
    position: fact.position,
    quantity: decimal(fact.quantity),
    unitCost: decimal(fact.unitCost),
    activity: fact.activity ?? "RUN",
    valuation: "NORMAL",
    reasonCode: null,
  });
}

export type Hours = { activity: CostActivity; machine?: string; labour?: readonly { hours: string; rateClass: string }[]; valuation?: Valuation };

function seconds(hours: string): number {
  return decimal(hours).times(3600).toNumber();
}

/** Time lines from decimal hours, priced at `rates`; throws when a rate is missing. */
export function time(at: Posting, rates: readonly RateVersion[], facts: readonly Hours[]): CostLine[] {
  const priced = priceTime(
    at,
    facts.map((fact) => ({
      activity: fact.activity,
      machineSeconds: seconds(fact.machine ?? "0"),
      labour: (fact.labour ?? []).map((each, index) => ({ personId: `person-${index}`, rateClass: each.rateClass, seconds: seconds(each.hours) })),
      valuation: fact.valuation ?? "NORMAL",
      reasonCode: null,
    })),
    rates,
  );
  if (!priced.ok) throw new Error(priced.code);
  return priced.value;
}

/** An hourly rate that is always valid; overhead is driven by machine hours. */
export function rate(element: TimeElement, value: string, rateClass: string | null = null): RateVersion {
  return { element, rateClass, basis: "MACHINE_H", rate: decimal(value), from: new Date(0), to: null };
}

/** Quantities of an operation; what is not named is 0. */
export function progress(op: number, quantities: Partial<Record<keyof Omit<OperationProgress, "op" | "skipped">, string>>): OperationProgress {
  const of = (key: keyof typeof quantities): Decimal => (quantities[key] === undefined ? ZERO : decimal(quantities[key]));
  return {
    op,
    processed: of("processed"),
    goodFirst: of("goodFirst"),
    scrapFirst: of("scrapFirst"),
    reworkIn: of("reworkIn"),
    reworkedGood: of("reworkedGood"),
    reworkScrap: of("reworkScrap"),
    skipped: false,
  };
}
