import type { OrderData } from "@/lib/messages/erp-order.v1";
import { type Amount, amountOf, textOf } from "./amount";
import type { Books, Posting } from "./books";

type OperationTotals = { readonly operation: number; readonly good: string; readonly scrap: string; readonly rework: string };
type LotTotals = { readonly item: string; readonly lot: string | null; readonly qty: string };

/** An order as its clerk in the ERP sees it. Quantities are net of reversals. */
export type OrderSummary = {
  readonly order: OrderData;
  /** PLANNED, RELEASED, STARTED, PARTLY_DELIVERED, DELIVERED, CANCELLED, CLOSED: follows from what was booked. */
  readonly progress: string;
  readonly operations: readonly OperationTotals[];
  readonly received: string;
  readonly consumed: readonly LotTotals[];
  readonly lots: readonly LotTotals[];
  readonly documents: readonly {
    readonly at: string;
    readonly messageId: string;
    readonly type: string;
    readonly sequence: number;
    readonly document: string;
    readonly parts: readonly string[];
    readonly reversed: boolean;
  }[];
};

export function summarise(books: Books, order: OrderData): OrderSummary {
  const postings = books.byOrder.get(order.order) ?? [];
  // A move asks for something; nothing of the order is booked by it.
  const standing = postings.filter(({ reversed, message }) => !reversed && message.type !== "mes.entry.reversed.v1" && message.type !== "mes.shift-production.proposed.v1");
  const operations = operationTotals(standing);
  const lots = lotTotals(standing, "received");
  const received = lots.reduce((total, each) => total + amountOf(each.qty), 0n);
  return {
    order,
    progress: progressOf(order, standing, received),
    operations,
    received: textOf(received),
    consumed: lotTotals(standing, "consumed"),
    lots,
    documents: postings.map(({ at, message, receipt, reversed }) => ({
      at,
      messageId: message.id,
      type: message.type,
      sequence: message.sequence,
      document: receipt.document,
      parts: receipt.parts.map((part) => part.number),
      reversed,
    })),
  };
}

function operationTotals(postings: readonly Posting[]): OperationTotals[] {
  const totals = new Map<number, { good: Amount; scrap: Amount; rework: Amount }>();
  for (const { message } of postings) {
    if (message.type !== "mes.production.confirmed.v1") continue;
    const { operation, quantity } = message.data;
    const sofar = totals.get(operation) ?? { good: 0n, scrap: 0n, rework: 0n };
    totals.set(operation, { good: sofar.good + amountOf(quantity.good), scrap: sofar.scrap + amountOf(quantity.scrap), rework: sofar.rework + amountOf(quantity.rework) });
  }
  return [...totals].toSorted(([a], [b]) => a - b).map(([operation, sums]) => ({ operation, good: textOf(sums.good), scrap: textOf(sums.scrap), rework: textOf(sums.rework) }));
}

function lotTotals(postings: readonly Posting[], way: "received" | "consumed"): LotTotals[] {
  const totals = new Map<string, { item: string; lot: string | null; amount: Amount }>();
  for (const { message } of postings) {
    for (const { item, lot, qty } of linesOf(message, way)) {
      const key = `${item} ${lot ?? ""}`;
      totals.set(key, { item, lot, amount: (totals.get(key)?.amount ?? 0n) + amountOf(qty) });
    }
  }
  return [...totals.values()].map(({ item, lot, amount }) => ({ item, lot, qty: textOf(amount) }));
}

function linesOf(message: Posting["message"], way: "received" | "consumed"): readonly LotTotals[] {
  if (way === "received") return message.type === "mes.production.received.v1" ? [message.data] : [];
  if (message.type === "mes.production.confirmed.v1") return message.data.consumption;
  return message.type === "mes.material.issued.v1" || message.type === "mes.material.scrapped.v1" ? [message.data] : [];
}

function progressOf(order: OrderData, postings: readonly Posting[], received: Amount): string {
  if (order.status === "CANCELLED" || order.status === "CLOSED") return order.status;
  const wanted = (amountOf(order.qty) * (100_000_000n - amountOf(order.underPct))) / 100_000_000n;
  const ended = postings.some(({ message }) => message.type === "mes.order.status.v1" && (message.data.state === "COMPLETED" || message.data.state === "CLOSED"));
  if (ended || (received > 0n && received >= wanted)) return "DELIVERED";
  if (received > 0n) return "PARTLY_DELIVERED";
  if (postings.some(({ message }) => message.type !== "mes.order.acknowledged.v1" && message.type !== "mes.order.status.v1")) return "STARTED";
  return order.status === "CREATED" ? "PLANNED" : "RELEASED";
}
