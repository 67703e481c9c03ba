import "server-only";
import { eq } from "drizzle-orm";
import { qualityCheck } from "@/db/schema/quality";
import { defineCommand } from "@/lib/commands/define-command";
import { refuseReason } from "@/lib/commands/execution/take-back";
import { TakeCheckBackInput } from "./check.schema";
import { reverseCheck } from "./reverse-check";

/**
 * EX-19, UI-10: takes the results of a check back at a desk: whoever may record checks, their own, for 30 s; a shift lead those of others and later as well.
 * Its time is the server's. Refuses REASON_UNKNOWN, NOT_REVERSIBLE, ALREADY_REVERSED and UNDO_EXPIRED.
 */
export const takeCheckBack = defineCommand({
  name: "take-check-back",
  permission: "check.record",
  input: TakeCheckBackInput,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: qualityCheck.siteId }).from(qualityCheck).where(eq(qualityCheck.id, input.checkId));
    return row?.siteId ?? null;
  },
  async run(frame, input) {
    const unknown = await refuseReason(frame.tx, frame.siteId, input.reason);
    return unknown ?? reverseCheck(frame, input.checkId, input.reason, frame.recordedAt);
  },
});
