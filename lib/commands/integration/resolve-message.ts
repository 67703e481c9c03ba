import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { lockMessage, resolve } from "@/lib/integration/outbox/repair";
import { endMessageExceptions, messageSubject } from "./message-exceptions";
import { siteOfMessage } from "./message-site";
import { ResolveMessageInput } from "./repair-message.schema";

/**
 * IN-06: settles a rejected or dead message without sending it. A tombstone goes out in its place, at once, or when the message carries
 * quantity or value, after a second person approved it (`approve-message-resolution`). Only a person may.
 */
export const resolveMessage = defineCommand<ResolveMessageInput, { readonly state: "PROPOSED" | "RESOLVING" }>({
  name: "resolve-message",
  permission: "message.resolve",
  input: ResolveMessageInput,
  site: (tx, { messageId }) => siteOfMessage(tx, messageId),
  async run({ tx, siteId, actor, recordedAt }, { messageId, reason }) {
    const row = await lockMessage(tx, messageId);
    if (row === null) return refuse("NOT_FOUND");
    if (actor.accountId === null) return refuse("PERSON_REQUIRED");
    const decision = await resolve(tx, row, { accountId: actor.accountId, actor: actor.name, at: recordedAt, reason });
    if (!decision.ok) return decision;
    const events = decision.value === "RESOLVING" ? await endMessageExceptions(tx, siteId, messageSubject(row)) : [];
    return accept({ events, output: { state: decision.value } });
  },
});
