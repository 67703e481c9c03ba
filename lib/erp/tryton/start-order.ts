import type { Production } from "./api-types";
import type { TrytonClient } from "./client";
import { findOrder, writeOrder } from "./orders";
import { press } from "./press";
import { Refused } from "./refused";
import type { Day } from "./values";

/** Each round brings the order one state further; somebody else at it may take it back. */
const MOST_ROUNDS = 8;

/**
 * Starts an order so that each consumption is a movement of its own ("issue as used"): planned inputs are set to zero before
 * `run`, which would take them all at once. Every button may find the order elsewhere and then does nothing, so the state is
 * read back each time. Safe to repeat; an order that runs is left as it is.
 * @throws Refused NOT_RELEASED, ORDER_CANCELLED, ORDER_FINISHED, START_FAILED.
 */
export async function startOrder(client: TrytonClient, found: Production, day: Day): Promise<Production> {
  let order = found;
  const number = found.number ?? String(found.id);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const planned = order["inputs."].filter((move) => ["draft", "assigned"].includes(move.state) && !move.quantity.isZero());
    switch (order.state) {
      case "running":
        return order;
      case "request":
      case "draft":
        throw new Refused("NOT_RELEASED", `Order ${number} is not released in the ERP.`);
      case "cancelled":
        throw new Refused("ORDER_CANCELLED", `Order ${number} is cancelled in the ERP.`);
      case "done":
        throw new Refused("ORDER_FINISHED", `Order ${number} is finished in the ERP, which takes nothing more on it.`);
      case "assigned":
        await press(client, "production", planned.length === 0 ? "run" : "wait", [order.id]);
        break;
      default:
        await writeOrder(client, order, { effective_start_date: day, inputs: [["write", planned.map((move) => move.id), { quantity: 0 }]] });
        await press(client, "production", "assign_try", [order.id]);
    }
    order = await findOrder(client, number);
  }
  throw new Refused("START_FAILED", `Order ${number} does not start in the ERP: it stays "${order.state}".`);
}
