import "server-only";
import { and, asc, count, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isUnitFor, lackingCapabilities } from "@/db/qualified";
import { requiredTools } from "@/db/required-tools";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { qualityCheck } from "@/db/schema/quality";
import { site } from "@/db/schema/reference";
import { tool } from "@/db/schema/tool";
import { decideStart, decideStartTime } from "@/lib/domain/execution/start";
import { type RequiredTool, toolFaults } from "@/lib/domain/execution/tool";
import { goodOf } from "@/lib/domain/execution/totals";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { defineCommand } from "@/lib/commands/define-command";
import { isAllReserved } from "@/lib/commands/planning/reserved";
import { unreadInstructions } from "@/lib/commands/quality/instruction-store";
import { StateAnswer } from "./answers.schema";
import { approval, mayOverride, refuseUnsigned } from "./approval";
import { comeOn } from "./come-on";
import { operationFact, orderFact } from "./facts";
import { StartOperationInput } from "./operation.schema";
import { orderStatus } from "./order-status";
import { predecessorHeld } from "./predecessor-held";
import { findPerson, findUnit, lastLoadEnded, loadedOn, lockOperation, type LockedOperation, siteOfOperation, type UnitRow } from "./store";

/** EX-01: starts the setup, or the run where none is planned, with the tools that it needs; signs the caller on; the order goes IN_PROGRESS with its first start. Refuses OUT_OF_ORDER too early. */
export const startOperation = defineCommand({
  name: "start-operation",
  permission: "operation.execute",
  input: StartOperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, actor, siteId, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const unit = await findUnit(tx, siteId, input.workUnitId);
    const person = await findPerson(tx, actor.personId);
    const { operation, order, previous } = locked;
    if (input.overrideReason !== undefined && !mayOverride(actor, siteId)) return refuse("LEAD_REQUIRED", { for: "TOOL" });
    const faults = toolFaults(await toolsOf(tx, locked, unit), at);
    const allowed = faults.length > 0 && (await allowsToolOverride(tx, siteId));
    const toolOverride = allowed ? (input.overrideReason === undefined ? "MAY" : "GIVEN") : "NONE";
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
      toolFaults: faults,
      toolOverride,
      unreadInstructions: await unreadInstructions(tx, locked, "START", actor.personId, at),
    });
    if (!decision.ok) return decision;
    // The guards above hold, so both are there.
    if (unit === null || person === null) throw new Error(`operation ${operation.id} may start without a unit or a person`);
    const loaded = await lastLoadEnded(tx, operation.id, unit.parallelOperations ? null : unit.id);
    const time = decideStartTime(at, [
      ...(order.releasedAt === null ? [] : [{ of: "RELEASE" as const, since: order.releasedAt }]),
      ...(loaded === null ? [] : [{ of: "LOADED" as const, since: loaded }]),
    ]);
    if (!time.ok) return time;

    const reason = toolOverride === "GIVEN" ? input.overrideReason : undefined;
    const unsigned = reason === undefined ? null : await refuseUnsigned(frame);
    if (unsigned !== null) return unsigned;
    const about = { aggregate: "operation" as const, aggregateId: operation.id, orderId: order.id };
    const approved = reason === undefined ? null : await approval(frame, about, { order: order.number, operation: operation.opNo, tools: faults, reason });
    const setup = decision.value === "SETUP";
    const { events } = await comeOn(tx, operation, person, setup ? "SETUP" : "RUN", at);
    const started = operationFact(setup ? "operation.setup_started" : "operation.started", operation, decision.value, {
      workUnitId: unit.id,
      activity: setup ? "SETUP" : "RUN",
      runId: newId(),
      tools: operation.tools,
      toolOverride: reason,
      approvedBy: approved?.by,
    });
    const first = order.state === "RELEASED" ? orderFact("order.started", locked, "IN_PROGRESS") : null;
    return accept({
      events: [...(first === null ? [] : [first]), started, ...events, ...(approved === null ? [] : [approved.signature])],
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

/** The tools that it needs, as they are at the line of the unit. Locks them, so that two starts can't both find one free. */
async function toolsOf(tx: Tx, { operation, order }: LockedOperation, unit: UnitRow | null): Promise<readonly RequiredTool[]> {
  if (operation.tools.length === 0) return [];
  await tx
    .select({ id: tool.id })
    .from(tool)
    .where(and(eq(tool.siteId, order.siteId), inArray(tool.code, operation.tools)))
    .orderBy(asc(tool.id))
    .for("no key update");
  return requiredTools(tx, { siteId: order.siteId, workCentreId: unit?.parentId ?? null, exceptOperationId: operation.id }, operation.tools);
}

async function allowsToolOverride(tx: Tx, siteId: string): Promise<boolean> {
  const [row] = await tx.select({ allows: site.toolOverride }).from(site).where(eq(site.id, siteId));
  return row?.allows ?? false;
}

async function openStartChecks(tx: Tx, operationId: string): Promise<number> {
  const [row] = await tx
    .select({ open: count() })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "DUE")));
  return row?.open ?? 0;
}
