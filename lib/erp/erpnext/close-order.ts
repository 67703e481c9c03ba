import type { Context } from "./context";
import { findOrder } from "./orders";
import type { Part } from "./part";

/** States in which ERPNext takes no more of an order. */
const OVER: ReadonlySet<string> = new Set(["Completed", "Closed", "Cancelled"]);

/** Closes a work order that is not over yet. Its other states follow from the documents that were booked on it. */
export function closePart({ client }: Context, order: string): Part {
  const find = async () => (OVER.has((await findOrder(client, order)).status) ? order : null);
  return {
    kind: "Work Order",
    find,
    async make() {
      const closed = await find();
      if (closed !== null) return closed;
      await client.run("erpnext.manufacturing.doctype.work_order.work_order.close_work_order", { work_order: order, status: "Closed" });
      return order;
    },
    undo: async () => undefined,
    isGone: async () => true,
  };
}
