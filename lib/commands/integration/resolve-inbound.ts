import "server-only";
import { eq } from "drizzle-orm";
import { inboxMessage, SETTLED_ALONE } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { accept } from "@/lib/domain/shared/decision";
import type { InboxRow } from "@/lib/integration/inbox/settle-inbox";
import { endMessageExceptions } from "./message-exceptions";
import { siteToSettle } from "./message-site";
import { ResolveMessageInput } from "./repair-message.schema";
import { lockRefused, noteSettlement } from "./refused-message";

/**
 * IN-06: settles a message of the ERP that was refused here, or that breaks whenever it is applied, without applying it: at once, or when it carries quantity
 * or value, or cannot be read, after a second person approved it (`approve-inbound-resolution`). Only a person may. Refusals: NOT_FOUND,
 * INVALID_TRANSITION, PERSON_REQUIRED.
 */
export const resolveInbound = defineCommand<ResolveMessageInput, { readonly state: "PROPOSED" | "RESOLVED" }>({
  name: "resolve-inbound-message",
  permission: "message.resolve",
  input: ResolveMessageInput,
  site: (tx, { messageId }) => siteToSettle(tx, messageId),
  async run({ tx, siteId, actor, recordedAt }, { messageId, reason }) {
    const locked = await lockRefused(tx, actor, messageId);
    if (!locked.ok) return locked;
    const { row, accountId } = locked.value;
    const alone = !takesTwo(row);
    await tx
      .update(inboxMessage)
      .set({ settledBy: accountId, settledSecond: null, settledReason: reason, ...(alone ? { state: "RESOLVED" as const, settledAt: recordedAt } : {}) })
      .where(eq(inboxMessage.id, row.id));
    await noteSettlement(tx, recordedAt, { actor, siteId, row, step: alone ? "settled" : "proposed", reason });
    return accept({ events: alone ? await endMessageExceptions(tx, siteId, row.messageId) : [], output: { state: alone ? ("RESOLVED" as const) : ("PROPOSED" as const) } });
  },
});

function takesTwo({ type, code }: Pick<InboxRow, "type" | "code">): boolean {
  return code === "SCHEMA" || !SETTLED_ALONE.some((one) => one === type);
}
