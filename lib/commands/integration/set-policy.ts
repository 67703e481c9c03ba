import "server-only";
import { Cron } from "croner";
import { eq } from "drizzle-orm";
import { policy } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { SetPolicyInput } from "./repair-message.schema";

/** Architecture §4: one line of the integration policy: as an event or in batches, how fast, on or off. Refusal INVALID_SCHEDULE. */
export const setPolicy = defineCommand<SetPolicyInput, { readonly policyId: string }>({
  name: "set-policy",
  permission: "integration.configure",
  input: SetPolicyInput,
  async site(tx, { policyId }) {
    const [row] = await tx.select({ siteId: policy.siteId }).from(policy).where(eq(policy.id, policyId));
    return row?.siteId ?? null;
  },
  async run({ tx }, { policyId, mode, schedule, enabled, targetSeconds }) {
    if (schedule !== null && !isSchedule(schedule)) return refuse("INVALID_SCHEDULE", { schedule });
    await tx.update(policy).set({ mode, schedule, enabled, targetSeconds }).where(eq(policy.id, policyId));
    return accept({ events: [], output: { policyId } });
  },
});

function isSchedule(text: string): boolean {
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    // The only thing that it says by throwing: this is no cron expression.
    return false;
  }
}
