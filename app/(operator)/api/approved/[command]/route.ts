import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import type { ApproverCredentials } from "@/lib/auth/confirm-approver";
import type { ApprovableName } from "@/lib/client/operator-command";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot } from "@/lib/commands/materials/mount-lot";
import type { CommandResult } from "@/lib/commands/refusal";
import { noteActivity } from "@/lib/edge/activity";
import { defineHandler } from "@/lib/edge/define-handler";
import { runApproved } from "@/lib/edge/run-approved";

type CarryOut = (actor: Actor, given: ApproverCredentials, input: unknown) => Promise<CommandResult<unknown>>;

const by =
  <Input extends CommandHead, Output>(command: Command<Input, Output>): CarryOut =>
  (actor, given, input) =>
    runApproved(actor, command, given, input);

const COMMANDS: Readonly<Record<ApprovableName, CarryOut>> = {
  "confirm-production": by(confirmProduction),
  "complete-operation": by(completeOperation),
  "issue-material": by(issueMaterial),
  "mount-lot": by(mountLot),
};

const isCommand = (name: string): name is ApprovableName => Object.hasOwn(COMMANDS, name);

/**
 * What a lead approves at the tablet of somebody else with badge and PIN (SEC-12). It passes no queue: both components would be kept with it. It speaks for whoever
 * is signed on and for nobody else, as the queue's own does (SEC-06).
 */
export const POST = defineHandler({
  name: "floor.approved",
  // Each command asks for its own permission at its own site, of whoever enters and of whoever approves.
  access: { who: "signed-in" },
  params: z.object({ command: z.string() }),
  body: z.strictObject({ accountId: z.string(), badge: z.string().min(1).max(80), pin: z.string().min(1).max(20), input: z.record(z.string(), z.unknown()) }),
  perMinute: 60,
  run: async ({ actor, params, body }) => {
    if (!isCommand(params.command)) return { ok: false, code: "NOT_FOUND", params: {} };
    if (body.accountId !== actor.accountId) return { ok: false, code: "UNAUTHENTICATED", params: {} };
    await noteActivity(actor);
    return COMMANDS[params.command](actor, { badge: body.badge, pin: body.pin }, body.input);
  },
});
