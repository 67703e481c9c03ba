import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { failed } from "./failed";
import { isSameOrigin } from "./origin";
import { currentPerson } from "./require-actor";

/**
 * A server action around a command: `export const closeOrderAction = defineAction(closeOrder)`. It takes the command's input as
 * the client has it and answers data or a refusal. Besides the command's own refusals: UNAUTHENTICATED
 * (sign in again), CROSS_ORIGIN, UNAVAILABLE, FAULT with `reference`.
 */
export function defineAction<Input extends CommandHead, Output>(command: Command<Input, Output>): (raw: unknown) => Promise<CommandResult<Output>> {
  return async (raw) => {
    try {
      return await run(command, raw);
    } catch (fault) {
      // Redirects travel as exceptions of Next's own.
      unstable_rethrow(fault);
      return failed(fault, `action ${command.name}`);
    }
  };
}

async function run<Input extends CommandHead, Output>(command: Command<Input, Output>, raw: unknown): Promise<CommandResult<Output>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  const person = await currentPerson();
  if (person === null) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  return execute(composition().services, person.actor, command, raw);
}
