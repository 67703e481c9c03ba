import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { isSameOrigin } from "./origin";
import { report } from "./report";
import { currentPerson } from "./require-actor";

/**
 * A server action around a command: `export const startOperationAction = defineAction(startOperation)`. It takes the command's input as
 * the client has it and answers data or a refusal. Besides the command's own refusals: UNAUTHENTICATED (sign on again, the entry is
 * kept), CROSS_ORIGIN, FAULT with `reference`. A caller that may outlive the session it was opened in, as a tablet's queue in another tab, says with
 * `accountId` for whom it speaks: in anybody else's session it is UNAUTHENTICATED (SEC-06).
 */
export function defineAction<Input extends CommandHead, Output>(command: Command<Input, Output>): (raw: unknown, accountId?: string) => Promise<CommandResult<Output>> {
  return async (raw, accountId) => {
    try {
      return await run(command, raw, accountId);
    } catch (fault) {
      // Redirects travel as exceptions of Next's own.
      unstable_rethrow(fault);
      return { ok: false, code: "FAULT", params: { reference: report(fault, `action ${command.name}`) } };
    }
  };
}

async function run<Input extends CommandHead, Output>(command: Command<Input, Output>, raw: unknown, accountId: string | undefined): Promise<CommandResult<Output>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  const person = await currentPerson();
  if (person === null || (accountId !== undefined && accountId !== person.session.accountId)) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  return execute(composition().services, person.actor, command, raw);
}
