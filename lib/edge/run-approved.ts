import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { type ApproverCredentials, confirmApprover } from "@/lib/auth/confirm-approver";
import { type CommandHead, CommandHeadShape } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult } from "@/lib/commands/refusal";
import { noteApproval } from "@/lib/commands/note-approval";
import { composition } from "@/lib/composition";
import { log } from "@/lib/platform/log";

/**
 * Carries out a command of whoever is signed on at a tablet, which a lead approves there (SEC-12). Besides the command's refusals: those of `confirmApprover`. A fault is
 * thrown; badge and PIN were taken all the same, and the audit trail says so.
 */
export async function runApproved<Input extends CommandHead, Output>(
  actor: Actor,
  command: Command<Input, Output>,
  given: ApproverCredentials,
  raw: unknown,
): Promise<CommandResult<Output>> {
  const { auth, services } = composition();
  const approver = await confirmApprover(auth, actor, given);
  if (!approver.ok) return approver;
  const approved = { ...actor, approver: approver.value };
  try {
    return await execute(services, approved, command, raw);
  } catch (fault) {
    await noteFault(approved, command.name, raw);
    throw fault;
  }
}

const Key = z.looseObject({ commandId: CommandHeadShape.commandId });

/** What the command wrote went with its transaction: this has one of its own. Where the database takes nothing, the log has it, and the caller its own fault. */
async function noteFault(approved: Actor, command: string, raw: unknown): Promise<void> {
  const { db, clock } = composition().services;
  const head = Key.safeParse(raw);
  try {
    await noteApproval(db, approved, clock.now(), { command, commandId: head.success ? head.data.commandId : null, code: "FAULT" });
  } catch (fault) {
    log.error({ err: fault, command, approver: approved.approver?.accountId }, "that a lead had approved what failed could not be written down");
  }
}
