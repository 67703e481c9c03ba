import type { Decimal } from "@/lib/domain/shared/decimal";
import type { ScheduledOperation } from "./schedule";

/** Goods that an order is expected to bring; `at` null is beyond the horizon. */
export type Supply = { readonly orderId: string; readonly itemId: string; readonly quantity: Decimal; readonly at: Date | null };

/** An open order as a source of supply. */
export type SupplyingOrder = {
  readonly orderId: string;
  readonly itemId: string;
  /** Good units expected and not yet received. */
  readonly expectedGood: Decimal;
  readonly inspectionSeconds: number;
  readonly transportSeconds: number;
};

/** §6.1.4: an order's goods are available when its last operation is finished, inspected and transported; an order without open work is so now. */
export function supplies(now: Date, orders: readonly SupplyingOrder[], schedule: readonly ScheduledOperation[]): Supply[] {
  const last = new Map<string, ScheduledOperation>();
  for (const operation of schedule) {
    const known = last.get(operation.orderId);
    if (known === undefined || known.op < operation.op) last.set(operation.orderId, operation);
  }
  return orders.map(({ orderId, itemId, expectedGood, inspectionSeconds, transportSeconds }) => {
    const operation = last.get(orderId);
    const finish = operation === undefined ? now : operation.finish;
    const at = finish === null ? null : new Date(finish.getTime() + (inspectionSeconds + transportSeconds) * 1000);
    return { orderId, itemId, quantity: expectedGood, at };
  });
}
