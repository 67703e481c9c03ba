import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import type { ApproverCredentials } from "@/lib/auth/confirm-approver";
import type { ApprovableName } from "@/lib/client/operator-command";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot } from "@/lib/commands/materials/mount-lot";
import type { CommandResult } from "@/lib/commands/refusal";
import { carryOut } from "@/lib/edge/carry-out";
import { defineHandler } from "@/lib/edge/define-handler";
import { runApproved } from "@/lib/edge/run-approved";

type Approved = (actor: Actor, given: ApproverCredentials, input: unknown) => Promise<CommandResult<unknown>>;

const by =
  <Input extends CommandHead, Output>(command: Command<Input, Output>): Approved =>
  (actor, given, input) =>
    runApproved(actor, command, given, input);

const COMMANDS: Readonly<Record<ApprovableName, Approved>> = {
  "start-operation": by(startOperation),
  "confirm-production": by(confirmProduction),
  "correct-entry": by(correctEntry),
  "complete-operation": by(completeOperation),
  "issue-material": by(issueMaterial),
  "mount-lot": by(mountLot),
};

/**
 * What a lead approves at the tablet of somebody else with badge and PIN (SEC-12). It passes no queue: both components would be kept with it.
 */
export const POST = defineHandler({
  name: "floor.approved",
  // Each command asks for its own permission at its own site, of whoever enters and of whoever approves.
  access: { who: "signed-in" },
  params: z.object({ command: z.string() }),
  body: z.strictObject({ accountId: z.string(), badge: z.string().min(1).max(80), pin: z.string().min(1).max(20), input: z.record(z.string(), z.unknown()) }),
  perMinute: 60,
  run: (call) => carryOut(COMMANDS, call, (approved, actor) => approved(actor, { badge: call.body.badge, pin: call.body.pin }, call.body.input)),
});
