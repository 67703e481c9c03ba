import type { Decimal } from "@/lib/domain/shared/decimal";
import type { Id } from "@/lib/domain/shared/ids";
import { amountOf } from "@/lib/domain/shared/money";
import { type CostLine, totalAmount } from "./cost-line";
import { actualUnitCost } from "./unit-cost";

/** One order's ledger, as far as the price of its output needs it. */
export type ProducingOrder = {
  readonly orderId: Id<"order">;
  readonly lines: readonly CostLine[];
  readonly salvage: Decimal;
  readonly good: Decimal;
  readonly closed: boolean;
};

/** Which order produced a lot; purchased lots are not in it. */
export type ProducerOf = ReadonlyMap<Id<"lot">, ProducingOrder>;

/**
 * C-03, ANALYTIC view: the order's lines with every produced intermediate at its producing order's actual unit cost, recursively, once
 * that order is CLOSED; until then, and inside a rework loop, the LEDGER's frozen standard stays.
 */
export function analyticLines(order: ProducingOrder, producerOf: ProducerOf): CostLine[] {
  return reprice(order, producerOf, new Map(), new Set());
}

function reprice(order: ProducingOrder, producerOf: ProducerOf, known: Map<string, Decimal | null>, open: Set<string>): CostLine[] {
  open.add(order.orderId);
  const lines = order.lines.map((line): CostLine => {
    const producer = line.element !== "MATERIAL" || line.lotId === null ? undefined : producerOf.get(line.lotId);
    if (producer === undefined || !producer.closed || open.has(producer.orderId)) return line;
    const unitCost = unitCostOf(producer, producerOf, known, open);
    return unitCost === null ? line : { ...line, unitCost, amount: amountOf(line.quantity, unitCost) };
  });
  open.delete(order.orderId);
  return lines;
}

function unitCostOf(order: ProducingOrder, producerOf: ProducerOf, known: Map<string, Decimal | null>, open: Set<string>): Decimal | null {
  const cached = known.get(order.orderId);
  if (cached !== undefined) return cached;
  const unitCost = actualUnitCost(totalAmount(reprice(order, producerOf, known, open)), order.salvage, order.good);
  known.set(order.orderId, unitCost);
  return unitCost;
}
