import type { Decimal } from "@/lib/domain/shared/decimal";
import { z } from "zod";
import type { Json } from "@/lib/erp/port";
import { type Production, productionType, WORK_ORDER, type WorkOrder } from "./api-types";
import type { Desk } from "./desk";
import { outputLotValue } from "./field-names";
import { rawMovesOf } from "./orders";
import { findOne, writeOne } from "./records";
import { Refused } from "./refused";
import type { Step } from "./steps";
import { text, toNumber } from "./values";

/** Reads an order again. @throws Refused ORDER_GONE. */
export async function readAgain({ client, names }: Desk, id: number): Promise<Production> {
  const order = await findOne(client, productionType(names), [["id", "=", id]]);
  if (order === undefined) throw new Refused("ORDER_GONE", `The production order with the id ${id} is no longer in Odoo.`);
  return order;
}

/** Sets what the order is said to be producing, a running total, and its lot where there is one. */
export function quantityStep(desk: Desk, orderId: number, quantity: Decimal, lot: () => Promise<number | null> = async () => null): Step {
  const name = "quantity";
  const { client, names, book } = desk;
  const target = () => book.memory.targets[name] ?? text(quantity);
  return {
    name,
    passing: true,
    async find() {
      const [order, wanted] = [await readAgain(desk, orderId), await lot()];
      const there = text(order.qty_producing) === target() && (wanted === null || (order.outputLots.length === 1 && order.outputLots[0] === wanted));
      return there ? [] : null;
    },
    async perform() {
      const wanted = await lot();
      await book.keep({ targets: { ...book.memory.targets, [name]: target() } });
      await writeOne(client, "mrp.production", orderId, { qty_producing: toNumber(quantity), ...(wanted === null ? {} : { [names.outputLot]: outputLotValue(names, wanted) }) });
    },
  };
}

/**
 * Says of components that nobody took that none were taken. From 17 on Odoo picks what is not picked by its bill of materials when a work
 * order or an order is finished; who books components is one of the two (`consumption`).
 */
export function unusedStep({ client, settings, names }: Desk, orderId: number, workOrderId: number | null): Step[] {
  const { picked, moved } = names;
  if (settings.consumption === "ERP" || picked === null) return [];
  const unpicked = async () => {
    const moves = await rawMovesOf(client, names, [orderId]);
    return moves.filter((move) => !move.picked && !["done", "cancel"].includes(move.state) && (workOrderId === null || move.workorder_id?.id === workOrderId));
  };
  return [
    {
      name: "components that were not taken",
      passing: true,
      find: async () => ((await unpicked()).length === 0 ? [] : null),
      async perform() {
        for (const move of await unpicked()) await writeOne(client, "stock.move", move.id, { [moved]: 0, [picked]: true });
      },
    },
  ];
}

/** Finishes a work order. Without a quantity Odoo takes the whole plan: it is set before. */
export function finishWorkOrderStep({ client }: Desk, workOrder: WorkOrder): Step {
  return {
    name: "finished work order",
    async find() {
      const now = await findOne(client, WORK_ORDER, [["id", "=", workOrder.id]]);
      return now?.state === "done" ? [{ kind: WORK_ORDER.model, number: String(workOrder.id) }] : null;
    },
    perform: async () => void (await client.call(WORK_ORDER.model, "button_finish", { ids: [workOrder.id] })),
  };
}

const Window = z.object({ res_model: z.string() });

/** Posts an order's stock. `rest`: what is not made yet goes on in a backorder; otherwise the order ends here, short or not. */
export function markDoneStep(desk: Desk, orderId: number, rest: "backorder" | "none"): Step {
  return {
    name: "done order",
    async find() {
      const order = await readAgain(desk, orderId);
      return order.state === "done" ? [{ kind: "mrp.production", number: order.name }] : null;
    },
    async perform() {
      const context: Record<string, Json> = { skip_consumption: true, skip_backorder: true, ...(rest === "backorder" ? { mo_ids_to_backorder: [orderId] } : {}) };
      const answer = await desk.client.call("mrp.production", "button_mark_done", { ids: [orderId], context });
      const window = Window.safeParse(answer);
      // After a backorder the window shows the new order; any other is a question, and nothing was posted.
      if (!window.success || (await readAgain(desk, orderId)).state === "done") return;
      throw new Refused("ASKED", `Odoo asks a person something before it finishes order ${orderId} (${window.data.res_model}), and posted nothing.`, JSON.stringify(answer));
    },
  };
}
