import "server-only";
import { and, count, eq, isNull, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { qualityCheck } from "@/db/schema/quality";
import { workUnitQualification } from "@/db/schema/reference";
import { decideStart } from "@/lib/domain/execution/start";
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
import { findPerson, findUnit, goodOfRow, loadedOn, lockOperation, type LockedOperation, missingCapabilities, siteOfOperation, type UnitRow } from "./store";

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
      predecessorGood: previous === null ? null : goodOfRow(previous),
      predecessorHeld: await predecessorHeld(tx, locked),
      processed: operation.processed,
      workUnit: unit === null ? null : { qualified: await isQualified(tx, locked, unit), parallel: unit.parallelOperations, loadedWith: await loadedOn(tx, unit.id, operation.id) },
      person: person === null ? null : { active: person.active, missingCapabilities: unit === null ? [] : await missingCapabilities(tx, person.id, unit.id, at) },
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

/** A unit of the operation's own work centre, or one that is qualified for it (for the item, or for all). */
async function isQualified(tx: Tx, { operation, order }: LockedOperation, unit: UnitRow): Promise<boolean> {
  if (!unit.active) return false;
  if (unit.parentId === operation.workCentreId) return true;
  const [row] = await tx
    .select({ unit: workUnitQualification.workUnitId })
    .from(workUnitQualification)
    .where(
      and(
        eq(workUnitQualification.workCentreId, operation.workCentreId),
        eq(workUnitQualification.workUnitId, unit.id),
        or(isNull(workUnitQualification.itemId), eq(workUnitQualification.itemId, order.itemId)),
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
