import "server-only";
import { z } from "zod";
import { signatureOf } from "@/lib/auth/exception-owners";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { decideTakeOver } from "@/lib/domain/execution/exception-state";
import { accept } from "@/lib/domain/shared/decision";
import { acknowledged, endContext, hasTaken, lockException, siteOfException } from "./end-exception";

/** Takes an open exception over. */
export const TakeOverExceptionInput = z.strictObject({ ...CommandHeadShape, exceptionId: z.uuid() });

/** Whose it is now. */
export const TakenOverAnswer = z.strictObject({ exceptionId: z.uuid(), state: z.literal("IN_PROGRESS"), owner: z.string() });

/**
 * §2.2, §2.5 exception → IN_PROGRESS: an owner of its class is at it from now on, whoever had it before. One that nobody had acknowledged is acknowledged by
 * the same tap. Refuses EXCEPTION_OVER, NOT_YOURS_TO_TAKE and ALREADY_ACKNOWLEDGED for who is at it already.
 */
export const takeOverException = defineCommand({
  name: "take-over-exception",
  permission: "exception.end",
  input: TakeOverExceptionInput,
  answer: TakenOverAnswer,
  site: (tx, input) => siteOfException(tx, input.exceptionId),
  async run({ tx, actor }, input) {
    const row = await lockException(tx, input.exceptionId);
    const decision = decideTakeOver({ ...endContext(row, actor), inHand: row.state === "IN_PROGRESS" && hasTaken(row, actor), owner: row.owner });
    if (!decision.ok) return decision;
    const by = { owner: actor.name, takenBy: signatureOf(actor) };
    return accept({
      events: [...(row.state === "RAISED" ? [acknowledged(row, { to: "ACKNOWLEDGED", ...by })] : []), acknowledged(row, { to: decision.value, ...by })],
      output: { exceptionId: row.id, state: decision.value, owner: actor.name },
    });
  },
});
