import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { audit } from "./audit";
import { type BadgeRefusal, checkBadge } from "./check-badge";
import type { AuthContext } from "./context";
import { findDevice } from "./devices";
import { startSession } from "./sessions";

export type TabletCredentials = { readonly deviceToken: string; readonly badge: string; readonly pin: string; readonly userAgent: string | null };
export type TabletRefusal = "DEVICE_UNKNOWN" | BadgeRefusal;

/**
 * SEC-05: badge and PIN become a session, only on an enrolled device and only for people with a role at its site. Whoever was signed on
 * there is signed off (SEC-06). Refusals: DEVICE_UNKNOWN, and those of `checkBadge`.
 */
export async function signInTablet(auth: AuthContext, given: TabletCredentials): Promise<Decision<{ sessionId: string; accountId: string }, TabletRefusal>> {
  const now = auth.clock.now();
  const device = await findDevice(auth, given.deviceToken);
  // A wall display takes nobody: whoever stands there could be signed on for hours.
  if (device?.kind !== "TABLET") {
    await audit(auth.db, now, { action: "sign-in.tablet", subject: "device", outcome: "DENIED", detail: { reason: "DEVICE_UNKNOWN" } });
    return refuse("DEVICE_UNKNOWN");
  }
  const holder = await checkBadge(auth, device, given, "sign-in.tablet");
  if (!holder.ok) return holder;
  const { id: accountId, securityVersion } = holder.value;
  const sessionId = await startSession(auth, { accountId, securityVersion, kind: "TABLET", deviceId: device.id, userAgent: given.userAgent });
  await audit(auth.db, now, { action: "sign-in.tablet", subject: sessionId, siteId: device.siteId, accountId, deviceId: device.id, outcome: "DONE" });
  return accept({ sessionId, accountId });
}
