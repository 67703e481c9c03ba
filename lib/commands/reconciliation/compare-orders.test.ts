import { expect, it } from "vitest";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderBooks } from "@/lib/integration/read-back";
import { ReceiptData } from "@/lib/messages/production-received.v1";
import { compareOrders } from "./compare-orders";
import type { OurBooks } from "./our-books";
import type { UntakenMessage } from "./untaken";

const VALUES = { unitValue: () => decimal("2"), convert: () => null };
const RECEIPT = ReceiptData.parse({
  receiptId: "R-1",
  order: "PO-0",
  operation: 20,
  item: "FG-100",
  lot: "FG-1",
  hu: null,
  qty: "2",
  uom: "EA",
  location: "WH",
  qualityStatus: "RELEASED",
  madeAt: "2026-03-31T12:00:00Z",
  expiresAt: null,
  final: false,
});
const COSTS = { currencyOf: () => null, of: () => [], told: () => [] };

const idOf = (order: number, sequence: number): string => `00000000-0000-7000-8000-${String(order * 10 + sequence).padStart(12, "0")}`;

function orderOf(index: number): OurBooks {
  return {
    id: `order-${index}`,
    number: `PO-${index}`,
    item: "FG-100",
    uom: "EA",
    decimals: 0,
    erpUnit: null,
    state: "IN_PROGRESS",
    good: decimal(10),
    scrap: ZERO,
    received: decimal(10),
    lastOperation: 20,
    unitValue: decimal("2"),
    machineRate: null,
    labourRate: null,
    components: [],
    time: [],
  };
}

/** What the ERP holds of it: all but the two pieces of each of the order's messages. */
function booksOf(index: number, messages: number): OrderBooks {
  const received = String(10 - 2 * messages);
  return { order: `PO-${index}`, state: "IN_PROGRESS", uom: "EA", good: "10", scrap: "0", received, components: [], time: { machineSeconds: null, labourSeconds: null } };
}

it("IN-11 looks at each message and each order of the ERP as often among a thousand orders as among ten", () => {
  const reads = { messages: 0, books: 0 };
  const message = (order: number, sequence: number): UntakenMessage => ({
    id: idOf(order, sequence),
    eventId: `event-${order}-${sequence}`,
    get orderId() {
      reads.messages += 1;
      return `order-${order}`;
    },
    type: "mes.production.received.v1",
    data: { ...RECEIPT, order: `PO-${order}` },
    sequence,
    standing: "IN_TRANSIT",
    uncertain: false,
  });
  const compare = (orders: number) => {
    Object.assign(reads, { messages: 0, books: 0 });
    const numbers = Array.from({ length: orders }, (_, index) => index);
    const theirs = numbers.map((index) => {
      const books = booksOf(index, 2);
      return {
        ...books,
        get order() {
          reads.books += 1;
          return books.order;
        },
      };
    });
    const messages = numbers.flatMap((index) => [message(index, 1), message(index, 2)]);
    const compared = compareOrders({ orders: numbers.map(orderOf), costs: COSTS, messages, currency: "EUR" }, theirs, VALUES);
    return { received: compared.figures.filter(({ measure }) => measure === "RECEIVED"), each: [reads.messages / messages.length, reads.books / theirs.length] };
  };
  const [few, many] = [compare(10), compare(1000)];
  expect(many.each).toEqual(few.each);
  expect(many.received).toHaveLength(1000);
  for (const { inTransit, unexplained, messages } of many.received) expect([inTransit.toFixed(), unexplained.toFixed(), messages.length]).toEqual(["4", "0", 2]);
  expect(many.received.at(-1)?.messages).toEqual([idOf(999, 1), idOf(999, 2)]);
});
