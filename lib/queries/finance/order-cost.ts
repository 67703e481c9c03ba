import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { abnormalCost } from "@/lib/domain/costing/abnormal-cost";
import { COST_ELEMENTS, type CostElement } from "@/lib/domain/costing/cost-line";
import { type Ledger, readLedger } from "@/lib/domain/costing/ledger-row";
import { type MadeComponents, madeComponents } from "@/lib/domain/costing/made-components";
import { orderCost } from "@/lib/domain/costing/order-cost";
import { scrapCost } from "@/lib/domain/costing/scrap-cost";
import { actualUnitCost, marginOf } from "@/lib/domain/costing/unit-cost";
import { VARIANCE_CATEGORIES, type Variance, type VarianceCategory, decomposeVariance } from "@/lib/domain/costing/variance";
import { type Decimal, ZERO, decimal, r2, sum } from "@/lib/domain/shared/decimal";
import type { Reader } from "@/lib/queries/reader";
import { type CostedOperation, ledgerOf, operationsOf, type OrderHead, orderHead, priceAt } from "./order-ledger";
import { type OrderStandard, orderStandard } from "./order-standard";

/**
 * One element: what the good quantity may cost, what it did cost, and how far apart they are. Both sides at the level of the order: a made component is
 * material at its full standard. Amounts as text; percent of standard, null without one.
 */
export type ElementRow = {
  readonly key: CostElement | "SALVAGE" | "ROUNDING" | "TOTAL";
  readonly standard: string;
  readonly actual: string;
  readonly difference: string;
  readonly percent: string | null;
};

/** Where the money went, a view of costs that are already in the total (C-08): what stayed in good units, and what was lost on the way. */
export type Isolated = {
  readonly clean: string;
  readonly scrap: readonly { readonly op: number; readonly quantity: string; readonly accumulated: string | null; readonly cost: string }[];
  readonly rework: string;
  readonly delay: string;
  readonly total: string;
};

export type MarginView = {
  readonly price: string;
  readonly standard: { readonly perUnit: string; readonly percent: string | null } | null;
  readonly actual: { readonly perUnit: string; readonly percent: string | null } | null;
};

/** What an order cost and why. Amounts in the site's currency as text; unit figures with six decimals. */
export type OrderCostView = {
  readonly order: Omit<OrderHead, "snapshot">;
  /** True until the order is completed: cost still comes in, and the variance is of what was recorded so far. */
  readonly provisional: boolean;
  readonly lines: number;
  readonly elements: readonly ElementRow[];
  /** Of the standard of material: made components, and the work of the levels below in it where the ERP's elements tell. Null without a made one. */
  readonly made: { readonly total: string; readonly work: { readonly labour: string; readonly machine: string; readonly overhead: string } | null } | null;
  readonly total: string;
  readonly salvage: string;
  readonly credited: string;
  readonly unit: { readonly standard: string | null; readonly actual: string | null };
  readonly margin: MarginView | null;
  /** Null without a standard to compare with. */
  readonly variance: { readonly categories: Readonly<Record<VarianceCategory, string>>; readonly total: string; readonly credit: string; readonly alarm: boolean } | null;
  readonly isolated: Isolated;
  readonly abnormal: {
    readonly total: string;
    readonly delay: string;
    readonly rework: string;
    readonly scrap: readonly { readonly op: number; readonly quantity: string; readonly cost: string }[];
    readonly inventoriable: string;
  };
  readonly balance: string;
};

/** §4.1 to §4.6: cost of an order of the actor's sites, every figure from its posted lines. Null when there is no such order. */
export async function orderCostView(reader: Reader, actor: Actor, number: string, site: string | null = null): Promise<OrderCostView | null> {
  const found = await orderHead(reader, actor, number, site);
  if (found === null) return null;
  const { snapshot, ...head } = found;
  const [rows, operations, price] = await Promise.all([
    ledgerOf(reader, head),
    operationsOf(reader, head.id),
    priceAt(reader, head, head.completedAt === null ? reader.now : new Date(head.completedAt)),
  ]);
  const standardPrices = new Map(rows.flatMap((row) => (row.itemId === null ? [] : [[row.itemId, row.standardUnitCost] as const])));
  const standard = orderStandard(snapshot, head.itemId, decimal(head.quantity), standardPrices);
  return costView(head, readLedger(rows), operations, standard, price?.price ?? null);
}

