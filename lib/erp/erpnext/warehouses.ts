import type { WorkOrder } from "./api-types";
import type { FrappeClient } from "./client";
import { Refused } from "./refused";

/** Where a component of an order is taken from: the stock that its row names where nothing is transferred first, else the order's place for work in progress. */
export function sourceOf(order: WorkOrder, item: string): string {
  const row = order.required_items.find((one) => one.item_code === item);
  const stock = row?.source_warehouse ?? order.source_warehouse;
  const place = order.skip_transfer && !order.from_wip_warehouse ? (stock ?? order.wip_warehouse) : (order.wip_warehouse ?? stock);
  if (place === null) throw new Refused("NO_WAREHOUSE", `Work order ${order.name} names no warehouse to take ${item} from.`);
  return place;
}

/** Where what an order made goes to. */
export function targetOf(order: WorkOrder): string {
  if (order.fg_warehouse === null) throw new Refused("NO_WAREHOUSE", `Work order ${order.name} names no warehouse for what it makes.`);
  return order.fg_warehouse;
}

/** The warehouse that a location of ours is; null where ERPNext has none of that name and the order's own place is meant. */
export async function warehouseAt(client: FrappeClient, location: string | null): Promise<string | null> {
  return location !== null && (await client.read("Warehouse", location)) !== null ? location : null;
}
