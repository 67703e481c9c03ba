import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { Id } from "@/lib/domain/shared/ids";
import { type AsOf, type OrderBook, type OrderCredit, type WipLine, orderWip, visibleAt } from "./wip";

/** What facts recorded after the close do to the WIP that was reported. */
export type WipRestatement<Line extends WipLine> = {
  readonly asClosed: Decimal;
  readonly restated: Decimal;
  /** To be posted as one adjustment in the next open period. */
  readonly adjustment: Decimal;
  /** The late facts behind it, with their events; orders whose state changed late are named even without one. */
  readonly orders: readonly {
    readonly orderId: Id<"order">;
    readonly difference: Decimal;
    readonly lines: readonly Line[];
    readonly credits: readonly OrderCredit[];
  }[];
};

/** C-13: `WIP(T, now) − WIP(T, close)` over orders, fully loaded. The closed period itself never changes. */
export function restateWip<Line extends WipLine>(
  books: readonly OrderBook<Line>[],
  at: { readonly cutOff: Date; readonly closedAt: Date; readonly now: Date },
): WipRestatement<Line> {
  const closed: AsOf = { cutOff: at.cutOff, known: at.closedAt };
  const current: AsOf = { cutOff: at.cutOff, known: at.now };
  const isLate = (fact: { eventTime: Date; recordTime: Date }) => visibleAt(fact, current) && !visibleAt(fact, closed);
  const rows = books.map((book) => ({ book, before: orderWip(book, closed).wip, after: orderWip(book, current).wip }));
  const asClosed = sum(rows.map((row) => row.before));
  const restated = sum(rows.map((row) => row.after));
  const orders = rows
    .map(({ book, before, after }) => ({
      orderId: book.orderId,
      difference: after.minus(before),
      lines: book.lines.filter(isLate),
      credits: book.credits.filter(isLate),
    }))
    .filter((order) => !order.difference.isZero() || order.lines.length > 0 || order.credits.length > 0);
  return { asClosed, restated, adjustment: restated.minus(asClosed), orders };
}
