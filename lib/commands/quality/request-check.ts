import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { lot } from "@/db/schema/materials";
import { inspectionPlan } from "@/db/schema/quality";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { CheckRequestedAnswer, RequestCheckInput } from "./check.schema";
import { isValid } from "./due-checks";
import { planSnapshot } from "./plan-snapshot";

/**
 * Makes a check of an operation or of a lot due, by the version of the plan that counts at that instant: its limits are kept with the check. Until it is
 * recorded the operation does not complete (EX-14). Refuses PLAN_UNKNOWN, and PLAN_ELSEWHERE for a plan of another item or operation.
 */
export const requestCheck = defineCommand({
  name: "request-check",
  permission: "check.record",
  input: RequestCheckInput,
  answer: CheckRequestedAnswer,
  async site(tx, input) {
    return (await targetOf(tx, input))?.siteId ?? null;
  },
  async run({ tx, siteId, at }, input) {
    const target = await targetOf(tx, input);
    const [plan] = await tx
      .select()
      .from(inspectionPlan)
      .where(and(eq(inspectionPlan.siteId, siteId), eq(inspectionPlan.code, input.plan), isValid(at)));
    if (plan === undefined || target === null) return refuse("PLAN_UNKNOWN", { plan: input.plan });
    const elsewhere = (plan.itemId !== null && plan.itemId !== target.itemId) || (plan.opNo !== null && target.opNo !== null && plan.opNo !== target.opNo);
    if (elsewhere) return refuse("PLAN_ELSEWHERE", { plan: input.plan });
    const snapshot = await planSnapshot(tx, plan);
    const checkId = newId();
    const due: NewEvent = {
      id: newId(),
      type: "check.due",
      ...(input.operationId === undefined ? { aggregate: "lot", aggregateId: input.lotId ?? "" } : { aggregate: "operation", aggregateId: input.operationId }),
      orderId: target.orderId,
      payload: { checkId, planId: plan.id, operationId: input.operationId ?? null, lotId: input.lotId ?? null, snapshot },
    };
    const characteristics = snapshot.characteristics.map(({ position, name, kind, uom, lowerLimit, upperLimit, defectCodes }) => ({
      position,
      name,
      kind,
      uom,
      lowerLimit,
      upperLimit,
      defectCodes: [...defectCodes],
    }));
    return accept({ events: [due], output: { checkId, plan: snapshot.plan, planVersion: snapshot.planVersion, sampleSize: snapshot.sampleSize, characteristics } });
  },
});

type Target = { readonly siteId: string; readonly itemId: string; readonly orderId: string | null; readonly opNo: number | null };

async function targetOf(tx: Tx, input: RequestCheckInput): Promise<Target | null> {
  if (input.operationId === undefined) {
    const [row] = await tx
      .select({ siteId: lot.siteId, itemId: lot.itemId, orderId: lot.orderId })
      .from(lot)
      .where(eq(lot.id, input.lotId ?? ""));
    return row === undefined ? null : { ...row, opNo: null };
  }
  const [row] = await tx
    .select({ siteId: orderOperation.siteId, itemId: productionOrder.itemId, orderId: orderOperation.orderId, opNo: orderOperation.opNo })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(eq(orderOperation.id, input.operationId));
  return row ?? null;
}
