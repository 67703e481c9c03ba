import { v7 as uuidv7 } from "uuid";
import type { Approvable, ApprovableName } from "./operator-command";
import { inPatience } from "./patience";
import type { Approval, QueueItem, SendResult } from "./queue-item";
import { answerOf } from "./send-command";

/** What a lead states at somebody else's tablet; it lives in the memory of the page until it is sent, and nowhere else. */
type ApproverCredentials = { readonly badge: string; readonly pin: string };

/** As long as a command of the queue waits; then a person tries again, with the same id. */
const PATIENCE_MS = 15_000;

/** Answers about who approves: the command itself was not looked at. */
const ABOUT_THE_LEAD: readonly string[] = ["BAD_BADGE_OR_PIN", "LOCKED", "APPROVER_NOT_LEAD", "DEVICE_UNKNOWN", "UNAUTHENTICATED", "FAULT"];

/** EX-23: whether what was sent goes again under its id: nobody answered, or it was unanswered before and a wrong PIN, say, tells nothing of it. */
export function staysUnanswered(answer: SendResult | undefined, before: boolean): boolean {
  return answer === undefined || (before && !answer.ok && ABOUT_THE_LEAD.includes(answer.code));
}

/** What was made, used or mounted stays where it happened, however late it is approved; what a start or an end changes, changes with the approval. */
const KEEPS_ITS_TIME: ReadonlySet<ApprovableName> = new Set<ApprovableName>(["confirm-production", "issue-material", "mount-lot"]);

/** What pages of an older version sent with its time, and nothing with its number. */
const KEPT_ITS_TIME_BEFORE: ReadonlySet<ApprovableName> = new Set<ApprovableName>(["confirm-production", "issue-material"]);

type Refused = Pick<QueueItem, "eventTime" | "clockOffsetMs" | "sequence">;

/** EX-06, EX-21: what a lead approves after a refusal, under an id of its own. It has waited at the tablet as long as what was refused. */
export function approvalOf({ eventTime, clockOffsetMs, sequence }: Refused, command: Approvable, reason: Approval["reason"]): Approval {
  const commandId = uuidv7();
  return {
    commandId,
    command,
    reason,
    input: { ...command.input, commandId, ...(KEEPS_ITS_TIME.has(command.name) ? { eventTime, clockOffsetMs, deviceSequence: sequence } : {}) },
  };
}

/** EX-23: an approval as it is sent, byte for byte the same each time: what an older page kept without an answer, too, goes as that page sent it. */
export function approvedInput({ eventTime, clockOffsetMs }: Refused, { commandId, command, input }: Approval): Readonly<Record<string, unknown>> {
  return input ?? { ...command.input, commandId, ...(KEPT_ITS_TIME_BEFORE.has(command.name) ? { eventTime, clockOffsetMs } : {}) };
}

/**
 * Sends what a lead approves in place, straight to the server: the queue keeps what it is given, and badge and PIN must not be kept (SEC-12).
 * @throws Error when no server of ours has answered: the same command may be sent again, and counts once (EX-23).
 */
export async function sendApproved(name: ApprovableName, input: Readonly<Record<string, unknown>>, accountId: string, lead: ApproverCredentials): Promise<SendResult> {
  return inPatience(async (signal) => {
    const response = await fetch(`/api/approved/${name}`, {
      method: "POST",
      cache: "no-store",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ accountId, ...lead, input }),
      signal,
    });
    return answerOf(response, name);
  }, PATIENCE_MS);
}