function costView(order: Omit<OrderHead, "snapshot">, ledger: Ledger, operations: readonly CostedOperation[], standard: OrderStandard | null, price: string | null): OrderCostView {
  const good = decimal(order.good);
  const cost = orderCost(ledger.lines);
  const of = (kind: "RECEIPT" | "SALVAGE"): Decimal => sum(ledger.credits.filter((credit) => credit.kind === kind).map((credit) => credit.amount));
  const [salvage, credited] = [of("SALVAGE"), of("RECEIPT")];
  const unit = standard?.unit ?? null;
  const variance =
    standard === null || unit === null
      ? null
      : decomposeVariance({ standard: standard.product, standardUnitCost: unit.total, lines: ledger.lines, progress: operations, good, salvage });
  const actualUnit = actualUnitCost(cost.total, salvage, good);
  const scrap = scrapCost(ledger.lines, operations);
  const abnormal = abnormalCost(ledger.lines, operations, new Map(operations.map((operation) => [operation.op, operation.plannedYield])));
  return {
    order,
    provisional: !["COMPLETED", "CLOSED"].includes(order.state),
    lines: ledger.lines.length + ledger.credits.length,
    elements: elementRows(cost, variance, salvage),
    made: standard === null || unit === null ? null : madeText(madeComponents(standard.product, unit.elements, good)),
    total: money(cost.total),
    salvage: money(salvage),
    credited: money(credited),
    unit: { standard: unit === null ? null : unit.total.toFixed(6), actual: actualUnit === null ? null : actualUnit.toFixed(6) },
    margin: price === null ? null : { price, standard: marginText(price, unit?.total ?? null), actual: marginText(price, actualUnit) },
    variance: variance === null ? null : varianceText(variance),
    isolated: {
      clean: money(scrap.cleanCost),
      scrap: scrap.operations
        .filter((each) => !each.quantity.isZero())
        .map((each) => ({ op: each.op, quantity: each.quantity.toFixed(), accumulated: each.accumulated?.toFixed(6) ?? null, cost: money(each.cost) })),
      rework: money(cost.byActivity.REWORK),
      delay: money(cost.byActivity.DELAY),
      total: money(cost.total),
    },
    abnormal: {
      total: money(abnormal.total),
      delay: money(abnormal.delay),
      rework: money(abnormal.rework),
      scrap: abnormal.scrap.filter((each) => each.quantity.gt(0)).map((each) => ({ op: each.op, quantity: each.quantity.toFixed(), cost: money(each.cost) })),
      inventoriable: money(abnormal.inventoriable),
    },
    balance: money(cost.total.minus(salvage).minus(credited)),
  };
}

const money = (amount: Decimal): string => amount.toFixed(2);

function varianceText(variance: Variance): OrderCostView["variance"] {
  const entries = VARIANCE_CATEGORIES.map((category) => [category, money(variance.categories[category])] as const);
  // Every category is a key of the list that it is made from.
  const categories = Object.fromEntries(entries) as Record<VarianceCategory, string>;
  return { categories, total: money(variance.total), credit: money(variance.credit), alarm: variance.remainingAlarm };
}

function marginText(price: string, unitCost: Decimal | null): { perUnit: string; percent: string | null } | null {
  if (unitCost === null) return null;
  const margin = marginOf(decimal(price), unitCost);
  return { perUnit: margin.perUnit.toFixed(6), percent: margin.percent?.toFixed(2) ?? null };
}

/** §4.3: standard of the good quantity beside what was charged, from the same stages as the steps; what these do not explain of the credit has a row. */
function elementRows(cost: ReturnType<typeof orderCost>, variance: Variance | null, salvage: Decimal): ElementRow[] {
  const remaining = variance?.categories.REMAINING ?? ZERO;
  return [
    ...COST_ELEMENTS.map((key) => elementRow(key, variance?.elements[key].standard ?? ZERO, cost.byElement[key])),
    ...(salvage.isZero() ? [] : [elementRow("SALVAGE", ZERO, salvage.negated())]),
    ...(remaining.isZero() ? [] : [elementRow("ROUNDING", remaining.negated(), ZERO)]),
    elementRow("TOTAL", variance?.credit ?? ZERO, cost.total.minus(salvage)),
  ];
}

function madeText(made: MadeComponents | null): OrderCostView["made"] {
  if (made === null) return null;
  const { total, work } = made;
  return { total: money(total), work: work === null ? null : { labour: money(work.LABOUR), machine: money(work.MACHINE), overhead: money(work.OVERHEAD) } };
}

function elementRow(key: ElementRow["key"], standard: Decimal, actual: Decimal): ElementRow {
  const difference = actual.minus(standard);
  const percent = standard.isZero() || key === "ROUNDING" ? null : r2(difference.div(standard).times(100)).toFixed(2);
  return { key, standard: money(standard), actual: money(actual), difference: money(difference), percent };
}
