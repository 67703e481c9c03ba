import { type Order, Order as OrderType, ORDER_EXPAND, type OrderComponent, type OrderOperation } from "./api-types";
import { keyOf, type SapCalls } from "./client";
import { SapError } from "./failure";
import { Refused } from "./refused";

/** Digits of an order's number in SAP. */
export const MOST_DIGITS = 12;

/** An order with its item, operations, components and status. @throws Refused when SAP has none of that number. */
export async function loadOrder(calls: SapCalls, number: string): Promise<Order> {
  try {
    return await calls.get("orders", keyOf("A_ProductionOrder_2", { ManufacturingOrder: number }), { $expand: ORDER_EXPAND }, OrderType);
  } catch (error) {
    const status = error instanceof SapError && error.failure.kind === "http" ? error.failure.status : null;
    const missing = error instanceof SapError && error.failure.kind === "http" && error.failure.code === "/IWBEP/CM_MGW_RT/020";
    // A longer number is a bad request there, and no order.
    if ((status === 404 && missing) || (status === 400 && number.length > MOST_DIGITS)) {
      throw unknown(number);
    }
    throw error;
  }
}

function unknown(number: string): Refused {
  return new Refused("ORDER_UNKNOWN", `SAP has no production order ${number}.`);
}

/** Number of an operation of SAP: "0010" is our 10. */
export function operationNumber(operation: string): number {
  return Number(operation);
}

/** The operations that count, in their order: of the main sequence, none that was deleted, no sub-operation. */
export function operationsOf(order: Pick<Order, "to_ProductionOrderOperation">): OrderOperation[] {
  return order.to_ProductionOrderOperation
    .filter((operation) => operation.ManufacturingOrderSequence === "0" && operation.ManufacturingOrderSubOperation === "" && !operation.OperationIsDeleted)
    .toSorted((a, b) => operationNumber(a.ManufacturingOrderOperation) - operationNumber(b.ManufacturingOrderOperation));
}

/** The components that are taken from stock for the order: no bulk material, which is nobody's issue, and no phantom, which is none. */
export function componentsOf(order: Pick<Order, "to_ProductionOrderComponentExt">): OrderComponent[] {
  return order.to_ProductionOrderComponentExt.filter((line) => line.GoodsMovementType === "261" && !line.IsBulkMaterialComponent && !line.MaterialComponentIsPhantomItem);
}

/** The operation of this number. @throws Refused when the order has none. */
export function operationOf(order: Order, number: number): OrderOperation {
  const found = operationsOf(order).find((operation) => operationNumber(operation.ManufacturingOrderOperation) === number);
  if (found === undefined) throw new Refused("OPERATION_UNKNOWN", `Order ${order.ManufacturingOrder} has no operation ${number} in SAP.`);
  return found;
}

/** The component line of an item: of that operation first, else of any. */
export function componentOf(order: Order, operation: number, item: string): OrderComponent | undefined {
  const lines = componentsOf(order).filter((line) => line.Material === item);
  return lines.find((line) => operationNumber(line.ManufacturingOrderOperation) === operation) ?? lines[0];
}
