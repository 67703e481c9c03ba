import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { composition } from "@/lib/composition";

/** SEC-09: keeps who made how many labels of a lot, reprints included: a label is what the next scan believes. */
export async function noteLabel(
  actor: Actor,
  lot: { readonly id: string; readonly siteId: string },
  detail: { readonly format: string; readonly symbol: string; readonly copies: number },
): Promise<void> {
  const { auth } = composition();
  await audit(auth.db, auth.clock.now(), {
    action: "label.print",
    subject: lot.id,
    siteId: lot.siteId,
    accountId: actor.accountId,
    deviceId: actor.deviceId,
    machineKeyId: actor.machineKeyId,
    outcome: "DONE",
    detail,
  });
}
