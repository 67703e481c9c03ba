import "server-only";
import { and, eq, gt, inArray, isNull, lte, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { standardCost, workCentreRate } from "@/db/schema/reference";
import type { OrderSnapshot } from "@/lib/eventlog/payloads/order";
import type { PlannedOrder } from "./plan-order";

/** OWN-03: BOM, routing, all rate classes of its work centres and the standard cost, as they are at this instant. */
export async function takeSnapshot(tx: Tx, { values, plan, items, centres }: PlannedOrder, at: Date): Promise<OrderSnapshot> {
  const itemOf = new Map([...items.values()].map((one) => [one.id, one]));
  const centreOf = new Map([...centres.values()].map((one) => [one.id, one.code]));
  const opNoOf = new Map(plan.operations.map((operation) => [operation.operationId, operation.opNo]));
  return {
    takenAt: at.toISOString(),
    bomVersion: values.bomVersion,
    routingVersion: values.routingVersion,
    operations: plan.operations.map((operation) => ({ ...operation, workCentre: centreOf.get(operation.workCentreId) ?? "" })),
    components: plan.components.map((component) => {
      const input = itemOf.get(component.itemId);
      return { ...component, item: input?.code ?? "", opNo: opNoOf.get(component.operationId) ?? 0, made: input?.kind === "INTERMEDIATE" || input?.kind === "FINISHED" };
    }),
    rates: await ratesOf(tx, [...centreOf.keys()], at),
    standardCost: await standardOf(tx, values.itemId, at),
  };
}

async function ratesOf(tx: Tx, workCentreIds: readonly string[], at: Date): Promise<OrderSnapshot["rates"]> {
  const rows = await tx
    .select()
    .from(workCentreRate)
    .where(and(inArray(workCentreRate.workCentreId, [...workCentreIds]), lte(workCentreRate.validFrom, at), or(isNull(workCentreRate.validTo), gt(workCentreRate.validTo, at))))
    .orderBy(workCentreRate.workCentreId, workCentreRate.element, workCentreRate.rateClass);
  return rows.map(({ workCentreId, element, basis, rateClass, rate, currency }) => ({
    workCentreId,
    element,
    basis,
    rateClass: rateClass === "" ? null : rateClass,
    rate: rate.toFixed(),
    currency,
  }));
}

async function standardOf(tx: Tx, itemId: string, at: Date): Promise<OrderSnapshot["standardCost"]> {
  const [row] = await tx
    .select()
    .from(standardCost)
    .where(and(eq(standardCost.itemId, itemId), lte(standardCost.validFrom, at), or(isNull(standardCost.validTo), gt(standardCost.validTo, at))));
  if (row === undefined) return null;
  return {
    version: row.version,
    costingLotSize: row.costingLotSize.toFixed(),
    material: row.material.toFixed(),
    labour: row.labour.toFixed(),
    machine: row.machine.toFixed(),
    overhead: row.overhead.toFixed(),
    total: row.total.toFixed(),
    currency: row.currency,
  };
}
