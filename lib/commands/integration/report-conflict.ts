import "server-only";
import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { accept } from "@/lib/domain/shared/decision";

const ReportConflictInput = z.strictObject({ ...CommandHeadShape, siteId: z.uuid(), messageId: z.string(), type: z.string(), subject: z.string() });

/** IN-03: an id that came again with other content. Somebody must ask the sender which of the two is true. */
export const reportConflict = defineCommand<z.infer<typeof ReportConflictInput>, { readonly raised: true }>({
  name: "report-message-conflict",
  permission: "erp.apply",
  input: ReportConflictInput,
  site: (_, { siteId }) => Promise.resolve(siteId),
  async run(_, { messageId, type, subject }) {
    const raised = raise({ class: "MESSAGE_CONFLICT", severity: 2, subject: messageId, workUnitId: null, orderId: null, owner: "IT", detail: { type, subject } });
    return accept({ events: [raised], output: { raised: true as const } });
  },
});
