import "server-only";
import type { Worth } from "@/lib/domain/reconciliation/accuracy";
import { type CostDifference, costDifferences, type CostPosting, type TheirCost } from "@/lib/domain/reconciliation/cost";
import type { Untaken } from "@/lib/domain/reconciliation/explain";
import type { Convert, Figure } from "@/lib/domain/reconciliation/figures";
import { type CostElement, type Measure, SECONDS } from "@/lib/domain/reconciliation/measure";
import { decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import type { Decision } from "@/lib/domain/shared/decision";
import type { OrderBooks } from "@/lib/integration/read-back";
import type { ComparedFigure } from "./compare-orders";
import type { OurBooks } from "./our-books";
import type { OurCosts } from "./our-costs";
import type { UntakenMessage } from "./untaken";

type BookedCosts = NonNullable<OrderBooks["costs"]>;

/** Our side of an order's cost, and what the messages that the ERP lacks add to it; `messages` by their ids. */
export type CostSide = { readonly order: OurBooks; readonly costs: OurCosts; readonly missing: readonly Untaken[]; readonly messages: ReadonlyMap<string, UntakenMessage> };

/**
 * C-17: the cost of an order, element by element, beside the quantities of the same order (`measured`). Refuses with CURRENCY_MISMATCH.
 * A cost whose quantities are compared as well has its value there already: only what neither a quantity nor a rate explains counts on top.
 */
export function compareCosts(
  { order, costs, missing, messages }: CostSide,
  booked: BookedCosts,
  measured: readonly Figure[],
  siteCurrency: string,
  convert: Convert,
): Decision<ComparedFigure[], "CURRENCY_MISMATCH"> {
  const currency = costs.currencyOf(order.id) ?? siteCurrency;
  const told = missing.map(({ id, standing }) => {
    const message = messages.get(id);
    return { id, standing, postings: message === undefined ? [] : costs.told(message) };
  });
  const split = costDifferences({ currency, postings: costs.of(order.id) }, toTheirs(booked), told, convert);
  if (!split.ok) return split;
  return { ok: true, value: split.value.map((line) => toFigure(line, order, currency, measured)) };
}

function toTheirs({ currency, elements }: BookedCosts): TheirCost {
  const postings = elements.flatMap(({ element, postings: posted }) =>
    posted.map((one): CostPosting => ({
      element,
      period: one.postedOn?.slice(0, 7) ?? null,
      item: one.item,
      lot: one.lot,
      operation: one.operation,
      activity: one.activity,
      qty: amountOrNull(one.seconds ?? one.qty),
      uom: one.seconds === null ? one.uom : SECONDS,
      rate: amountOrNull(one.rate),
      amount: decimal(one.amount),
      count: 1,
    })),
  );
  return { currency, elements: elements.map(({ element }) => element), postings };
}

function amountOrNull(text: string | null) {
  return text === null ? null : decimal(text);
}

/** Where the quantities stand that an element is the price of; overhead has none of its own. */
const MEASURE_OF: Readonly<Record<CostElement, Measure | null>> = {
  MATERIAL: "COMPONENT",
  LABOUR: "LABOUR_TIME",
  MACHINE: "MACHINE_TIME",
  OVERHEAD: null,
  CREDIT: "RECEIVED",
};

function toFigure(line: CostDifference, order: OurBooks, currency: string, measured: readonly Figure[]): ComparedFigure {
  const { element, period, ours, theirs, inTransit, rejected, timing, rate, quantity, unexplained, settled, messages, bases } = line;
  const valued = measured.some((figure) => figure.measure === MEASURE_OF[element]);
  const worth: Worth = {
    value: valued ? ZERO : max(ours.abs(), theirs.abs()),
    inTransitValue: valued ? ZERO : inTransit.abs(),
    rejectedValue: valued ? ZERO : rejected.abs(),
    timingValue: valued ? ZERO : timing.abs(),
    unexplainedValue: unexplained.abs(),
  };
  return {
    ...worth,
    key: JSON.stringify(["COST", element, period]),
    measure: "COST",
    triedAll: true,
    item: null,
    lot: null,
    activity: null,
    uom: currency,
    ours,
    theirs,
    words: null,
    inTransit,
    rejected,
    timing,
    unexplained,
    settled,
    messages,
    cost: { element, period, rate, quantity, bases },
    orderId: order.id,
    subject: order.number,
  };
}
