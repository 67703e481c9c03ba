import { decimal } from "@/lib/domain/shared/decimal";
import type { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import { PRODUCT } from "./api-types";
import { type Desk, targetOf } from "./desk";
import { lotStep } from "./lot-step";
import { markDoneStep, quantityStep, unusedStep } from "./order-steps";
import { findOne } from "./records";
import { Refused } from "./refused";
import { findUnit, lotId } from "./resolve";
import type { Plan, Step } from "./steps";
import { toOdooTime } from "./values";

/**
 * A receipt: Odoo takes into stock by finishing the order. The last receipt, or one that makes up all that is left, ends it; any other
 * leaves the rest to a backorder, on which later messages of the same order are booked.
 */
export async function toReceipt(desk: Desk, { data }: ProductionReceivedV1): Promise<Plan> {
  const { client } = desk;
  const { chain, member } = await targetOf(desk, data.order);
  const product = await findOne(client, PRODUCT, [["id", "=", member.product_id.id]]);
  if (product?.default_code !== data.item)
    throw new Refused("OTHER_PRODUCT", `Order ${member.name} in Odoo makes ${product?.default_code ?? member.product_id.name}, not ${data.item}.`);
  if ((await findUnit(client, data.uom)) !== member.product_uom_id.id)
    throw new Refused("OTHER_UNIT", `Order ${member.name} in Odoo is in ${member.product_uom_id.name}, not in ${data.uom}.`);
  const tracked = product.tracking !== "none";
  const lot = async () => (tracked ? ((await lotId(client, product.id, data.lot)) ?? null) : null);
  const quantity = decimal(data.qty);
  const rest = data.final || quantity.gte(member.product_qty) ? "none" : "backorder";
  const steps: Step[] = [
    ...(tracked ? [lotStep(desk, product.id, data.lot, data.expiresAt === null ? null : toOdooTime(new Date(data.expiresAt)))] : []),
    quantityStep(desk, member.id, quantity, lot),
    ...unusedStep(desk, member.id, null),
    markDoneStep(desk, member.id, rest),
  ];
  return { steps, document: (parts) => `${chain.key} / ${parts.at(-1)?.number ?? ""}` };
}
