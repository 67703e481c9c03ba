import "server-only";
import { eq } from "drizzle-orm";
import { inboxMessage } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { endMessageExceptions } from "./message-exceptions";
import { siteToSettle } from "./message-site";
import { lockRefused, noteSettlement } from "./refused-message";
import { ResolveMessageInput } from "./repair-message.schema";

/** SEC-01: a second person approves that a message of the ERP is settled without applying it. Refusals: as for the first one, NOT_PROPOSED, SAME_PERSON. */
export const approveInbound = defineCommand<ResolveMessageInput, { readonly state: "RESOLVED" }>({
  name: "approve-inbound-resolution",
  permission: "message.approve",
  input: ResolveMessageInput,
  site: (tx, { messageId }) => siteToSettle(tx, messageId),
  async run({ tx, siteId, actor, recordedAt }, { messageId, reason }) {
    const locked = await lockRefused(tx, actor, messageId);
    if (!locked.ok) return locked;
    const { row, accountId } = locked.value;
    if (row.settledBy === null) return refuse("NOT_PROPOSED");
    if (row.settledBy === accountId) return refuse("SAME_PERSON");
    await tx.update(inboxMessage).set({ state: "RESOLVED", settledSecond: accountId, settledAt: recordedAt }).where(eq(inboxMessage.id, row.id));
    await noteSettlement(tx, recordedAt, { actor, siteId, row, step: "approved", reason });
    return accept({ events: await endMessageExceptions(tx, siteId, row.messageId), output: { state: "RESOLVED" as const } });
  },
});
