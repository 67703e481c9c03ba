import "server-only";
import { Cron } from "croner";
import { eq } from "drizzle-orm";
import { connection, policy } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { dueAt } from "@/lib/integration/outbox/append";
import { rescheduleWaiting, sendFullBundle, sendWaiting } from "@/lib/integration/outbox/bundle";
import { SetPolicyInput } from "./repair-message.schema";

/**
 * Architecture §4: one line of the integration policy: as an event or in batches, how fast, on or off. Another schedule, a smaller bundle
 * and the end of batches count at once, also for what waits. What was recorded before its type was switched off is still sent: it has its number in its lane, and the
 * ERP would wait for it (IN-04). Old and new values are kept in the audit trail (SEC-09). Refusals: INVALID_SCHEDULE, INBOUND_AS_IT_COMES for a batch of what the ERP says,
 * URGENT_AT_ONCE for a batch of what must be acted on now.
 */
export const setPolicy = defineCommand<SetPolicyInput, { readonly policyId: string }>({
  name: "set-policy",
  permission: "integration.configure",
  input: SetPolicyInput,
  async site(tx, { policyId }) {
    const [row] = await tx.select({ siteId: policy.siteId }).from(policy).where(eq(policy.id, policyId));
    return row?.siteId ?? null;
  },
  async run({ tx, actor, siteId, recordedAt }, { policyId, mode, schedule, bundle, enabled, targetSeconds }) {
    if (schedule !== null && !isSchedule(schedule)) return refuse("INVALID_SCHEDULE", { schedule });
    const [line] = await tx.select().from(policy).where(eq(policy.id, policyId)).for("update");
    if (line === undefined) return refuse("NOT_FOUND");
    if (line.direction === "IN" && mode === "BATCH") return refuse("INBOUND_AS_IT_COMES", { type: line.messageType });
    if (line.priority === 0 && mode === "BATCH") return refuse("URGENT_AT_ONCE", { type: line.messageType });
    const times = mode === "BATCH" ? schedule : null;
    const most = mode === "BATCH" ? bundle : null;
    const [erp] = await tx.select({ code: connection.code }).from(connection).where(eq(connection.id, line.connectionId));
    await tx.update(policy).set({ mode, schedule: times, bundle: most, enabled, targetSeconds }).where(eq(policy.id, policyId));
    if (line.mode === "BATCH" && line.direction === "OUT") {
      const waiting = { siteId, connectionId: line.connectionId, type: line.messageType, at: recordedAt };
      if (mode === "EVENT") await sendWaiting(tx, waiting);
      else {
        const [at] = await tx.select({ timeZone: site.timeZone }).from(site).where(eq(site.id, siteId));
        if (times !== line.schedule) await rescheduleWaiting(tx, waiting, dueAt({ schedule: times, timeZone: at?.timeZone ?? "UTC" }, recordedAt));
        await sendFullBundle(tx, waiting, most);
      }
    }
    await noteDone({ tx, actor, siteId, recordedAt }, "policy.change", policyId, {
      messageType: line.messageType,
      direction: line.direction,
      connection: erp?.code ?? null,
      old: wordsOf(line),
      new: wordsOf({ mode, schedule: times, bundle: most, enabled, targetSeconds }),
    });
    return accept({ events: [], output: { policyId } });
  },
});

function wordsOf(line: Pick<typeof policy.$inferSelect, "mode" | "schedule" | "bundle" | "enabled" | "targetSeconds">): string[] {
  const full = line.bundle === null ? [] : [`or ${line.bundle}`];
  return [line.enabled ? "on" : "off", line.mode, line.schedule ?? "no schedule", ...full, `${line.targetSeconds} s`];
}

function isSchedule(text: string): boolean {
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    // The only thing that it says by throwing: this is no cron expression.
    return false;
  }
}
