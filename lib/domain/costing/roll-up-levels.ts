import type { Decimal } from "@/lib/domain/shared/decimal";
import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";
import { type StandardCost, rollUp } from "./roll-up";
import { type ProductStandard, type StandardComponent, boughtAt } from "./standard";

/** A BOM line before its cost is known. */
export type UncostedComponent = Omit<StandardComponent, "cost" | "made">;

/** A made item before roll-up. */
export type UncostedProduct = Omit<ProductStandard, "components"> & { readonly components: readonly UncostedComponent[] };

/**
 * §4.2: rolls up every made item, children before parents (low-level code). Refuses with BOM_CYCLE when an item contains itself
 * and with PRICE_MISSING when a component is neither made nor priced.
 */
export function rollUpLevels(
  products: readonly UncostedProduct[],
  prices: ReadonlyMap<string, Decimal>,
): Decision<ReadonlyMap<string, StandardCost>, "BOM_CYCLE" | "PRICE_MISSING"> {
  const byItem = new Map(products.map((product) => [product.item, product]));
  const costs = new Map<string, StandardCost>();
  const path: string[] = [];

  function visit(product: UncostedProduct): Decision<StandardCost, "BOM_CYCLE" | "PRICE_MISSING"> {
    const done = costs.get(product.item);
    if (done !== undefined) return accept(done);
    if (path.includes(product.item)) return refuse("BOM_CYCLE", { items: [...path, product.item] });
    path.push(product.item);
    const components: StandardComponent[] = [];
    for (const component of product.components) {
      const child = byItem.get(component.item);
      if (child === undefined) {
        const price = prices.get(component.item);
        if (price === undefined) return refuse("PRICE_MISSING", { item: component.item });
        components.push({ ...component, cost: boughtAt(price), made: false });
        continue;
      }
      const cost = visit(child);
      if (!cost.ok) return cost;
      components.push({ ...component, cost: cost.value.elements, made: true });
    }
    path.pop();
    const result = rollUp({ ...product, components });
    costs.set(product.item, result);
    return accept(result);
  }

  for (const product of products) {
    const result = visit(product);
    if (!result.ok) return result;
  }
  return accept(costs);
}
