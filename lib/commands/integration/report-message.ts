import "server-only";
import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { accept } from "@/lib/domain/shared/decision";
import { lockMessage, type OutboxRow } from "@/lib/integration/outbox/repair";
import { messageClass, messageSubject } from "./message-exceptions";
import { siteOfMessage } from "./message-site";

const ReportMessageInput = z.strictObject({ ...CommandHeadShape, messageId: z.uuid() });

/** §2.5 MESSAGE_DEAD, or SEQUENCE_GAP where the ERP misses one before it: a message that the ERP refused or that could not be delivered gets an owner and a clock. Its lane waits for a person. */
export const reportMessage = defineCommand<z.infer<typeof ReportMessageInput>, { readonly raised: boolean }>({
  name: "report-message",
  permission: "erp.apply",
  input: ReportMessageInput,
  site: (tx, { messageId }) => siteOfMessage(tx, messageId),
  async run({ tx }, { messageId }) {
    // Locked as a person's replay locks it: else its alarm could begin after the replay had ended all alarms.
    const row = await lockMessage(tx, messageId);
    if (row === null || (row.state !== "REJECTED" && row.state !== "DEAD")) return accept({ events: [], output: { raised: false } });
    const detail = { messageId, type: row.type, state: row.state, code: row.reasonCode, reason: row.reason };
    const before = row.reasonCode === "SEQUENCE_GAP" ? await lastAccepted(tx, row) : null;
    const gap = before === null ? {} : { acceptedBefore: before.sequence, acceptedAs: before.document };
    const raised = raise({
      class: messageClass(row),
      severity: 2,
      subject: messageSubject(row),
      workUnitId: null,
      orderId: row.orderId,
      owner: "IT",
      detail: { ...detail, ...gap },
    });
    return accept({ events: [raised], output: { raised: true } });
  },
});

/** What the ERP accepted last before this message in its lane, as it said then: where the gap begins. */
async function lastAccepted(tx: Tx, { connectionId, laneKey, sequence }: OutboxRow): Promise<{ readonly sequence: number; readonly document: string | null } | null> {
  const [before] = await tx
    .select({ sequence: outboxMessage.sequence, document: outboxMessage.document })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.connectionId, connectionId), eq(outboxMessage.laneKey, laneKey), lt(outboxMessage.sequence, sequence), eq(outboxMessage.state, "ACCEPTED")))
    .orderBy(desc(outboxMessage.sequence))
    .limit(1);
  return before ?? null;
}
