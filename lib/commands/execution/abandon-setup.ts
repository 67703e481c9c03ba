import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideOperationMove } from "@/lib/domain/execution/operation-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { recordTimeAlone } from "./confirmation";
import { operationFact } from "./facts";
import { OperationInput } from "./operation.schema";
import { SetupAbandonedAnswer } from "./order.schema";
import { peopleLeave } from "./people-leave";
import { isTooOld, lockOperation, siteOfOperation } from "./store";

/** §2.2 SETUP → READY: the setup is given up and the unit is free again. The time that it took stays booked, and the ERP is told of it. */
export const abandonSetup = defineCommand({
  name: "abandon-setup",
  permission: "operation.execute",
  input: OperationInput,
  answer: SetupAbandonedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    const decision = decideOperationMove("ABANDON_SETUP", operation.state);
    if (!decision.ok) return decision;
    const booked = await recordTimeAlone(frame, locked, false);
    return accept({
      events: [...booked.events, ...(await peopleLeave(tx, operation, at)), operationFact("operation.setup_abandoned", operation, "READY", { runId: null })],
      messages: booked.messages,
      output: { state: "READY" as const },
    });
  },
});
