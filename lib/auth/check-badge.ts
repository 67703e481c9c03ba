import { and, eq, exists, isNull, or } from "drizzle-orm";
import { account, roleGrant } from "@/db/schema/identity";
import { person } from "@/db/schema/reference";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { hashPin, verifyPin } from "@/lib/platform/password-hash";
import { BADGE_GUARD, DEVICE_GUARD, forgive, giveBack, takeAttempt } from "./attempts";
import { audit } from "./audit";
import type { AuthContext } from "./context";
import { badgeHash, guardSubject } from "./identity-hash";

export type BadgeRefusal = "BAD_BADGE_OR_PIN" | "LOCKED";

/** Whose badge and PIN were right. */
type BadgeHolder = { readonly id: string; readonly name: string; readonly personId: string | null; readonly securityVersion: number };

const decoys = new Map<string, Promise<string>>();

function decoyPin(secret: string): Promise<string> {
  const known = decoys.get(secret) ?? hashPin(secret, "no-pin");
  decoys.set(secret, known);
  return known;
}

/**
 * SEC-05: whose badge and PIN these are, on an enrolled device and only of people with a role at its site; `action` is what they were given for, as the audit
 * says it. Wrong tries count together, whatever they are for. Refusals: BAD_BADGE_OR_PIN with `left` tries, the same for an unknown badge; LOCKED with `until`,
 * after five failures of the badge on this device.
 */
export async function checkBadge(
  auth: AuthContext,
  device: { readonly id: string; readonly siteId: string },
  given: { readonly badge: string; readonly pin: string },
  action: string,
): Promise<Decision<BadgeHolder, BadgeRefusal>> {
  const now = auth.clock.now();
  const guards = {
    badge: { ...BADGE_GUARD, subject: guardSubject(auth.secret, "badge", given.badge), deviceId: device.id },
    device: { ...DEVICE_GUARD, subject: "device", deviceId: device.id },
  };
  const note = { action, subject: guards.badge.subject, siteId: device.siteId, deviceId: device.id };
  const onDevice = await takeAttempt(auth.db, guards.device, now);
  const ofBadge = onDevice.allowed ? await takeAttempt(auth.db, guards.badge, now) : onDevice;
  if (!ofBadge.allowed) {
    await audit(auth.db, now, { ...note, outcome: "DENIED", detail: { reason: "LOCKED" } });
    return refuse("LOCKED", { until: ofBadge.until.toISOString() });
  }
  const found = await holderOf(auth, given.badge, device.siteId);
  const right = await verifyPin(auth.secret, found?.pinHash ?? (await decoyPin(auth.secret)), given.pin);
  if (found === undefined || found.pinHash === null || !right) {
    await audit(auth.db, now, { ...note, accountId: found?.id ?? null, outcome: "DENIED", detail: { reason: "BAD_BADGE_OR_PIN", left: ofBadge.left } });
    return ofBadge.left > 0
      ? refuse("BAD_BADGE_OR_PIN", { left: ofBadge.left })
      : refuse("LOCKED", { until: new Date(now.getTime() + BADGE_GUARD.lockMinutes * 60_000).toISOString() });
  }
  await forgive(auth.db, guards.badge);
  await giveBack(auth.db, guards.device);
  const { id, name, personId, securityVersion } = found;
  return accept({ id, name, personId, securityVersion });
}

async function holderOf(auth: AuthContext, badge: string, siteId: string): Promise<(BadgeHolder & { readonly pinHash: string | null }) | undefined> {
  const atSite = auth.db
    .select({ one: roleGrant.accountId })
    .from(roleGrant)
    .where(and(eq(roleGrant.accountId, account.id), eq(roleGrant.siteId, siteId)));
  const [found] = await auth.db
    .select({ id: account.id, name: account.name, personId: account.personId, pinHash: account.pinHash, securityVersion: account.securityVersion })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(eq(account.badgeHash, badgeHash(auth.secret, badge)), account.active, or(isNull(person.id), person.active), exists(atSite)));
  return found;
}
