import "server-only";
import { isExecutable } from "@/lib/domain/execution/order-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { defineCommand } from "@/lib/commands/define-command";
import { StateAnswer } from "./answers.schema";
import { operationFact, switchActivity } from "./facts";
import { OperationInput } from "./operation.schema";
import { isTooOld, lockOperation, openBookings, siteOfOperation } from "./store";

/** PAUSED → where it was: DELAY ends for machine and people at this instant (EX-02). */
export const resumeOperation = defineCommand({
  name: "resume-operation",
  permission: "operation.execute",
  input: OperationInput,
  answer: StateAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const { operation, order } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    if (operation.state !== "PAUSED") return refuse("INVALID_TRANSITION", { state: operation.state });
    if (!isExecutable(order.state)) return refuse("ORDER_NOT_EXECUTABLE", { state: order.state });
    const back = operation.pausedFrom ?? "RUNNING";
    const activity = back === "SETUP" ? "SETUP" : "RUN";
    const people = await openBookings(tx, operation.id);
    return accept({
      events: [operationFact("operation.resumed", operation, back, { activity }), ...switchActivity(people, operation, activity, at)],
      output: { state: back },
    });
  },
});
