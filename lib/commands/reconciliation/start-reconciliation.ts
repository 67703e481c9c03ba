import "server-only";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { connectionSite } from "@/db/schema/integration";
import { reconciliationRun } from "@/db/schema/reconciliation";
import { site } from "@/db/schema/reference";
import { localDay } from "@/lib/commands/costing/posting-day";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { StartedAnswer, StartReconciliationInput } from "./reconciliation.schema";

/**
 * IN-11 "Reconcile now": asks for a comparison of one site with the ERP of a connection; a worker takes it up within seconds. Refusal
 * RECONCILIATION_RUNNING while one is under way there: it would compare the same.
 */
export const startReconciliation = defineCommand<StartReconciliationInput, StartedAnswer>({
  name: "start-reconciliation",
  permission: "message.replay",
  input: StartReconciliationInput,
  answer: StartedAnswer,
  async site(tx, { connectionId, siteId }) {
    const [row] = await tx
      .select({ siteId: connectionSite.siteId })
      .from(connectionSite)
      .where(and(eq(connectionSite.connectionId, connectionId), eq(connectionSite.siteId, siteId)));
    return row?.siteId ?? null;
  },
  async run({ tx, siteId, actor, recordedAt }, { connectionId }) {
    const [place] = await tx.select({ timeZone: site.timeZone }).from(site).where(eq(site.id, siteId));
    const [underWay] = await tx
      .select({ id: reconciliationRun.id })
      .from(reconciliationRun)
      .where(and(eq(reconciliationRun.siteId, siteId), eq(reconciliationRun.connectionId, connectionId), inArray(reconciliationRun.state, ["QUEUED", "RUNNING"])));
    if (underWay !== undefined) return refuse("RECONCILIATION_RUNNING");
    const runId = newId();
    const onDate = localDay(recordedAt, place?.timeZone ?? "UTC");
    // What waits to be tried again would compare the same: this one takes its place.
    await tx
      .update(reconciliationRun)
      .set({ nextAt: null })
      .where(
        and(eq(reconciliationRun.siteId, siteId), eq(reconciliationRun.connectionId, connectionId), eq(reconciliationRun.state, "FAILED"), isNotNull(reconciliationRun.nextAt)),
      );
    // Two people at once: the second one finds the first one's run by the unique index.
    const made = await tx
      .insert(reconciliationRun)
      .values({ id: runId, siteId, connectionId, onDate, cause: "ON_DEMAND", state: "QUEUED", requestedBy: actor.name, startedAt: recordedAt, nextAt: recordedAt })
      .onConflictDoNothing()
      .returning({ id: reconciliationRun.id });
    return made.length === 0 ? refuse("RECONCILIATION_RUNNING") : accept({ events: [], output: { runId } });
  },
});
