import "server-only";
import { mayMove } from "@/lib/domain/execution/operation-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { defineCommand } from "@/lib/commands/define-command";
import { StateAnswer } from "./answers.schema";
import { operationFact, switchActivity } from "./facts";
import { OperationInput } from "./operation.schema";
import { isTooOld, lockOperation, openBookings, siteOfOperation } from "./store";

/** SETUP → RUNNING: the setup is done, machine and people go over to the run at this instant. */
export const finishSetup = defineCommand({
  name: "finish-setup",
  permission: "operation.execute",
  input: OperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    if (operation.state !== "SETUP" || !mayMove(operation.state, "RUNNING")) return refuse("INVALID_TRANSITION", { state: operation.state });
    const people = await openBookings(tx, operation.id);
    return accept({
      events: [operationFact("operation.started", operation, "RUNNING", { activity: "RUN" }), ...switchActivity(people, operation, "RUN", at)],
      output: { state: "RUNNING" as const },
    });
  },
});
