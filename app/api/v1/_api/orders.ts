import { z } from "zod";
import { reader } from "@/lib/edge/reader";
import { apiOperations, ApiOperation, OperationsQuery } from "@/lib/queries/api/operations";
import { apiOrderCost, ApiOrderCost, OrderCostQuery } from "@/lib/queries/api/order-cost";
import { apiOrder, ApiOrder, ApiOrderDetail, apiOrders, OrdersQuery } from "@/lib/queries/api/orders";
import { BAD_CURSOR, pageOf, readCursor } from "@/lib/queries/api/page";
import { apiWip, ApiWip, WipQuery } from "@/lib/queries/api/wip";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { orderWhereabouts } from "@/lib/queries/whereabouts";
import { endpoint } from "./endpoint";
import { oneOf } from "./one-of";

const Numbered = z.object({ number: z.string().min(1).max(80).meta({ description: "Order number" }) });
const SEVERAL = { "query.site": "several sites have an order of this number" };

export const orders = endpoint({
  name: "api.orders",
  path: "/api/v1/orders",
  group: "Orders",
  summary: "Orders, in the order in which they came to be here",
  permission: "operation.read",
  query: OrdersQuery,
  answer: pageOf(ApiOrder),
  async run({ actor, query }) {
    const after = readCursor(query.cursor);
    return after === undefined ? BAD_CURSOR : apiOrders(reader(), actor, query, after);
  },
});

export const order = endpoint({
  name: "api.order",
  path: "/api/v1/orders/{number}",
  group: "Orders",
  summary: "One order with its operations and components",
  permission: "operation.read",
  params: Numbered,
  query: OrderCostQuery,
  answer: ApiOrderDetail,
  async run({ actor, params, query }) {
    const found = oneOf(await apiOrder(reader(), actor, params.number, query.site), SEVERAL);
    if (found.ok) return found.value;
    if (found.code === "NOT_FOUND")
      await noteUnseen(actor, "order.open", params.number, await orderWhereabouts(reader(), actor, "operation.read", params.number, query.site ?? null));
    return found;
  },
});

export const orderCost = endpoint({
  name: "api.order-cost",
  path: "/api/v1/orders/{number}/cost",
  group: "Orders",
  summary: "What an order cost, against its standard",
  description: "Amounts follow from the cost ledger, entry by entry. An order at a site where the key may not read cost is not found.",
  permission: "cost.read",
  params: Numbered,
  query: OrderCostQuery,
  answer: ApiOrderCost,
  async run({ actor, params, query }) {
    const places = await orderWhereabouts(reader(), actor, "cost.read", params.number, query.site ?? null);
    const found = oneOf(places.mine, SEVERAL);
    if (found.ok) return (await apiOrderCost(reader(), actor, params.number, found.value.code)) ?? { ok: false, code: "NOT_FOUND", params: {} };
    await noteUnseen(actor, "cost.open", params.number, places);
    return found;
  },
});

export const operations = endpoint({
  name: "api.operations",
  path: "/api/v1/operations",
  group: "Orders",
  summary: "Operations of orders; their `id` is what commands take",
  permission: "operation.read",
  query: OperationsQuery,
  answer: pageOf(ApiOperation),
  async run({ actor, query }) {
    const after = readCursor(query.cursor);
    return after === undefined ? BAD_CURSOR : apiOperations(reader(), actor, query, after);
  },
});

export const wip = endpoint({
  name: "api.wip",
  path: "/api/v1/wip",
  group: "Orders",
  summary: "What is between the first operation and stock, order by order",
  description: "`value` is there only where the key may read cost.",
  permission: "plan.read",
  query: WipQuery,
  answer: pageOf(ApiWip),
  async run({ actor, query }) {
    const after = readCursor(query.cursor);
    return after === undefined ? BAD_CURSOR : apiWip(reader(), actor, query, after);
  },
});
