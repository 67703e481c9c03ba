import { z } from "zod";
import { Product, PRODUCT_EXPAND, Routing, ROUTING_EXPAND } from "./master-types";
import type { SapCalls } from "./client";
import { literal } from "./edm";
import { chunks, oneOf } from "./plant-data";

const Assignment = z.object({ ProductionRoutingGroup: z.string(), ProductionRouting: z.string(), Product: z.string() });

/** The items of these numbers, by number. */
export async function loadProducts(calls: SapCalls, materials: readonly string[]): Promise<ReadonlyMap<string, Product>> {
  const found = new Map<string, Product>();
  for (const part of chunks([...new Set(materials)])) {
    for (const row of await calls.all("products", "/A_Product", { $filter: oneOf("Product", part), $expand: PRODUCT_EXPAND }, Product)) found.set(row.Product, row);
  }
  return found;
}

/** The names of the routings of items at a plant, the one that counts first: that of the lowest group and counter. */
export async function loadAssignments(calls: SapCalls, materials: readonly string[], plant: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const part of chunks([...new Set(materials)])) {
    const rows = await calls.all("routings", "/ProductionRoutingMatlAssgmt", { $filter: `Plant eq ${literal(plant)} and ${oneOf("Product", part)}` }, Assignment);
    for (const row of rows) found.set(row.Product, [...(found.get(row.Product) ?? []), routingName(row)]);
  }
  return new Map([...found].map(([product, names]) => [product, [...new Set(names)].toSorted()]));
}

/** The routing of each item that counts. */
export async function loadRoutings(calls: SapCalls, materials: readonly string[], plant: string): Promise<ReadonlyMap<string, Routing>> {
  const assigned = await loadAssignments(calls, materials, plant);
  const first = new Map([...assigned].flatMap(([product, names]) => (names[0] === undefined ? [] : [[product, names[0]] as const])));
  const byName = new Map<string, Routing>();
  for (const part of chunks([...new Set(first.values())])) {
    const filter = part.map((name) => {
      const [group = "", counter = ""] = name.split("-");
      return `(ProductionRoutingGroup eq ${literal(group)} and ProductionRouting eq ${literal(counter)})`;
    });
    const rows = await calls.all(
      "routings",
      "/ProductionRoutingHeader",
      { $filter: filter.length === 1 ? (filter[0] ?? "") : `(${filter.join(" or ")})`, $expand: ROUTING_EXPAND },
      Routing,
    );
    for (const row of rows) byName.set(routingName(row), row);
  }
  return new Map(
    [...first]
      .flatMap(([product, name]) => (byName.has(name) ? [[product, byName.get(name)] as const] : []))
      .flatMap(([product, row]) => (row === undefined ? [] : [[product, row] as const])),
  );
}

/** The version of a routing, as we name it: group and counter. */
export function routingName(row: { readonly ProductionRoutingGroup: string; readonly ProductionRouting: string }): string {
  return `${row.ProductionRoutingGroup}-${row.ProductionRouting}`;
}
