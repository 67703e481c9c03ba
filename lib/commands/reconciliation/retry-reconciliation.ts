import "server-only";
import { and, desc, eq, gt } from "drizzle-orm";
import { reconciliationRun } from "@/db/schema/reconciliation";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { RetryReconciliationInput, StartedAnswer } from "./reconciliation.schema";

/** Has a failed comparison tried again now; it goes on where it stopped. Refusals: RECONCILIATION_ENDED unless it failed and none came after it, RECONCILIATION_RUNNING while another is under way. */
export const retryReconciliation = defineCommand<RetryReconciliationInput, StartedAnswer>({
  name: "retry-reconciliation",
  permission: "message.replay",
  input: RetryReconciliationInput,
  answer: StartedAnswer,
  async site(tx, { runId }) {
    const [row] = await tx.select({ siteId: reconciliationRun.siteId }).from(reconciliationRun).where(eq(reconciliationRun.id, runId));
    return row?.siteId ?? null;
  },
  async run({ tx, siteId, recordedAt }, { runId }) {
    const [row] = await tx.select().from(reconciliationRun).where(eq(reconciliationRun.id, runId)).for("update");
    if (row === undefined) return refuse("NOT_FOUND");
    if (row.state !== "FAILED") return refuse("RECONCILIATION_ENDED");
    const [later] = await tx
      .select({ state: reconciliationRun.state })
      .from(reconciliationRun)
      .where(and(eq(reconciliationRun.siteId, siteId), eq(reconciliationRun.connectionId, row.connectionId), gt(reconciliationRun.startedAt, row.startedAt)))
      .orderBy(desc(reconciliationRun.startedAt))
      .limit(1);
    // What it had set aside went with the one after it.
    if (later !== undefined) return refuse(later.state === "QUEUED" || later.state === "RUNNING" ? "RECONCILIATION_RUNNING" : "RECONCILIATION_ENDED");
    await tx.update(reconciliationRun).set({ state: "QUEUED", reason: null, endedAt: null, attempts: 0, nextAt: recordedAt }).where(eq(reconciliationRun.id, runId));
    return accept({ events: [], output: { runId } });
  },
});
