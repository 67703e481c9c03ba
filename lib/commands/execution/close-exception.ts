import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideClosing } from "@/lib/domain/execution/exception-state";
import { accept } from "@/lib/domain/shared/decision";
import { ended, endContext, lockException, siteOfException } from "./end-exception";
import { CloseExceptionInput, ClosedAnswer } from "./end-exception.schema";

/** §2.2 exception RESOLVED → CLOSED: whoever may resolve it says that nothing more follows. Refuses EXCEPTION_OPEN, EXCEPTION_OVER and NOT_YOURS. */
export const closeException = defineCommand({
  name: "close-exception",
  permission: "exception.end",
  input: CloseExceptionInput,
  answer: ClosedAnswer,
  site: (tx, input) => siteOfException(tx, input.exceptionId),
  async run({ tx, actor }, input) {
    const row = await lockException(tx, input.exceptionId);
    const decision = decideClosing(endContext(row, actor));
    if (!decision.ok) return decision;
    return accept({ events: [ended(row, decision.value, actor.name)], output: { exceptionId: row.id, state: decision.value } });
  },
});
