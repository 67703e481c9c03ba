import "server-only";
import { type Worth, worth } from "@/lib/domain/reconciliation/accuracy";
import { explain, type Explained, missingIn, type Untaken } from "@/lib/domain/reconciliation/explain";
import { type Amount, type Figure, orderFigures } from "@/lib/domain/reconciliation/figures";
import { isOpen } from "@/lib/domain/reconciliation/in-step";
import type { CostBasis } from "@/lib/domain/reconciliation/cost";
import type { CostElement } from "@/lib/domain/reconciliation/measure";
import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderBooks } from "@/lib/integration/read-back";
import { groupBy } from "@/lib/domain/shared/group-by";
import { compareCosts } from "./compare-costs";
import type { ItemValues, OurBooks } from "./our-books";
import type { OurCosts } from "./our-costs";
import { orderAmounts } from "./told-amounts";
import type { UntakenMessage } from "./untaken";

/** A figure with its explanation, what it is worth, and what it is of. */
export type ComparedFigure = Explained<Figure> & Worth & { readonly orderId: string | null; readonly subject: string; readonly cost?: ComparedCost };

/** Of a cost (C-17): its element and accounting month, the two parts that only a cost has, and where they come from. */
type ComparedCost = {
  readonly element: CostElement;
  readonly period: string | null;
  readonly rate: Decimal;
  readonly quantity: Decimal;
  readonly bases: readonly CostBasis[];
};

/** Figures of some orders, how many of the orders are open on each side where the ERP tells states, and of how many the cost was compared. */
export type ComparedOrders = {
  readonly figures: readonly ComparedFigure[];
  readonly open: { readonly ours: number; readonly theirs: number };
  /** `mismatch`: the first order whose cost the ERP keeps in another currency. */
  readonly costs: { readonly compared: number; readonly mismatch: CurrencyMismatch | null };
};

/** C-16: an order whose cost is kept in one currency here and in another there. */
export type CurrencyMismatch = { readonly order: string; readonly ours: string; readonly theirs: string };

/** The plant's side of a page of orders, read in one snapshot. */
export type OurSide = { readonly orders: readonly OurBooks[]; readonly costs: OurCosts; readonly messages: readonly UntakenMessage[]; readonly currency: string };

/** IN-11, C-17: sets our books of some orders against the ERP's and explains each difference. Pure. */
export function compareOrders({ orders, costs, messages, currency }: OurSide, theirs: readonly OrderBooks[], values: ItemValues): ComparedOrders {
  const figures: ComparedFigure[] = [];
  const open = { ours: 0, theirs: 0 };
  const byId = new Map(messages.map((message) => [message.id, message]));
  const byOrder = groupBy(messages, (message) => message.orderId);
  const books = new Map(theirs.map((one) => [one.order, one]));
  let compared = 0;
  let mismatch: CurrencyMismatch | null = null;
  for (const order of orders) {
    const said = books.get(order.number) ?? null;
    const comparison = orderFigures(order, said, values.convert);
    const status = comparison.figures.find((figure) => figure.measure === "STATUS");
    const untaken = withOneStatus(byOrder.get(order.id) ?? [], status !== undefined && !status.ours.eq(status.theirs)).map((message) =>
      toUntaken(message, orderAmounts(message, order.lastOperation), comparison.keyOf),
    );
    const explained = explain(comparison.figures, untaken);
    for (const figure of explained) {
      // What was never confirmed was never received either: the same pieces, valued once.
      const valued = figure.measure === "RECEIVED" ? explained.find((one) => one.measure === "GOOD" && one.uom === figure.uom) : undefined;
      figures.push({ ...figure, ...worth(figure, unitValue(figure, order, values), valued ?? null), orderId: order.id, subject: order.number });
    }
    if (said?.costs != null) {
      const { missing, triedAll } = missingIn(comparison.figures, untaken);
      const cost = compareCosts({ order, costs, missing, messages: byId }, said.costs, comparison.figures, currency, values.convert);
      if (cost.ok) {
        compared += 1;
        figures.push(...cost.value.map((one) => ({ ...one, triedAll })));
      } else mismatch ??= { order: order.number, ours: costs.currencyOf(order.id) ?? currency, theirs: said.costs.currency };
    }
    if (status !== undefined) {
      open.ours += isOpen(order.state) ? 1 : 0;
      open.theirs += said !== null && said.state !== null && isOpen(said.state) ? 1 : 0;
    }
  }
  return { figures, open, costs: { compared, mismatch } };
}

/** A message with what it adds, ready to explain. */
export function toUntaken(message: UntakenMessage, amounts: readonly Amount[], keyOf: (amount: Amount) => string): Untaken {
  const adds = new Map<string, Decimal>();
  for (const amount of amounts) adds.set(keyOf(amount), (adds.get(keyOf(amount)) ?? ZERO).plus(amount.qty));
  const { id, sequence, standing, uncertain } = message;
  return { id, sequence, standing, uncertain, adds };
}

/** An order has one state: of several status messages the last one speaks, and only where the two sides differ. */
function withOneStatus(messages: readonly UntakenMessage[], differs: boolean): UntakenMessage[] {
  const last = messages.findLast((message) => message.type === "mes.order.status.v1");
  return messages.filter((message) => message.type !== "mes.order.status.v1" || (differs && message === last));
}

function unitValue({ measure, item, lot }: Figure, order: OurBooks, values: ItemValues): Decimal | null {
  switch (measure) {
    case "GOOD":
    case "SCRAP":
    case "RECEIVED":
      return order.unitValue ?? values.unitValue(order.item, null);
    case "COMPONENT":
    case "LOT_STOCK":
      return item === null ? null : values.unitValue(item, lot);
    case "MACHINE_TIME":
      return order.machineRate;
    case "LABOUR_TIME":
      return order.labourRate;
    case "COST":
    case "STATUS":
    case "OPEN_ORDERS":
      return null;
  }
}
