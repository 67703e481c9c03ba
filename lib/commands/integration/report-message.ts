import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { outboxMessage } from "@/db/schema/integration";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { accept } from "@/lib/domain/shared/decision";
import { messageSubject } from "./message-exceptions";
import { siteOfMessage } from "./message-site";

const ReportMessageInput = z.strictObject({ ...CommandHeadShape, messageId: z.uuid() });

/** §2.5 MESSAGE_DEAD: a message that the ERP refused or that could not be delivered gets an owner and a clock. Its lane waits for a person. */
export const reportMessage = defineCommand<z.infer<typeof ReportMessageInput>, { readonly raised: boolean }>({
  name: "report-message",
  permission: "erp.apply",
  input: ReportMessageInput,
  site: (tx, { messageId }) => siteOfMessage(tx, messageId),
  async run({ tx }, { messageId }) {
    const [row] = await tx.select().from(outboxMessage).where(eq(outboxMessage.id, messageId));
    if (row === undefined || (row.state !== "REJECTED" && row.state !== "DEAD")) return accept({ events: [], output: { raised: false } });
    const detail = { messageId, type: row.type, state: row.state, code: row.reasonCode, reason: row.reason };
    const raised = raise({ class: "MESSAGE_DEAD", severity: 2, subject: messageSubject(row), workUnitId: null, orderId: row.orderId, owner: "IT", detail });
    return accept({ events: [raised], output: { raised: true } });
  },
});
