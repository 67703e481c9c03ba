import { type Decimal, ONE } from "@/lib/domain/shared/decimal";
import { Item, type WorkOrder } from "./api-types";
import { type FrappeClient, parse } from "./client";
import { Refused } from "./refused";

/** The item. @throws Refused UNKNOWN_ITEM. */
export async function findItem(client: FrappeClient, code: string): Promise<Item> {
  const found = await client.read("Item", code);
  if (found === null) throw new Refused("UNKNOWN_ITEM", `ERPNext has no item ${code}.`);
  return parse(Item, found, `Item ${code}`);
}

/** Stock units in one `uom` of the item. @throws Refused UNKNOWN_UNIT. */
export function factorOf(item: Item, uom: string): Decimal {
  if (uom === item.stock_uom) return ONE;
  const line = item.uoms.find((one) => one.uom === uom);
  if (line === undefined || line.conversion_factor.isZero()) {
    throw new Refused("UNKNOWN_UNIT", `Item ${item.name} has no conversion from "${uom}" to "${item.stock_uom}" in ERPNext, or the unit is to be mapped.`);
  }
  return line.conversion_factor;
}

/** A quantity in the unit of the order. @throws Refused UNKNOWN_ITEM, UNKNOWN_UNIT. */
export async function inOrderUnit(client: FrappeClient, order: WorkOrder, qty: Decimal, uom: string): Promise<Decimal> {
  return uom === order.stock_uom ? qty : qty.times(factorOf(await findItem(client, order.production_item), uom));
}
