import { z } from "zod";
import { ContractListedOrder, ContractOrderBooks, ContractStockBooks } from "@/lib/messages/rest-contract.v1";
import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import type { Broken, OrderListOutcome, OrdersOutcome, StockOutcome } from "@/lib/erp/port";
import { inOurWords, type Words } from "@/lib/erp/words";
import { classifyRead } from "./classify";
import { readJson } from "@/lib/erp/http/read-json";

const Orders = z.object({ orders: z.array(z.json()) });
const OrderList = z.object({ orders: z.array(z.json()), cursor: z.string().min(1).nullable() });
const Stock = z.object({ stock: z.array(z.json()), cursor: z.string().min(1).nullable() });

/** What the answer to `GET /v1/orders` means: the ERP's books of the orders that it knows, in our words. */
export function readOrderBooks(answer: HttpAnswer | HttpFailure, words: Words): OrdersOutcome {
  const page = answer.kind === "answer" && answer.status === 200 ? readJson(answer.text, Orders) : null;
  if (page === null) return notServed(answer, "GET /v1/orders") ?? classifyRead(answer);
  const read = z.array(ContractOrderBooks).safeParse(page.orders.map((order) => inOurWords(order, words)));
  return read.success ? { kind: "orders", orders: read.data } : unreadable("GET /v1/orders", read.error);
}

/** What the answer to `GET /v1/order-list` means: a page of orders that are open in the ERP or were changed lately, in our words. */
export function readOrderList(answer: HttpAnswer | HttpFailure, words: Words): OrderListOutcome {
  const page = answer.kind === "answer" && answer.status === 200 ? readJson(answer.text, OrderList) : null;
  if (page === null) return notServed(answer, "GET /v1/order-list") ?? classifyRead(answer);
  const read = z.array(ContractListedOrder).safeParse(page.orders.map((order) => inOurWords(order, words)));
  return read.success ? { kind: "order-list", orders: read.data, cursor: page.cursor } : unreadable("GET /v1/order-list", read.error);
}

/** What the answer to `GET /v1/stock` means: a page of what the ERP has on hand, in our words. */
export function readStockBooks(answer: HttpAnswer | HttpFailure, words: Words): StockOutcome {
  const page = answer.kind === "answer" && answer.status === 200 ? readJson(answer.text, Stock) : null;
  if (page === null) return notServed(answer, "GET /v1/stock") ?? classifyRead(answer);
  const read = z.array(ContractStockBooks).safeParse(page.stock.map((lot) => inOurWords(lot, words)));
  return read.success ? { kind: "stock", stock: read.data, cursor: page.cursor } : unreadable("GET /v1/stock", read.error);
}

/** These addresses came to the contract later: an ERP side that was built before has none. */
function notServed(answer: HttpAnswer | HttpFailure, call: string): Broken | null {
  if (answer.kind !== "answer" || (answer.status !== 404 && answer.status !== 405 && answer.status !== 501)) return null;
  return { kind: "broken", code: "NOT_SERVED", reason: `The ERP side does not serve ${call}, so it cannot be compared. The contract describes it.` };
}

/** A figure that cannot be read must not be taken for one that is not there. */
function unreadable(call: string, error: z.ZodError): Broken {
  return { kind: "broken", code: "CONTRACT", reason: `The answer to ${call} does not follow the contract: ${z.prettifyError(error).slice(0, 500)}` };
}
