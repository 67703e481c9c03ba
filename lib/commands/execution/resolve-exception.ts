import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideResolution } from "@/lib/domain/execution/exception-state";
import { accept } from "@/lib/domain/shared/decision";
import { ended, endContext, lockException, siteOfException } from "./end-exception";
import { ResolveExceptionInput, ResolvedAnswer } from "./end-exception.schema";

/**
 * §2.2 exception → RESOLVED: by who owns its class, by who has taken it, or by the caller, who withdraws the own call. Refuses EXCEPTION_OVER and
 * NOT_YOURS. What recurs within 15 min goes on as the same exception.
 */
export const resolveException = defineCommand({
  name: "resolve-exception",
  permission: "exception.end",
  input: ResolveExceptionInput,
  answer: ResolvedAnswer,
  site: (tx, input) => siteOfException(tx, input.exceptionId),
  async run({ tx, actor }, input) {
    const row = await lockException(tx, input.exceptionId);
    const decision = decideResolution(endContext(row, actor));
    if (!decision.ok) return decision;
    return accept({ events: [ended(row, decision.value, actor.name, input.note ?? null)], output: { exceptionId: row.id, state: decision.value } });
  },
});
