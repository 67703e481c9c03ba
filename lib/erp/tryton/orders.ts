import type { Production } from "./api-types";
import type { TrytonClient } from "./client";
import { PRODUCTION } from "./record-types";
import { findRecords } from "./records";
import { Refused } from "./refused";
import type { Value } from "./values";

/** The order by its number. @throws Refused UNKNOWN_ORDER. */
export async function findOrder(client: TrytonClient, number: string): Promise<Production> {
  const found = (await findRecords(client, PRODUCTION, [["number", "=", number]]))[0];
  if (found === undefined) throw new Refused("UNKNOWN_ORDER", `The ERP has no production order ${number} that we may see.`);
  return found;
}

/** Writes an order on the condition that it still is as it was read: the stamp goes along, and a stale one is a `conflict`. */
export async function writeOrder(client: TrytonClient, order: Pick<Production, "id" | "_timestamp">, values: { readonly [field: string]: Value }): Promise<void> {
  await client.call("model.production.write", [[order.id], values], { _timestamp: { [`production,${order.id}`]: order._timestamp } });
}
