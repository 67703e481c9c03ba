import "server-only";
import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { accept } from "@/lib/domain/shared/decision";
import { lockMessage } from "@/lib/integration/outbox/repair";
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
    // Locked as a person's replay locks it: else its alarm could begin after the replay had ended all alarms.
    const row = await lockMessage(tx, messageId);
    if (row === null || (row.state !== "REJECTED" && row.state !== "DEAD")) return accept({ events: [], output: { raised: false } });
    const detail = { messageId, type: row.type, state: row.state, code: row.reasonCode, reason: row.reason };
    const raised = raise({ class: "MESSAGE_DEAD", severity: 2, subject: messageSubject(row), workUnitId: null, orderId: row.orderId, owner: "IT", detail });
    return accept({ events: [raised], output: { raised: true } });
  },
});
