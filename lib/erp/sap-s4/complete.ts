import { z } from "zod";
import type { Accepted, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { OrderStatusV1 } from "@/lib/messages/order-status.v1";
import { keyOf } from "./client";
import { flag, literal } from "./edm";
import { held, type Work } from "./work";

const Head = z.object({
  ManufacturingOrder: z.string(),
  OrderIsTechnicallyCompleted: z.union([z.boolean(), z.string()]).nullish(),
  OrderIsClosed: z.union([z.boolean(), z.string()]).nullish(),
});

/** Says the end of an order to SAP; every other state follows there from confirmations and movements by itself. @throws SapError. */
export async function tellStatus(work: Work, message: OrderStatusV1): Promise<PostOutcome> {
  const known = await findStatus(work, message);
  if (known.kind !== "absent") return known;
  await work.calls.call("orders", "TechlyCmpltOrder", { ManufacturingOrder: literal(message.data.order) });
  return technicallyComplete(message.data.order);
}

/** @throws SapError. */
export async function findStatus(work: Work, message: OrderStatusV1): Promise<Accepted | Extract<FindOutcome, { kind: "absent" }>> {
  const { order, state } = message.data;
  const head = await work.calls.get("orders", keyOf("A_ProductionOrder_2", { ManufacturingOrder: order }), { $select: Object.keys(Head.shape).join(",") }, Head);
  const on = work.settings.technicallyCompleteOn;
  // CLOSED comes after COMPLETED: an order that missed the first is ended by the second.
  const ends = state === on || (on === "COMPLETED" && state === "CLOSED");
  if (!ends) return held([], head.ManufacturingOrder);
  return flag(head.OrderIsTechnicallyCompleted) || flag(head.OrderIsClosed) ? technicallyComplete(order) : { kind: "absent" };
}

function technicallyComplete(order: string): Accepted {
  return held([{ kind: "order, technically complete", number: order }]);
}
