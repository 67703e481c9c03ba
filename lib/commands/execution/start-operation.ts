import "server-only";
import { and, count, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isUnitFor, lackingCapabilities } from "@/db/qualified";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { qualityCheck } from "@/db/schema/quality";
import { decideStart } from "@/lib/domain/execution/start";
import { goodOf } from "@/lib/domain/execution/totals";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { defineCommand } from "@/lib/commands/define-command";
import { isAllReserved } from "@/lib/commands/planning/reserved";
import { unreadInstructions } from "@/lib/commands/quality/instruction-store";
import { StateAnswer } from "./answers.schema";
import { comeOn } from "./come-on";
import { operationFact, orderFact } from "./facts";
import { StartOperationInput } from "./operation.schema";
import { orderStatus } from "./order-status";
import { predecessorHeld } from "./predecessor-held";
import { findPerson, findUnit, loadedOn, lockOperation, type LockedOperation, siteOfOperation, type UnitRow } from "./store";

/** EX-01: starts the setup, or the run where none is planned; signs the caller on; the order goes IN_PROGRESS with its first start. */
export const startOperation = defineCommand({
  name: "start-operation",
  permission: "operation.execute",
  input: StartOperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, actor, siteId, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const unit = await findUnit(tx, siteId, input.workUnitId);
    const person = await findPerson(tx, actor.personId);
    const { operation, order, previous } = locked;
    const decision = decideStart({
      orderState: order.state,
      operationState: operation.state,
      setupMachineHours: operation.setupMachineHours,
      setupLabourHours: operation.setupLabourHours,
      predecessorGood: previous === null ? null : goodOf(previous),
      predecessorHeld: await predecessorHeld(tx, locked),
      processed: operation.processed,
      workUnit: unit === null ? null : { qualified: await isQualified(tx, locked, unit), parallel: unit.parallelOperations, loadedWith: await loadedOn(tx, unit.id, operation.id) },
      person: person === null ? null : { active: person.active, missingCapabilities: unit === null ? [] : await lackingCapabilities(tx, person.id, unit.capabilities, at) },
      allReserved: await isAllReserved(tx, locked, at),
      openRequiredChecks: await openStartChecks(tx, operation.id),
      unreadInstructions: await unreadInstructions(tx, locked, "START", actor.personId, at),
    });
    if (!decision.ok) return decision;
    // The guards above hold, so both are there.
    if (unit === null || person === null) throw new Error(`operation ${operation.id} may start without a unit or a person`);

    const setup = decision.value === "SETUP";
    const { events } = await comeOn(tx, operation, person, setup ? "SETUP" : "RUN", at);
    const started = operationFact(setup ? "operation.setup_started" : "operation.started", operation, decision.value, {
      workUnitId: unit.id,
      activity: setup ? "SETUP" : "RUN",
      runId: newId(),
    });
    const first = order.state === "RELEASED" ? orderFact("order.started", locked, "IN_PROGRESS") : null;
    return accept({
      events: [...(first === null ? [] : [first]), started, ...events],
      messages: first === null ? [] : [orderStatus(locked, "IN_PROGRESS", first.id, at)],
      output: { state: decision.value },
    });
  },
});

async function isQualified(tx: Tx, { operation }: LockedOperation, unit: UnitRow): Promise<boolean> {
  if (!unit.active) return false;
  const [row] = await tx
    .select({ id: orderOperation.id })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(
      and(
        eq(orderOperation.id, operation.id),
        isUnitFor({ id: unit.id, workCentreId: unit.parentId }, { workCentreId: orderOperation.workCentreId, itemId: productionOrder.itemId }),
      ),
    );
  return row !== undefined;
}

async function openStartChecks(tx: Tx, operationId: string): Promise<number> {
  const [row] = await tx
    .select({ open: count() })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "DUE")));
  return row?.open ?? 0;
}
