import { z } from "zod";
import { type CommandHead, CommandHeadShape } from "@/lib/commands/command-head.schema";
import type { AnsweringCommand } from "@/lib/commands/define-command";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { splitStop } from "@/lib/commands/equipment/split-stop";
import { abandonSetup } from "@/lib/commands/execution/abandon-setup";
import { beginShift, endShift } from "@/lib/commands/execution/attend";
import { closeException } from "@/lib/commands/execution/close-exception";
import { closeOrder } from "@/lib/commands/execution/close-order";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { holdOrder } from "@/lib/commands/execution/hold-order";
import { acceptHandover } from "@/lib/commands/execution/accept-handover";
import { endIndirect, startIndirect } from "@/lib/commands/execution/indirect";
import { offerHandover } from "@/lib/commands/execution/offer-handover";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { resumeOrder } from "@/lib/commands/execution/resume-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { skipOperation } from "@/lib/commands/execution/skip-operation";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { takeOverException } from "@/lib/commands/execution/take-over-exception";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import { syncConnection } from "@/lib/commands/integration/sync-connection";
import { askDeviation } from "@/lib/commands/materials/ask-deviation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { returnMaterial } from "@/lib/commands/materials/return-material";
import { approveShift } from "@/lib/commands/planning/approve-shift";
import { cancelDowntime, changeDowntime } from "@/lib/commands/planning/change-downtime";
import { planDowntime } from "@/lib/commands/planning/plan-downtime";
import { cancelShift } from "@/lib/commands/planning/cancel-shift";
import { proposeShift, proposeShiftAgain } from "@/lib/commands/planning/propose-shift";
import { startReconciliation } from "@/lib/commands/reconciliation/start-reconciliation";
import { acknowledgeInstruction } from "@/lib/commands/quality/acknowledge-instruction";
import { actOnNonconformance } from "@/lib/commands/quality/act-on-nonconformance";
import { closeNonconformance } from "@/lib/commands/quality/close-nonconformance";
import { placeHold } from "@/lib/commands/quality/place-hold";
import { recordCheck } from "@/lib/commands/quality/record-check";
import { reviewNonconformance } from "@/lib/commands/quality/review-nonconformance";
import { voidNonconformance } from "@/lib/commands/quality/void-nonconformance";
import { requestCheck } from "@/lib/commands/quality/request-check";
import { actingFor, runCommand } from "@/lib/edge/run-command";

/** A command with what it answers, so that the document says it. */
export type ApiCommand = { readonly command: AnsweringCommand<CommandHead, unknown>; readonly summary: string };

/** Commands of the public API: those of the tablet, and what an automation of IT needs. */
export const API_COMMANDS: readonly ApiCommand[] = [
  { command: startOperation, summary: "Start an operation on a work unit: its setup, or the run where none is planned" },
  { command: finishSetup, summary: "End the setup and begin the run" },
  { command: confirmProduction, summary: "Record good, scrap and rework since the last entry" },
  { command: pauseOperation, summary: "Pause with a reason" },
  { command: resumeOperation, summary: "Go on after a pause" },
  { command: completeOperation, summary: "End an operation" },
  { command: abandonSetup, summary: "Give a setup up; its time stays booked" },
  { command: skipOperation, summary: "Leave out an operation that the routing calls optional" },
  { command: holdOrder, summary: "Hold an order; what is in work of it is paused" },
  { command: resumeOrder, summary: "Lift the hold of an order" },
  { command: reopenOrder, summary: "Open a completed operation again, and its order" },
  { command: closeOrder, summary: "Close a completed order now" },
  { command: signOnOperation, summary: "Put a person on an operation" },
  { command: signOffOperation, summary: "Take a person off an operation" },
  { command: beginShift, summary: "Say that a person is at work from now on" },
  { command: endShift, summary: "Say that a person goes; all that they are on ends with it" },
  { command: startIndirect, summary: "Put a person on an activity of no order; they leave their operations" },
  { command: endIndirect, summary: "End a person's activity of no order" },
  { command: offerHandover, summary: "Leave a work unit to the next crew, with a note and what is open" },
  { command: acceptHandover, summary: "Take a work unit over: the running bookings of who left it change person" },
  { command: issueMaterial, summary: "Take a quantity of a lot for an operation" },
  { command: askDeviation, summary: "Ask planner and quality for a lot that no line allows" },
  { command: returnMaterial, summary: "Give material back that was taken and not used" },
  { command: mountLot, summary: "Feed a lot into a work unit from now on" },
  { command: unmountLot, summary: "Take a lot off a work unit" },
  { command: placeHold, summary: "Hold a lot, or every lot that an order has made" },
  { command: requestCheck, summary: "Ask for a check of an operation or of a lot now" },
  { command: recordCheck, summary: "Record what was measured and seen at a check" },
  { command: reviewNonconformance, summary: "Begin the review of a nonconformance" },
  { command: actOnNonconformance, summary: "Say what is done about a nonconformance that was decided over" },
  { command: closeNonconformance, summary: "Close a nonconformance whose action is done" },
  { command: voidNonconformance, summary: "Void a nonconformance that is none" },
  { command: reverseEntry, summary: "Take an entry back: a confirmation, an issue, a mount, or the results of a check" },
  { command: correctEntry, summary: "Take a quantity back and enter the right one in its place, as one" },
  { command: raiseCall, summary: "Call somebody to a work unit" },
  { command: classifyStop, summary: "Name the reason of a stop" },
  { command: splitStop, summary: "Divide a stop that had two reasons" },
  { command: takeOverException, summary: "Take an exception over, and be at it from now on" },
  { command: resolveException, summary: "End an exception, or withdraw an own call" },
  { command: closeException, summary: "Close what is resolved" },
  { command: proposeShift, summary: "Propose to make a part of an order on another line; it is reserved from then on" },
  { command: approveShift, summary: "Approve a proposal of somebody else, so that the ERP is asked" },
  { command: cancelShift, summary: "Take a proposal back" },
  { command: proposeShiftAgain, summary: "Propose again what the ERP refused" },
  { command: planDowntime, summary: "Plan when a work unit, or every one of a line, stands" },
  { command: changeDowntime, summary: "Change the time or reason of planned downtime" },
  { command: cancelDowntime, summary: "Call planned downtime off" },
  { command: replayMessage, summary: "Send a rejected or dead message again, under the same id" },
  { command: startReconciliation, summary: "Compare a site with its ERP now" },
  { command: syncConnection, summary: "Send what waits and read changes of an ERP now" },
];

