import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { lockMessage, replay } from "@/lib/integration/outbox/repair";
import { ReplayedAnswer } from "./answers.schema";
import { endMessageExceptions, messageSubject } from "./message-exceptions";
import { siteOfMessage } from "./message-site";
import { ReplayMessageInput } from "./repair-message.schema";

/** IN-06, S18: sends a rejected or dead message again, under the same id; the lane goes on behind it once it is accepted. */
export const replayMessage = defineCommand<ReplayMessageInput, ReplayedAnswer>({
  name: "replay-message",
  permission: "message.replay",
  input: ReplayMessageInput,
  answer: ReplayedAnswer,
  site: (tx, { messageId }) => siteOfMessage(tx, messageId),
  async run({ tx, siteId, actor, recordedAt }, { messageId, reason }) {
    const row = await lockMessage(tx, messageId);
    if (row === null) return refuse("NOT_FOUND");
    const decision = await replay(tx, row, { accountId: actor.accountId, actor: actor.name, at: recordedAt, reason });
    if (!decision.ok) return decision;
    return accept({ events: await endMessageExceptions(tx, siteId, messageSubject(row)), output: { state: decision.value } });
  },
});
