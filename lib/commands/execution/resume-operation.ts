import "server-only";
import { isExecutable } from "@/lib/domain/execution/order-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { defineCommand } from "@/lib/commands/define-command";
import { StateAnswer } from "./answers.schema";
import type { Tx } from "@/db/client";
import type { NewEvent } from "@/lib/eventlog/event";
import { comeOn } from "./come-on";
import { operationFact, switchActivity } from "./facts";
import { OperationInput } from "./operation.schema";
import { findPerson, isTooOld, lastSignOff, lockOperation, missingCapabilities, openBookings, type OperationRow, siteOfOperation } from "./store";

/** PAUSED → where it was: DELAY ends for machine and people at this instant (EX-02). Where everybody has left it meanwhile, whoever resumes it is on it from now on. */
export const resumeOperation = defineCommand({
  name: "resume-operation",
  permission: "operation.execute",
  input: OperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, actor, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const { operation, order } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    if (operation.state !== "PAUSED") return refuse("INVALID_TRANSITION", { state: operation.state });
    if (!isExecutable(order.state)) return refuse("ORDER_NOT_EXECUTABLE", { state: order.state });
    const back = operation.pausedFrom ?? "RUNNING";
    const activity = back === "SETUP" ? "SETUP" : "RUN";
    const people = await openBookings(tx, operation.id);
    const returned = people.length > 0 ? [] : await comesBack(tx, operation, actor.personId, activity, at);
    return accept({
      events: [operationFact("operation.resumed", operation, back, { activity }), ...switchActivity(people, operation, activity, at), ...returned],
      output: { state: back },
    });
  },
});

/** Nothing where the caller is nobody of the plant, may not run the unit, or is told late to have resumed what they left after that. */
async function comesBack(tx: Tx, operation: OperationRow, personId: string | null, activity: "SETUP" | "RUN", at: Date): Promise<readonly NewEvent[]> {
  const person = await findPerson(tx, personId);
  if (person === null || !person.active) return [];
  if (operation.workUnitId !== null && (await missingCapabilities(tx, person.id, operation.workUnitId, at)).length > 0) return [];
  const { from, events } = await comeOn(tx, operation, person, activity, at);
  const left = await lastSignOff(tx, operation.id, person.id);
  return left !== null && from < left ? [] : events;
}
