import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { inboxMessage } from "@/db/schema/integration";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { accept } from "@/lib/domain/shared/decision";
import { GIVEN_UP, lockInboxMessage, MOST_FAULTS } from "@/lib/integration/inbox/settle-inbox";
import { siteOfInbound } from "./message-site";

const ReportInboundFailureInput = z.strictObject({ ...CommandHeadShape, inboxId: z.uuid() });

/** §2.5 MESSAGE_DEAD: a message of the ERP that breaks on our side whenever it is applied. It is not tried again by itself, and IT is told. */
export const reportInboundFailure = defineCommand<z.infer<typeof ReportInboundFailureInput>, { readonly raised: boolean }>({
  name: "report-inbound-failure",
  permission: "erp.apply",
  input: ReportInboundFailureInput,
  site: (tx, { inboxId }) => siteOfInbound(tx, inboxId),
  async run({ tx }, { inboxId }) {
    const row = await lockInboxMessage(tx, inboxId);
    if (row?.state !== "FAILED" || row.code === GIVEN_UP || row.faults < MOST_FAULTS) return accept({ events: [], output: { raised: false } });
    const reason = `Applying it failed on our side ${row.faults} times. It waits for a person.`;
    await tx.update(inboxMessage).set({ code: GIVEN_UP, reason }).where(eq(inboxMessage.id, inboxId));
    const detail = { messageId: row.id, type: row.type, state: row.state, code: GIVEN_UP, reason };
    return accept({
      events: [raise({ class: "MESSAGE_DEAD", severity: 2, subject: row.messageId, workUnitId: null, orderId: null, owner: "IT", detail })],
      output: { raised: true },
    });
  },
});