/** EX-01: that somebody has read an instruction they say themselves, signed on at a tablet; no machine says it for them. */
const IN_PERSON = new Map([[acknowledgeInstruction.name, acknowledgeInstruction.permission]]);

const BY_NAME = new Map(API_COMMANDS.map(({ command }) => [command.name, command]));

/** What the API asks of every command besides its own input. */
export const CommandEnvelope = z.looseObject({
  commandId: CommandHeadShape.commandId.optional(),
  eventTime: z.iso.datetime({ offset: true, error: "say when it happened, as ISO 8601 with an offset" }),
  person: z.string().min(1).max(40).optional(),
  site: z.string().min(1).max(40).optional(),
});

type CommandCall = {
  readonly request: Request;
  readonly actor: Parameters<typeof actingFor>[0];
  readonly params: { name: string };
  readonly body: z.infer<typeof CommandEnvelope>;
};

/**
 * POST /api/v1/commands/{name}: the same command, frame and refusals as on a tablet. A repeat of a command answers what the first one
 * did, and says so in the header `Millrace-Repeated`.
 */
export const commandEndpoint = {
  name: "api.command",
  access: {
    who: "either",
    permission: (path: Record<string, string | string[] | undefined>) => BY_NAME.get(String(path.name))?.permission ?? IN_PERSON.get(String(path.name)) ?? null,
  },
  params: z.object({ name: z.string() }),
  body: CommandEnvelope,
  perMinute: 3000,
  async run({ request, actor, params, body: { commandId: given, person, site, ...input } }: CommandCall) {
    const command = BY_NAME.get(params.name);
    if (IN_PERSON.has(params.name)) return { ok: false, code: "CONFIRM_IN_PERSON", params: { command: params.name } };
    if (command === undefined) return { ok: false, code: "NOT_FOUND", params: {} };
    const header = request.headers.get("idempotency-key");
    const commandId = given ?? header;
    if (commandId === null) return { ok: false, code: "INVALID_INPUT", params: {}, fields: { commandId: "give a UUID of version 7 here, or as the header Idempotency-Key" } };
    if (header !== null && header !== commandId) return { ok: false, code: "INVALID_INPUT", params: {}, fields: { commandId: "differs from the header Idempotency-Key" } };
    const acting = await actingFor(actor, person, site);
    if (!acting.ok) return acting;
    const result = await runCommand(acting.actor, command, { ...input, commandId });
    if (!result.ok) return result;
    return Response.json({ commandId, result: result.data }, { headers: { "cache-control": "no-store", "millrace-repeated": String(result.repeated) } });
  },
} as const;
