import "server-only";
import { eq } from "drizzle-orm";
import { connection, inboxMessage } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { lockInboxMessage } from "@/lib/integration/inbox/settle-inbox";
import { endMessageExceptions } from "./message-exceptions";
import { siteOfInbound } from "./message-site";
import { ReplayMessageInput } from "./repair-message.schema";

/** Lets a message of the ERP that failed on our side be applied once more, with all its tries anew, at the next look of a worker. */
export const replayInbound = defineCommand<ReplayMessageInput, { readonly state: "RECEIVED" }>({
  name: "replay-inbound-message",
  permission: "message.replay",
  input: ReplayMessageInput,
  site: (tx, { messageId }) => siteOfInbound(tx, messageId),
  async run({ tx, siteId }, { messageId }) {
    const row = await lockInboxMessage(tx, messageId);
    if (row?.state !== "FAILED") return refuse("INVALID_TRANSITION");
    await tx.update(inboxMessage).set({ state: "RECEIVED", faults: 0, code: null, reason: null }).where(eq(inboxMessage.id, row.id));
    // Whoever polls applies what is stored.
    await tx.update(connection).set({ lastPolledAt: null }).where(eq(connection.id, row.connectionId));
    return accept({ events: await endMessageExceptions(tx, siteId, row.messageId), output: { state: "RECEIVED" as const } });
  },
});
