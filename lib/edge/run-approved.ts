import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { type ApproverCredentials, confirmApprover } from "@/lib/auth/confirm-approver";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";

/** Carries out a command of whoever is signed on at a tablet, which a lead approves there (SEC-12). Besides the command's refusals: those of `confirmApprover`. */
export async function runApproved<Input extends CommandHead, Output>(
  actor: Actor,
  command: Command<Input, Output>,
  given: ApproverCredentials,
  raw: unknown,
): Promise<CommandResult<Output>> {
  const { auth, services } = composition();
  const approver = await confirmApprover(auth, actor, given);
  if (!approver.ok) return approver;
  return execute(services, { ...actor, approver: approver.value }, command, raw);
}
