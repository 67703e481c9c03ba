import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { approveResolution, lockMessage } from "@/lib/integration/outbox/repair";
import { endMessageExceptions, messageSubject } from "./message-exceptions";
import { siteOfMessage } from "./message-site";
import { ResolveMessageInput } from "./repair-message.schema";

/** SEC-01: a second person approves that a message with quantity or value is settled without sending it. Refusals: NOT_PROPOSED, SAME_PERSON. */
export const approveMessageResolution = defineCommand<ResolveMessageInput, { readonly state: "RESOLVING" }>({
  name: "approve-message-resolution",
  permission: "message.approve",
  input: ResolveMessageInput,
  site: (tx, { messageId }) => siteOfMessage(tx, messageId),
  async run({ tx, siteId, actor, recordedAt }, { messageId, reason }) {
    const row = await lockMessage(tx, messageId);
    if (row === null) return refuse("NOT_FOUND");
    if (actor.accountId === null) return refuse("PERSON_REQUIRED");
    const decision = await approveResolution(tx, row, { accountId: actor.accountId, actor: actor.name, at: recordedAt, reason });
    if (!decision.ok) return decision;
    return accept({ events: await endMessageExceptions(tx, siteId, messageSubject(row)), output: { state: decision.value } });
  },
});
