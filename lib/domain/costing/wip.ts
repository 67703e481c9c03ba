import { type Decimal, ZERO, sum } from "@/lib/domain/shared/decimal";
import type { Id } from "@/lib/domain/shared/ids";
import { amountOf } from "@/lib/domain/shared/money";
import type { CostElement, CostLine } from "./cost-line";
import { orderCost } from "./order-cost";

/** Production order states of domain §2.2. */
export type OrderState = "CREATED" | "RELEASED" | "IN_PROGRESS" | "ON_HOLD" | "COMPLETED" | "CLOSED" | "CANCELLED" | "ABORTED";

/** That an order entered a state. */
export type OrderStateFact = { readonly state: OrderState; readonly eventTime: Date; readonly recordTime: Date };

/** What an order gave back: goods received to stock, or scrap sold. Reversals are negative. */
export type OrderCredit = {
  readonly kind: "RECEIPT" | "SALVAGE";
  readonly quantity: Decimal;
  readonly amount: Decimal;
  readonly sourceEventId: Id<"event">;
  readonly eventTime: Date;
  readonly recordTime: Date;
};

export type WipLine = Pick<CostLine, "element" | "activity" | "op" | "amount" | "valuation" | "eventTime" | "recordTime" | "sourceEventId">;

/** Everything that was ever posted to one order. */
export type OrderBook<Line extends WipLine = WipLine> = {
  readonly orderId: Id<"order">;
  readonly lines: readonly Line[];
  readonly credits: readonly OrderCredit[];
  readonly states: readonly OrderStateFact[];
};

/** `cutOff` T: what had happened before it. `known` K: what was recorded up to and including it. */
export type AsOf = { readonly cutOff: Date; readonly known: Date };

export type WipView = "FULLY_LOADED" | "INVENTORIABLE";

export type OrderWip = {
  readonly orderId: Id<"order">;
  readonly state: OrderState | null;
  readonly debits: Record<CostElement, Decimal>;
  readonly charged: Decimal;
  readonly received: Decimal;
  readonly salvage: Decimal;
  /** Charged less credits; of a completed order this is variance. */
  readonly balance: Decimal;
  /** The balance while the order is open, else 0. */
  readonly wip: Decimal;
  /** Negative WIP: shown as reserve, with an exception. */
  readonly reserve: boolean;
};

/** True for what had happened before the cut-off and was known at the knowledge instant (C-11). */
export function visibleAt(fact: { readonly eventTime: Date; readonly recordTime: Date }, asOf: AsOf): boolean {
  return fact.eventTime.getTime() < asOf.cutOff.getTime() && fact.recordTime.getTime() <= asOf.known.getTime();
}

/** State of the order as of (T, K): the latest visible fact, by event time, then record time; null before the first. */
export function stateAsOf(states: readonly OrderStateFact[], asOf: AsOf): OrderState | null {
  let latest: OrderStateFact | null = null;
  for (const fact of states) {
    if (!visibleAt(fact, asOf)) continue;
    const ahead = latest === null ? 1 : fact.eventTime.getTime() - latest.eventTime.getTime() || fact.recordTime.getTime() - latest.recordTime.getTime();
    if (ahead >= 0) latest = fact;
  }
  return latest?.state ?? null;
}

function hasLeftWip(state: OrderState | null): boolean {
  return state === "COMPLETED" || state === "CLOSED" || state === "CANCELLED" || state === "ABORTED";
}

/** C-11: a receipt's credit at the standard unit cost, or at the ERP's order price where the site says so. */
export function receiptCredit(quantity: Decimal, unitCost: Decimal): Decimal {
  return amountOf(quantity, unitCost);
}

/** C-11: WIP(T, K) of one order. The inventoriable view leaves out lines valued ABNORMAL. */
export function orderWip(book: OrderBook, asOf: AsOf, view: WipView = "FULLY_LOADED"): OrderWip {
  const lines = book.lines.filter((line) => visibleAt(line, asOf) && (view === "FULLY_LOADED" || line.valuation === "NORMAL"));
  const credits = book.credits.filter((credit) => visibleAt(credit, asOf));
  const cost = orderCost(lines);
  const of = (kind: OrderCredit["kind"]) => sum(credits.filter((credit) => credit.kind === kind).map((credit) => credit.amount));
  const received = of("RECEIPT");
  const salvage = of("SALVAGE");
  const balance = cost.total.minus(salvage).minus(received);
  const state = stateAsOf(book.states, asOf);
  const wip = hasLeftWip(state) ? ZERO : balance;
  return { orderId: book.orderId, state, debits: cost.byElement, charged: cost.total, received, salvage, balance, wip, reserve: wip.isNegative() && !wip.isZero() };
}
