import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import { type MoveLine, moveLineType, type Product, type Quant } from "./api-types";
import type { OdooClient } from "./client";
import type { FieldNames } from "./field-names";
import { type Domain, findAll } from "./records";

/**
 * What the floor has taken for orders that are still open: booked on their movements, while it leaves Odoo's stock only when the order, or a
 * part of it, is done.
 */
export async function openLines(client: OdooClient, names: FieldNames, domain: Domain): Promise<MoveLine[]> {
  const open: Domain = [
    ["state", "not in", ["done", "cancel"]],
    ["move_id.raw_material_production_id", "!=", false],
  ];
  return (await findAll(client, moveLineType(names), [...domain, ...open])).filter((line) => line.picked);
}

/** What is left of a stock record once that is gone. Lines in another unit than the product's wait until they are posted. */
export function leftOf(quant: Quant, product: Product, taken: readonly MoveLine[]): Decimal {
  const own = taken.filter(
    (line) =>
      line.product_id.id === quant.product_id.id &&
      line.lot_id?.id === quant.lot_id?.id &&
      line.location_id.id === quant.location_id.id &&
      line.product_uom_id.id === product.uom_id.id,
  );
  return quant.quantity.minus(sum(own.map((line) => line.moved)));
}
