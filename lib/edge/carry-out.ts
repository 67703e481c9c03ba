import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { CommandResult } from "@/lib/commands/refusal";
import { noteActivity } from "./activity";

type FloorCall = { readonly actor: Actor; readonly params: { readonly command: string }; readonly body: { readonly accountId: string } };

/**
 * Finds what a tablet asks for among `commands`, by the name in the path, and runs it as activity of the session. What is sent says for whom it speaks, for a
 * queue may outlive the session that it was filled in, as in another tab (SEC-06). Refusals besides the command's own: NOT_FOUND, and UNAUTHENTICATED in
 * anybody else's session.
 */
export async function carryOut<Command>(
  commands: Readonly<Record<string, Command>>,
  { actor, params, body }: FloorCall,
  run: (command: Command) => Promise<CommandResult<unknown>>,
): Promise<CommandResult<unknown>> {
  const command = Object.hasOwn(commands, params.command) ? commands[params.command] : undefined;
  if (command === undefined) return { ok: false, code: "NOT_FOUND", params: {} };
  if (body.accountId !== actor.accountId) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  await noteActivity(actor);
  return run(command);
}
