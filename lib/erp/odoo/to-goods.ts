import { decimal } from "@/lib/domain/shared/decimal";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import type { MaterialScrappedV1 } from "@/lib/messages/material-scrapped.v1";
import { type Desk, targetOf } from "./desk";
import { lineStep } from "./line-step";
import { findWorkOrder, rawMovesOf, workOrdersOf } from "./orders";
import { findLocation, findLot, findProduct, findUnit } from "./resolve";
import { scrapStep, whyValues } from "./scrap-step";
import { partKey } from "./our-key";
import type { Plan } from "./steps";
import { toNumber } from "./values";

/** An issue: a line with its lot on the movement of that component. It leaves stock in Odoo when the order, or a part of it, is done. */
export async function toIssue(desk: Desk, { data }: MaterialIssuedV1): Promise<Plan> {
  const { client, names } = desk;
  const { chain, member } = await targetOf(desk, data.order);
  // Small orders have no operations in Odoo; then the component alone tells the movement.
  const workOrder = (await workOrdersOf(client, [member.id])).length === 0 ? null : await findWorkOrder(client, member, data.operation);
  const { item, lot, qty, uom, location } = data;
  const step = await lineStep(desk, "component", { item, lot, qty: decimal(qty), uom, location }, await rawMovesOf(client, names, [member.id]), workOrder?.id ?? null);
  return { steps: [step], document: (parts) => `${chain.key} / line ${parts[0]?.number ?? ""}` };
}

/** Scrap of a component: out of stock at once, on the order where there is one. */
export async function toMaterialScrap(desk: Desk, message: MaterialScrappedV1): Promise<Plan> {
  const { client } = desk;
  const { order, operation, item, lot, qty, uom, location, reason } = message.data;
  const target = order === null ? null : await targetOf(desk, order);
  const workOrder = target === null || operation === null ? null : await findWorkOrder(client, target.member, operation);
  const product = await findProduct(client, item);
  const [lotRecord, unit] = [await findLot(client, product, lot), await findUnit(client, uom)];
  const place = location === null ? (target?.member.location_src_id.id ?? null) : await findLocation(client, location);
  const values = {
    product_id: product.id,
    scrap_qty: toNumber(decimal(qty)),
    product_uom_id: unit,
    ...(lotRecord === null ? {} : { lot_id: lotRecord }),
    ...(target === null ? {} : { production_id: target.member.id }),
    ...(workOrder === null ? {} : { workorder_id: workOrder.id }),
    ...(place === null ? {} : { location_id: place }),
  };
  const key = partKey(message.id, "scrap", 0);
  const step = scrapStep(desk, { key, item, why: await whyValues(desk, key, reason), fromProduction: false, values: async () => values });
  return { steps: [step], document: (parts) => [...(target === null ? [] : [target.chain.key]), parts[0]?.number ?? ""].join(" / ") };
}
