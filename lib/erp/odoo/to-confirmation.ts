import { type Decimal, decimal, max, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { moveType, PRODUCT, type WorkOrder } from "./api-types";
import { type Desk, type Target, targetOf } from "./desk";
import { lineStep } from "./line-step";
import { lotStep } from "./lot-step";
import { finishWorkOrderStep, quantityStep, unusedStep } from "./order-steps";
import { findWorkOrder, producedBefore, rawMovesOf } from "./orders";
import { partKey } from "./our-key";
import { findOne } from "./records";
import { Refused } from "./refused";
import { findUnit, findWorkCenter, lotId } from "./resolve";
import { scrapStep, whyValues } from "./scrap-step";
import type { Plan, Step } from "./steps";
import { timeEntries } from "./to-time";
import { timeStep } from "./time-step";
import { toNumber } from "./values";

/** A confirmation: time entries, scrap by reason, components, the running total, and at the end the finished work order. */
export async function toConfirmation(desk: Desk, message: ProductionConfirmedV1): Promise<Plan> {
  const { client, settings, names } = desk;
  const { data } = message;
  const target = await targetOf(desk, data.order);
  const { chain, member } = target;
  const workOrder = await findWorkOrder(client, member, data.operation);
  if (workOrder.state === "cancel") throw new Refused("OPERATION_CANCELLED", `Operation ${data.operation} of order ${member.name} is cancelled in Odoo.`);
  const center = (await findWorkCenter(client, data.workUnit, settings.unitSuffix))?.id ?? workOrder.workcenter_id.id;
  const end = new Date(message.time);
  const steps: Step[] = timeEntries(data.time, settings).map((entry, index) => timeStep(desk, workOrder, center, entry, end, partKey(message.id, "time", index)));
  steps.push(...(await scrapSteps(desk, message, target, workOrder)));
  if (settings.consumption === "MES" && data.consumption.length > 0) {
    const moves = await rawMovesOf(client, names, [member.id]);
    for (const [index, { item, lot, qty, uom }] of data.consumption.entries()) {
      steps.push(await lineStep(desk, `component ${index + 1}`, { item, lot, qty: decimal(qty), uom, location: null }, moves, workOrder.id));
    }
  }
  const made = data.totals === undefined ? member.qty_producing.plus(data.quantity.good) : decimal(data.totals.good).minus(producedBefore(chain, member));
  steps.push(quantityStep(desk, member.id, max(made, ZERO)));
  if (data.final) steps.push(...unusedStep(desk, member.id, workOrder.id), finishWorkOrderStep(desk, workOrder));
  return { steps, document: (parts) => `${chain.key} / time ${parts[0]?.number ?? ""}` };
}

/** Scrap of what the order makes comes straight out of production: it never lay in stock. What no reason names goes without one. */
async function scrapSteps(desk: Desk, message: ProductionConfirmedV1, { chain, member }: Target, workOrder: WorkOrder): Promise<Step[]> {
  const { client } = desk;
  const { quantity, scrapReasons, output } = message.data;
  if (decimal(quantity.scrap).lte(ZERO)) return [];
  const named: { reason: string | null; qty: Decimal }[] = scrapReasons.map(({ code, qty }) => ({ reason: code, qty: decimal(qty) }));
  const rest = decimal(quantity.scrap).minus(sum(named.map(({ qty }) => qty)));
  if (rest.gt(ZERO)) named.push({ reason: null, qty: rest });
  const product = await findOne(client, PRODUCT, [["id", "=", member.product_id.id]]);
  const item = product?.default_code ?? member.product_id.name;
  const unit = await findUnit(client, quantity.uom);
  const from = await productionPlace(desk, member.id);
  const tracked = product !== undefined && product.tracking !== "none";
  const lot = output[0]?.lot ?? `${chain.key}-SCRAP`;
  const scraps: Step[] = [];
  for (const [index, { reason, qty }] of named.entries()) {
    const key = partKey(message.id, "scrap", index);
    scraps.push(
      scrapStep(desk, {
        key,
        item,
        why: await whyValues(desk, key, reason),
        fromProduction: true,
        values: async () => ({
          product_id: member.product_id.id,
          scrap_qty: toNumber(qty),
          product_uom_id: unit,
          production_id: member.id,
          workorder_id: workOrder.id,
          location_id: from,
          ...(tracked ? { lot_id: (await lotId(client, member.product_id.id, lot)) ?? false } : {}),
        }),
      }),
    );
  }
  return tracked ? [lotStep(desk, member.product_id.id, lot, null), ...scraps] : scraps;
}

/** Where the order makes its product: its components go there, the product comes from there. @throws Refused NO_PLACE. */
async function productionPlace({ client, names }: Desk, orderId: number): Promise<number> {
  const [component] = await rawMovesOf(client, names, [orderId]);
  if (component !== undefined) return component.location_dest_id.id;
  const finished = await findOne(client, moveType(names), [["production_id", "=", orderId]]);
  if (finished === undefined) throw new Refused("NO_PLACE", `Order ${orderId} in Odoo has no movement that says where it is made.`);
  return finished.location_id.id;
}
