import { z } from "zod";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { splitStop } from "@/lib/commands/equipment/split-stop";
import { abandonSetup } from "@/lib/commands/execution/abandon-setup";
import { acceptHandover } from "@/lib/commands/execution/accept-handover";
import { endShift, putOnCrew, takeOffCrew } from "@/lib/commands/execution/attend";
import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { holdOrder } from "@/lib/commands/execution/hold-order";
import { endIndirect, startIndirect } from "@/lib/commands/execution/indirect";
import { offerHandover } from "@/lib/commands/execution/offer-handover";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { readHandover } from "@/lib/commands/execution/read-handover";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { resumeOrder } from "@/lib/commands/execution/resume-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { seeRefusal } from "@/lib/commands/execution/see-refusal";
import { settleAttention } from "@/lib/commands/execution/settle-attention";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { skipOperation } from "@/lib/commands/execution/skip-operation";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { takeInEntry } from "@/lib/commands/execution/take-in-entry";
import { takeOverException } from "@/lib/commands/execution/take-over-exception";
import { askDeviation } from "@/lib/commands/materials/ask-deviation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { resolveCounter } from "@/lib/commands/telemetry/resolve-counter";
import { acknowledgeInstruction } from "@/lib/commands/quality/acknowledge-instruction";
import { placeHold } from "@/lib/commands/quality/place-hold";
import { recordCheck } from "@/lib/commands/quality/record-check";
import { returnMaterial } from "@/lib/commands/materials/return-material";
import type { Actor } from "@/lib/auth/actor";
import type { PlainCommandName } from "@/lib/client/operator-command";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import type { CommandResult } from "@/lib/commands/refusal";
import { carryOut } from "@/lib/edge/carry-out";
import { defineHandler } from "@/lib/edge/define-handler";
import { runCommand } from "@/lib/edge/run-command";

type Sent = (actor: Actor, input: unknown) => Promise<CommandResult<unknown>>;

const by =
  <Input extends CommandHead, Output>(command: Command<Input, Output>): Sent =>
  (actor, input) =>
    runCommand(actor, command, input);

const COMMANDS: Readonly<Record<PlainCommandName, Sent>> = {
  "start-operation": by(startOperation),
  "finish-setup": by(finishSetup),
  "pause-operation": by(pauseOperation),
  "resume-operation": by(resumeOperation),
  "abandon-setup": by(abandonSetup),
  "skip-operation": by(skipOperation),
  "hold-order": by(holdOrder),
  "place-hold": by(placeHold),
  "resume-order": by(resumeOrder),
  "sign-on-operation": by(signOnOperation),
  "sign-off-operation": by(signOffOperation),
  "confirm-production": by(confirmProduction),
  "complete-operation": by(completeOperation),
  "reverse-entry": by(reverseEntry),
  "correct-entry": by(correctEntry),
  "reopen-order": by(reopenOrder),
  "raise-call": by(raiseCall),
  "acknowledge-exception": by(acknowledgeException),
  "take-over-exception": by(takeOverException),
  "resolve-exception": by(resolveException),
  "resolve-counter": by(resolveCounter),
  "classify-stop": by(classifyStop),
  "split-stop": by(splitStop),
  "issue-material": by(issueMaterial),
  "ask-deviation": by(askDeviation),
  "return-material": by(returnMaterial),
  "mount-lot": by(mountLot),
  "unmount-lot": by(unmountLot),
  "acknowledge-instruction": by(acknowledgeInstruction),
  "record-check": by(recordCheck),
  "end-shift": by(endShift),
  "put-on-crew": by(putOnCrew),
  "take-off-crew": by(takeOffCrew),
  "start-indirect": by(startIndirect),
  "end-indirect": by(endIndirect),
  "settle-attention": by(settleAttention),
  "take-in-entry": by(takeInEntry),
  "see-refusal": by(seeRefusal),
  "offer-handover": by(offerHandover),
  "accept-handover": by(acceptHandover),
  "read-handover": by(readHandover),
};

/** What a tablet's queue sends. */
export const POST = defineHandler({
  name: "floor.command",
  // Each command asks for its own permission at its own site.
  access: { who: "signed-in" },
  params: z.object({ command: z.string().max(80) }),
  // `tapped`: proves who tapped it, for when another person's session brings it. What a page of another version says besides keeps no entry out (EX-22).
  body: z.looseObject({
    accountId: z.string(),
    input: z.record(z.string(), z.unknown()),
    tapped: z.looseObject({ signOn: z.uuid(), proof: z.string() }).optional(),
  }),
  // A tablet that was without the network for a shift sends all of it at once.
  perMinute: 3000,
  run: (call) => carryOut(COMMANDS, call, (sent, actor) => sent(actor, call.body.input)),
});
