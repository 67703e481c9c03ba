import { and, eq, exists, isNull, or } from "drizzle-orm";
import { account, roleGrant } from "@/db/schema/identity";
import { person } from "@/db/schema/reference";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { hashPin, verifyPin } from "@/lib/platform/password-hash";
import { BADGE_GUARD, DEVICE_GUARD, forgive, giveBack, takeAttempt } from "./attempts";
import { audit } from "./audit";
import type { AuthContext } from "./context";
import { type EnrolledDevice, findDevice } from "./devices";
import { badgeHash, guardSubject } from "./identity-hash";
import { startSession } from "./sessions";

export type TabletCredentials = { readonly deviceToken: string; readonly badge: string; readonly pin: string; readonly userAgent: string | null };
export type TabletRefusal = "DEVICE_UNKNOWN" | "BAD_BADGE_OR_PIN" | "LOCKED";

const decoys = new Map<string, Promise<string>>();

function decoyPin(secret: string): Promise<string> {
  const known = decoys.get(secret) ?? hashPin(secret, "no-pin");
  decoys.set(secret, known);
  return known;
}

/**
 * SEC-05: badge and PIN become a session, only on an enrolled device and only for people with a role at its site. Whoever was signed on
 * there is signed off (SEC-06). Refusals: DEVICE_UNKNOWN; BAD_BADGE_OR_PIN with `left` tries, the same for an unknown badge; LOCKED with
 * `until`, after five failures of the badge on this device.
 */
export async function signInTablet(auth: AuthContext, given: TabletCredentials): Promise<Decision<{ sessionId: string; accountId: string }, TabletRefusal>> {
  const now = auth.clock.now();
  const device = await findDevice(auth, given.deviceToken);
  if (device === null) {
    await audit(auth.db, now, { action: "sign-in.tablet", subject: "device", outcome: "DENIED", detail: { reason: "DEVICE_UNKNOWN" } });
    return refuse("DEVICE_UNKNOWN");
  }
  const guards = {
    badge: { ...BADGE_GUARD, subject: guardSubject(auth.secret, "badge", given.badge), deviceId: device.id },
    device: { ...DEVICE_GUARD, subject: "device", deviceId: device.id },
  };
  const note = { action: "sign-in.tablet", subject: guards.badge.subject, siteId: device.siteId, deviceId: device.id };
  const onDevice = await takeAttempt(auth.db, guards.device, now);
  const ofBadge = onDevice.allowed ? await takeAttempt(auth.db, guards.badge, now) : onDevice;
  if (!ofBadge.allowed) {
    await audit(auth.db, now, { ...note, outcome: "DENIED", detail: { reason: "LOCKED" } });
    return refuse("LOCKED", { until: ofBadge.until.toISOString() });
  }
  const found = await holderOf(auth, given.badge, device);
  const right = await verifyPin(auth.secret, found?.pinHash ?? (await decoyPin(auth.secret)), given.pin);
  if (found === undefined || found.pinHash === null || !right) {
    await audit(auth.db, now, { ...note, accountId: found?.id ?? null, outcome: "DENIED", detail: { reason: "BAD_BADGE_OR_PIN", left: ofBadge.left } });
    return ofBadge.left > 0
      ? refuse("BAD_BADGE_OR_PIN", { left: ofBadge.left })
      : refuse("LOCKED", { until: new Date(now.getTime() + BADGE_GUARD.lockMinutes * 60_000).toISOString() });
  }
  await forgive(auth.db, guards.badge);
  await giveBack(auth.db, guards.device);
  const sessionId = await startSession(auth, { accountId: found.id, securityVersion: found.securityVersion, kind: "TABLET", deviceId: device.id, userAgent: given.userAgent });
  await audit(auth.db, now, { ...note, subject: sessionId, accountId: found.id, outcome: "DONE" });
  return accept({ sessionId, accountId: found.id });
}

async function holderOf(auth: AuthContext, badge: string, device: EnrolledDevice): Promise<{ id: string; pinHash: string | null; securityVersion: number } | undefined> {
  const atSite = auth.db
    .select({ one: roleGrant.accountId })
    .from(roleGrant)
    .where(and(eq(roleGrant.accountId, account.id), eq(roleGrant.siteId, device.siteId)));
  const [found] = await auth.db
    .select({ id: account.id, pinHash: account.pinHash, securityVersion: account.securityVersion })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(eq(account.badgeHash, badgeHash(auth.secret, badge)), account.active, or(isNull(person.id), person.active), exists(atSite)));
  return found;
}
