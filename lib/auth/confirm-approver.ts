import { and, eq, isNull } from "drizzle-orm";
import { device } from "@/db/schema/identity";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { Actor, Approver } from "./actor";
import { audit } from "./audit";
import { authorise } from "./authorise";
import { type BadgeRefusal, checkBadge } from "./check-badge";
import type { AuthContext } from "./context";
import { sitesOf } from "./person-actor";

/** What a lead states at somebody else's tablet. Never kept: neither in a queue nor in a digest. */
export type ApproverCredentials = { readonly badge: string; readonly pin: string };

/**
 * SEC-12, SEC-05: the lead who states badge and PIN at the tablet of whoever is signed on there, and may override at its site. Nobody is signed on or off by
 * it. What came of the command that they approve, the command itself writes down; who may not approve is written down here. Refusals: DEVICE_UNKNOWN at a desk, where badges count for nothing; APPROVER_NOT_LEAD; BAD_BADGE_OR_PIN and LOCKED, by the same count as at sign-on.
 */
export async function confirmApprover(
  auth: AuthContext,
  actor: Actor,
  given: ApproverCredentials,
): Promise<Decision<Approver, "DEVICE_UNKNOWN" | "APPROVER_NOT_LEAD" | BadgeRefusal>> {
  const tablet = actor.deviceId === null ? undefined : await tabletOf(auth, actor.deviceId);
  if (tablet === undefined) return refuse("DEVICE_UNKNOWN");
  const holder = await checkBadge(auth, tablet, given, "override.approve");
  if (!holder.ok) return holder;
  const { id: accountId, name, personId } = holder.value;
  const sites = (await sitesOf(auth, accountId)).filter((one) => one.siteId === tablet.siteId);
  if (!authorise({ kind: "PERSON", sites, permissions: [] }, "override.approve", tablet.siteId)) {
    await audit(auth.db, auth.clock.now(), {
      action: "override.approve",
      subject: accountId,
      siteId: tablet.siteId,
      accountId,
      deviceId: tablet.id,
      outcome: "DENIED",
      detail: { for: actor.accountId, reason: "APPROVER_NOT_LEAD" },
    });
    return refuse("APPROVER_NOT_LEAD");
  }
  return accept({ accountId, personId, name, sites });
}

async function tabletOf(auth: AuthContext, deviceId: string): Promise<{ readonly id: string; readonly siteId: string } | undefined> {
  const [row] = await auth.db
    .select({ id: device.id, siteId: device.siteId })
    .from(device)
    .where(and(eq(device.id, deviceId), isNull(device.revokedAt)));
  return row;
}
