import { z } from "zod";
import { type Decimal, decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderBooks } from "@/lib/erp/read-back";
import type { Words } from "@/lib/erp/words";
import { JobCard, StockEntry, WorkOrder } from "./api-types";
import { type Filter, type FrappeClient, parse } from "./client";
import type { ErpnextSettings } from "./settings";
import { remarksOfOrder } from "./to-stock-entry";
import { decimalOf, grouped, text } from "./values";

const STATE: Readonly<Record<string, OrderBooks["state"]>> = {
  Draft: "PLANNED",
  Submitted: "RELEASED",
  "Not Started": "RELEASED",
  "Stock Reserved": "RELEASED",
  "Stock Partially Reserved": "RELEASED",
  "In Process": "IN_PROGRESS",
  Completed: "COMPLETED",
  Closed: "CLOSED",
  Cancelled: "CANCELLED",
};

/** The state of a work order in our words; null for one that is not known. */
export function stateOf({ docstatus, status }: Pick<WorkOrder, "docstatus" | "status">): OrderBooks["state"] {
  return docstatus === 2 ? "CANCELLED" : (STATE[status] ?? null);
}

const PAGE = 200;
const SUBMITTED: Filter = ["docstatus", "=", 1];
const Names = z.array(z.object({ name: z.string() }));

/** What ERPNext holds of orders (IN-11), in our words: from their job cards and the stock entries that name them. */
export async function readOrders(client: FrappeClient, settings: ErpnextSettings, words: Words, orders: readonly string[]): Promise<OrderBooks[]> {
  const books: OrderBooks[] = [];
  for (const name of orders) {
    const found = await client.read("Work Order", name);
    if (found === null) continue;
    const order = parse(WorkOrder, found, `Work order ${name}`);
    const cards = await all(
      client,
      "Job Card",
      [
        ["work_order", "=", name],
        ["docstatus", "<", 2],
      ],
      JobCard,
    );
    const entries = await all(client, "Stock Entry", [["work_order", "=", name], SUBMITTED], StockEntry);
    // A plain issue names its order in the remarks that we gave it, and in no field.
    const issues =
      settings.consumption === "Material Issue"
        ? await all(client, "Stock Entry", [["purpose", "=", "Material Issue"], ["remarks", "like", `${remarksOfOrder(name)}%`], SUBMITTED], StockEntry)
        : [];
    books.push(toBooks(order, cards, [...entries, ...issues], settings, words));
  }
  return books;
}

async function all<Output>(client: FrappeClient, doctype: string, filters: readonly Filter[], schema: z.ZodType<Output>): Promise<Output[]> {
  const documents: Output[] = [];
  for (let start = 0; ; start += PAGE) {
    const rows = parse(Names, await client.list(doctype, { fields: ["name"], filters, orderBy: "name asc", start, length: PAGE }), doctype);
    for (const { name } of rows) {
      const found = await client.read(doctype, name);
      if (found !== null) documents.push(parse(schema, found, `${doctype} ${name}`));
    }
    if (rows.length < PAGE) return documents;
  }
}

/** Adds the documents of an order up. Pure. */
export function toBooks(
  order: WorkOrder,
  cards: readonly JobCard[],
  entries: readonly StockEntry[],
  { bookedTime }: Pick<ErpnextSettings, "bookedTime">,
  words: Words,
): OrderBooks {
  const lastOperation = order.operations.toSorted((a, b) => a.idx - b.idx).at(-1)?.name ?? null;
  const atEnd = cards.filter((card) => card.operation_id === lastOperation);
  const rows = entries.flatMap((entry) => entry.items).map((row) => ({ ...row, inStock: inStock(row) }));
  const taken = grouped(
    rows.filter((row) => row.s_warehouse !== null && row.t_warehouse === null),
    (row) => JSON.stringify([row.item_code, row.batch_no, row.stock_uom]),
  );
  const seconds = text(
    sum(cards.map((card) => card.total_time_in_mins))
      .times(60)
      .toDecimalPlaces(0),
  );
  return {
    order: order.name,
    state: stateOf(order),
    uom: words.ours("UOM", order.stock_uom),
    good: lastOperation === null ? null : text(sum(atEnd.map((card) => card.total_completed_qty))),
    // Of a card that is open the loss is only what is still to be made.
    scrap: lastOperation === null ? null : text(sum(cards.filter((card) => card.docstatus === 1).map((card) => card.process_loss_qty))),
    received: text(sum(rows.filter((row) => row.is_finished_item).map((row) => row.inStock))),
    components: [...taken.values()].flatMap((lines) => {
      const [line] = lines;
      if (line === undefined) return [];
      return [{ item: line.item_code, lot: line.batch_no, qty: text(sum(lines.map((one) => one.inStock))), uom: words.ours("UOM", line.stock_uom ?? "") }];
    }),
    time: { machineSeconds: bookedTime === "MACHINE" ? seconds : null, labourSeconds: bookedTime === "LABOUR" ? seconds : null },
  };
}

function inStock(row: StockEntry["items"][number]): Decimal {
  if (typeof row.transfer_qty === "number") return decimalOf(row.transfer_qty);
  return row.conversion_factor.gt(ZERO) ? row.qty.times(row.conversion_factor) : decimal(row.qty);
}
