import { formatQuantity } from "@/lib/format/quantity";
import { listed } from "./listed";

/** What every projected date takes for granted (§6.1), in sentences. */
export function projectionBasis({ shiftRates, withoutCalendar }: { readonly shiftRates: boolean; readonly withoutCalendar: readonly string[] }): string[] {
  return [
    shiftRates ? "Rates are the ERP’s, or those of the last 30 shifts where they are lower." : "Rates are the ERP’s: no shift has told its own yet.",
    "Inspection and transport count as no time.",
    ...(withoutCalendar.length === 0 ? [] : [`${listed(withoutCalendar)} without a calendar from the ERP: taken as round the clock.`]),
  ];
}

/** Of how many only the first were read: "The first 2,000 of 2,341 open orders by due date are projected."; nothing where all were. */
export function readOf(read: number, total: number, what: string): string[] {
  return read >= total ? [] : [`The first ${formatQuantity(String(read))} of ${formatQuantity(String(total))} ${what} are projected.`];
}

/** Why an order has no projected date: "op 20 has no times in the routing". */
export function noTimes(operations: readonly number[]): string {
  return `op ${listed(operations.map(String))} ${operations.length === 1 ? "has" : "have"} no times in the routing`;
}

/** How many orders promise nothing since nobody has said how long they take; nothing where there are none. */
export function notProjectable(orders: number): string[] {
  return orders === 0 ? [] : [`${formatQuantity(String(orders))} ${orders === 1 ? "order is" : "orders are"} not projectable: the routing has no times.`];
}
