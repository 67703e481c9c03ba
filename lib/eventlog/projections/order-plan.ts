import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent, orderOperation } from "@/db/schema/execution";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderChanged, OrderPlan, PlannedComponent, PlannedOperation } from "@/lib/eventlog/payloads/order";

/** Writes the plan of an order that has not begun. Ids follow from order and number, so what stays keeps its row. */
export async function replacePlan(tx: Tx, siteId: string, orderId: string, plan: OrderPlan): Promise<void> {
  for (const operation of plan.operations) await putOperation(tx, siteId, orderId, operation);
  for (const component of plan.components) await putComponent(tx, siteId, orderId, component);
  const componentIds = plan.components.map((component) => component.componentId);
  const operationIds = plan.operations.map((operation) => operation.operationId);
  await tx.delete(orderComponent).where(and(eq(orderComponent.orderId, orderId), componentIds.length === 0 ? sql`true` : notInArray(orderComponent.id, componentIds)));
  await tx.delete(orderOperation).where(and(eq(orderOperation.orderId, orderId), operationIds.length === 0 ? sql`true` : notInArray(orderOperation.id, operationIds)));
}

/** New required quantities of an order that runs. */
export async function setRequired(tx: Tx, required: NonNullable<OrderChanged["required"]>): Promise<void> {
  for (const each of required.operations)
    await tx
      .update(orderOperation)
      .set({ required: decimal(each.required) })
      .where(eq(orderOperation.id, each.operationId));
  for (const each of required.components) {
    await tx
      .update(orderComponent)
      .set({ required: decimal(each.required), state: each.state })
      .where(eq(orderComponent.id, each.componentId));
  }
}

async function putOperation(tx: Tx, siteId: string, orderId: string, operation: PlannedOperation): Promise<void> {
  const planned = {
    name: operation.name,
    workCentreId: operation.workCentreId,
    workUnitId: operation.workUnitId,
    state: "PENDING" as const,
    setupMachineHours: decimal(operation.setupMachineHours),
    setupLabourHours: decimal(operation.setupLabourHours),
    runMachineHours: decimal(operation.runMachineHours),
    runLabourHours: decimal(operation.runLabourHours),
    yield: decimal(operation.yield),
    crew: decimal(operation.crew),
    optional: operation.optional,
    overlapMinutes: operation.overlapMinutes,
    isLast: operation.isLast,
    required: decimal(operation.required),
    tools: [...(operation.tools ?? [])],
  };
  const nothingYet = { processed: ZERO, goodFirst: ZERO, scrapFirst: ZERO, reworkIn: ZERO, reworkedGood: ZERO, reworkScrap: ZERO };
  await tx
    .insert(orderOperation)
    .values({ id: operation.operationId, siteId, orderId, opNo: operation.opNo, ...nothingYet, ...planned })
    .onConflictDoUpdate({ target: orderOperation.id, set: planned });
}

async function putComponent(tx: Tx, siteId: string, orderId: string, component: PlannedComponent): Promise<void> {
  const planned = {
    operationId: component.operationId,
    itemId: component.itemId,
    uom: component.uom,
    decimals: component.decimals,
    tracked: component.tracked,
    quantityPer: decimal(component.quantityPer),
    scrapFactor: decimal(component.scrapFactor),
    issueMode: component.issueMode,
    mixGroup: component.mixGroup,
    standardPrice: decimal(component.standardPrice),
    required: decimal(component.required),
    substitutes: component.substitutes,
  };
  await tx
    .insert(orderComponent)
    .values({ id: component.componentId, siteId, orderId, position: component.position, issued: ZERO, returned: ZERO, state: "OPEN", ...planned })
    .onConflictDoUpdate({ target: orderComponent.id, set: planned });
}
