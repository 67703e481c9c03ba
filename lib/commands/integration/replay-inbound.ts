import "server-only";
import { eq } from "drizzle-orm";
import { connection, FINAL_REFUSALS, inboxMessage } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { lockInboxMessage, settledVersion } from "@/lib/integration/inbox/settle-inbox";
import { endMessageExceptions } from "./message-exceptions";
import { siteOfInbound } from "./message-site";
import { ReplayMessageInput } from "./repair-message.schema";

/**
 * IN-06: lets a message of the ERP that failed or was refused on our side be applied once more, under the same id and with all its tries and
 * its day of waiting anew, at the next look of a worker. What a second look cannot change stays refused, and so does what a later version overtook.
 */
export const replayInbound = defineCommand<ReplayMessageInput, { readonly state: "RECEIVED" }>({
  name: "replay-inbound-message",
  permission: "message.replay",
  input: ReplayMessageInput,
  site: (tx, { messageId }) => siteOfInbound(tx, messageId),
  async run({ tx, siteId }, { messageId }) {
    const row = await lockInboxMessage(tx, messageId, ["FAILED", "REFUSED"]);
    if (row === null) return refuse("INVALID_TRANSITION");
    if (row.state === "REFUSED") {
      if (FINAL_REFUSALS.some((code) => code === row.code)) return refuse("INVALID_TRANSITION");
      const newer = await settledVersion(tx, row);
      if (newer !== null) return refuse("NEWER_VERSION_CAME", { stored: newer, asked: row.version });
    }
    await tx
      .update(inboxMessage)
      .set({ state: "RECEIVED", faults: 0, missing: [], code: null, reason: null, settledAt: null, parkedUntil: null, settledBy: null, settledSecond: null, settledReason: null })
      .where(eq(inboxMessage.id, row.id));
    // Whoever polls applies what is stored.
    await tx.update(connection).set({ lastPolledAt: null }).where(eq(connection.id, row.connectionId));
    return accept({ events: await endMessageExceptions(tx, siteId, row.messageId), output: { state: "RECEIVED" as const } });
  },
});
