import type { Production, Work } from "./api-types";
import type { TrytonClient } from "./client";
import { plannedOutputs } from "./from-production";
import { findOrder, writeOrder } from "./orders";
import { press } from "./press";
import { Refused } from "./refused";
import { startOrder } from "./start-order";
import { type Day, Seconds, type Value } from "./values";

/**
 * Finishes an order: works without a booking get one of no time, since all must be finished; what is still planned of the product
 * is set to nothing, since receipts came one by one; by-products come as planned. Then `done`, which prices all outputs.
 * Safe to repeat. @throws Refused as for the start, NOT_FINISHED.
 */
export async function finishOrder(client: TrytonClient, number: string, day: Day): Promise<void> {
  const found = await findOrder(client, number);
  if (found.state === "done") return;
  const order = await startOrder(client, found, day);
  await writeOrder(client, order, lastValues(order, day));
  const ready = await findOrder(client, number);
  const userId = await client.userId();
  const open = ready["works."].flatMap((work) => work["cycles."]).filter((cycle) => cycle.create_uid === userId && ["draft", "running"].includes(cycle.state));
  if (open.length > 0) {
    await press(
      client,
      "production.work.cycle",
      "run",
      open.map((cycle) => cycle.id),
    );
    await press(
      client,
      "production.work.cycle",
      "do",
      open.map((cycle) => cycle.id),
    );
  }
  await press(client, "production", "done", [order.id]);
  const after = await findOrder(client, number);
  if (after.state !== "done") throw new Refused("NOT_FINISHED", `Order ${number} does not finish in the ERP: it stays "${after.state}".`);
}

function lastValues(order: Production, day: Day): { readonly [field: string]: Value } {
  const works = order["works."].filter(needsBooking).map((work): Value => ["write", [work.id], { cycles: [["create", [{ duration: new Seconds(0) }]]] }]);
  const planned = plannedOutputs(order).map((move) => move.id);
  const outputs: Value[] = planned.length === 0 ? [] : [["write", planned, { quantity: 0 }]];
  return { effective_date: day, ...(works.length === 0 ? {} : { works }), ...(outputs.length === 0 ? {} : { outputs }) };
}

/** A work is finished when its bookings are done and there is at least one. */
function needsBooking(work: Work): boolean {
  return !work["cycles."].some((cycle) => cycle.state !== "cancelled");
}
